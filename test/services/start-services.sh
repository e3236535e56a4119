#!/usr/bin/env bash
# Starts PostgreSQL and Redis on free ports, with their data in a folder of their own, and prints what tests need:
#
#   eval "$(test/services/start-services.sh)"      # TEST_DATABASE_URL, TEST_REDIS_URL, SERVICES_FOLDER
#   npx vitest run test/e2e
#   test/services/start-services.sh stop           # stops those of SERVICES_FOLDER and removes the folder
#
# PostgreSQL refuses to run as root: then it runs as the user `postgres`, or as `nobody` where there is none.
set -euo pipefail

say() { printf '%s\n' "$*" >&2; }
die() { say "start-services: $*"; exit 1; }

find_postgres() {
  local candidates=("${PG_BIN:-}" /usr/lib/postgresql/*/bin)
  local folder
  for ((at = ${#candidates[@]} - 1; at >= 0; at--)); do
    folder="${candidates[at]}"
    [[ -n "$folder" && -x "$folder/initdb" ]] && { printf '%s' "$folder"; return; }
  done
  command -v initdb >/dev/null && { dirname "$(command -v initdb)"; return; }
  die 'PostgreSQL is not installed: install it (Debian: postgresql), or set PG_BIN to the folder of initdb.'
}

owner=''
if [[ "$(id -u)" -eq 0 ]]; then
  owner=postgres
  id postgres >/dev/null 2>&1 || owner=nobody
fi

# Root hands over to somebody else, everybody else stays who they are.
as_owner() {
  if [[ -z "$owner" ]]; then "$@"; return; fi
  if command -v setpriv >/dev/null; then
    setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups "$@"
  else
    runuser -u "$owner" -- "$@"
  fi
}

free_port() {
  node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

stop() {
  local folder="${SERVICES_FOLDER:-}"
  [[ -n "$folder" && -f "$folder/started-by-start-services" ]] || die 'SERVICES_FOLDER names no folder of ours: nothing to stop.'
  local bin
  bin="$(find_postgres)"
  [[ -f "$folder/redis.pid" ]] && kill "$(cat "$folder/redis.pid")" 2>/dev/null || true
  (cd "$folder" && as_owner "$bin/pg_ctl" -D "$folder/postgres" -m fast -w stop >/dev/null 2>&1) || true
  rm -rf "$folder"
}

start() {
  command -v redis-server >/dev/null || die 'redis-server is not installed: install it (Debian: redis-server).'
  local bin folder port redis_port
  bin="$(find_postgres)"
  folder="$(mktemp -d "${TMPDIR:-/tmp}/agent-incident-services-XXXXXX")"
  touch "$folder/started-by-start-services"
  [[ -z "$owner" ]] || chown "$owner" "$folder"
  port="$(free_port)"
  redis_port="$(free_port)"

  cd "$folder"
  as_owner "$bin/initdb" -D "$folder/postgres" -U tests --auth=trust --encoding=UTF8 --locale=C.UTF-8 >"$folder/initdb.log" 2>&1 \
    || die "initdb failed: $(tail -3 "$folder/initdb.log")"
  # Durability is not what these tests are about: nobody pulls the plug.
  as_owner "$bin/pg_ctl" -D "$folder/postgres" -l "$folder/postgres.log" -w -t 120 start \
    -o "-p $port -h 127.0.0.1 -k $folder -c fsync=off -c max_connections=300" >/dev/null 2>&1 \
    || die "PostgreSQL did not start: $(tail -3 "$folder/postgres.log")"
  redis-server --port "$redis_port" --bind 127.0.0.1 --dir "$folder" --save '' --appendonly no --maxmemory-policy noeviction \
    --daemonize yes --pidfile "$folder/redis.pid" --logfile "$folder/redis.log" >/dev/null
  for _ in $(seq 100); do
    redis-cli -h 127.0.0.1 -p "$redis_port" ping >/dev/null 2>&1 && break
    sleep 0.1
  done

  printf 'export TEST_DATABASE_URL=postgres://tests@127.0.0.1:%s/postgres\n' "$port"
  printf 'export TEST_REDIS_URL=redis://127.0.0.1:%s\n' "$redis_port"
  printf 'export SERVICES_FOLDER=%s\n' "$folder"
}

case "${1:-start}" in
  start) start ;;
  stop) stop ;;
  *) die 'start (or nothing) and stop are all it knows.' ;;
esac

#!/usr/bin/env bash
# Runs what keeps records, and the end-to-end tests, on PostgreSQL and Redis, with two web and two worker processes of the bot. Starts both
# servers itself unless TEST_DATABASE_URL and TEST_REDIS_URL name some. Arguments are test files.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [[ -z "${TEST_DATABASE_URL:-}" || -z "${TEST_REDIS_URL:-}" ]]; then
  # Not within eval: there a failure would go unnoticed.
  settings="$(test/services/start-services.sh)"
  eval "$settings"
  trap 'test/services/start-services.sh stop' EXIT
fi
if [[ $# -eq 0 ]]; then
  npx vitest run test/db test/incident test/flows test/trace test/postmortem test/containment
  set -- test/e2e/{incident,containment,examples}.test.ts
fi
test/e2e/each.sh "$@"

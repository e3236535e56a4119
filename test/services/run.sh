#!/usr/bin/env bash
# Runs the end-to-end and crash tests on PostgreSQL and Redis, with two web and two worker processes of the bot. Starts both
# servers itself unless TEST_DATABASE_URL and TEST_REDIS_URL name some. Arguments go to vitest.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [[ -z "${TEST_DATABASE_URL:-}" || -z "${TEST_REDIS_URL:-}" ]]; then
  # Not within eval: there a failure would go unnoticed.
  settings="$(test/services/start-services.sh)"
  eval "$settings"
  trap 'test/services/start-services.sh stop' EXIT
fi
if [[ $# -eq 0 ]]; then
  # The browser runs `npm start`, which has its records and its queue in itself.
  set -- --exclude 'test/e2e/browser.test.ts' test/e2e test/faults
fi
npx vitest run --config vitest.e2e.config.ts "$@"

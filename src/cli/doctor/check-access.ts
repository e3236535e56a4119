import type { Config } from '../../config.ts';
import { type Finding, fine, warning } from './finding.ts';

const local = /^(localhost|127(\.\d+){3}|::1)$/i;

/** Tokens, the key and the address: what does not work without them. For a bot that talks to a workspace. */
export function checkAccess(config: Config): Finding[] {
  return [checkIngest(config), checkControl(config), checkKey(config), checkAddress(config)];
}

function checkIngest({ ingestToken }: Config): Finding {
  if (ingestToken !== null) return fine('Trace intake', 'agents may send traces with INGEST_TOKEN');
  const text = 'closed: agents cannot send traces to POST /v1/events';
  return warning('Trace intake', text, 'Set INGEST_TOKEN to a long random text, the same for the agents.');
}

function checkControl({ controlToken, redisUrl }: Config): Finding {
  const label = 'Guard control';
  if (controlToken !== null) return fine(label, 'guards may ask for orders over HTTP with CONTROL_TOKEN');
  const text =
    redisUrl === null
      ? 'closed: no guard hears of a kill or a limit'
      : 'closed over HTTP: only guards that read Redis hear of a kill or a limit';
  return warning(label, text, 'Set CONTROL_TOKEN to a long random text, the same for the agents.');
}

function checkKey({ secretKey }: Config): Finding {
  if (secretKey !== null) return fine('Signing key', 'from SECRET_KEY');
  return fine('Signing key', 'SECRET_KEY is not set; one is made and kept with the records');
}

function checkAddress({ baseUrl, host }: Config): Finding {
  if (baseUrl !== null) return fine('Links', `lead to ${new URL(baseUrl).origin}`);
  const text = local.test(host)
    ? 'BASE_URL is not set: links in Slack open on this machine only'
    : `BASE_URL is not set while HOST is ${host}: links in Slack may not open elsewhere`;
  return warning('Links', text, 'Set BASE_URL to the address under which people reach the bot.');
}

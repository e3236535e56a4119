import { expect, test } from 'vitest';
import { createMetrics } from '../../src/http/metrics.ts';

test('each figure is counted under its own name, in seconds', async () => {
  const metrics = createMetrics({ process: false });
  metrics.http({ method: 'GET', route: '/healthz', status: 200, tookMs: 12 });
  metrics.handled('inbox', 'command', 1_500);
  metrics.failed('outbox', 'post', 'gave_up');
  metrics.waited('outbox', 'post', 250);
  metrics.slackCall('chat.postMessage', 'ratelimited', 90);
  metrics.acknowledged('command', 40);
  const { contentType, text } = await metrics.read();
  expect(contentType).toContain('text/plain');
  for (const line of [
    'agent_incident_http_request_seconds_sum{method="GET",route="/healthz",status="200"} 0.012',
    'agent_incident_row_seconds_sum{table="inbox",kind="command"} 1.5',
    'agent_incident_row_failures_total{table="outbox",kind="post",outcome="gave_up"} 1',
    'agent_incident_row_wait_seconds_sum{table="outbox",kind="post"} 0.25',
    'agent_incident_slack_call_seconds_count{method="chat.postMessage",outcome="ratelimited"} 1',
    'agent_incident_ack_seconds_bucket{le="0.05",kind="command"} 1',
  ]) {
    expect(text).toContain(line);
  }
});

test('open incidents and backlog are asked at each scrape', async () => {
  let open = 3;
  const backlog = async () => ({ inbox: 2_500 });
  const metrics = createMetrics({ process: false, incidentsOpen: async () => open, backlog });
  expect((await metrics.read()).text).toContain('agent_incident_incidents{state="open"} 3');
  open = 0;
  const { text } = await metrics.read();
  expect(text).toContain('agent_incident_incidents{state="open"} 0');
  expect(text).toContain('agent_incident_backlog_seconds{table="inbox"} 2.5');
});

test('a figure that cannot be had is missing, not 0', async () => {
  let known = true;
  const incidentsOpen = async () => {
    if (!known) throw new Error('no database');
    return 7;
  };
  const metrics = createMetrics({ process: false, incidentsOpen });
  expect((await metrics.read()).text).toContain('incidents{state="open"} 7');
  known = false;
  expect((await metrics.read()).text).not.toContain('incidents{');
});

test('methods nobody knows share one series', async () => {
  const metrics = createMetrics({ process: false });
  for (const method of ['BREW', 'PROPFIND']) metrics.http({ method, route: 'unknown', status: 404, tookMs: 1 });
  expect((await metrics.read()).text).toContain(
    'http_request_seconds_count{method="other",route="unknown",status="404"} 2',
  );
});

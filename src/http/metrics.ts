import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What the bot counts; times in ms, exposed in seconds. Labels are our own words, never ids or text from outside. */
export interface Metrics {
  http(facts: { method: string; route: string; status: number; tookMs: number }): void;
  /** A row of inbox or outbox was handled. */
  handled(drain: string, kind: string, tookMs: number): void;
  failed(drain: string, kind: string, outcome: 'retry' | 'gave_up'): void;
  /** How long after it fell due a row was begun. */
  waited(drain: string, kind: string, waitedMs: number): void;
  /** A call of Slack's Web API; `outcome` is `ok`, or Slack's word for the error. */
  slackCall(method: string, outcome: string, tookMs: number): void;
  /** From receiving a delivery of Slack to its acknowledgement. */
  acknowledged(kind: string, tookMs: number): void;
  /** All metrics in Prometheus' text format. */
  read(): Promise<{ contentType: string; text: string }>;
}

export interface MetricsOptions {
  /** How many incidents are open. Asked at each scrape; when it fails the figure is missing, never 0. */
  incidentsOpen?(): Promise<number>;
  /** How many ms the oldest due row of each table has waited, as far as there is one. */
  backlog?(): Promise<Readonly<Record<string, number>>>;
  /** Figures of the process as well (memory, event loop); true unless told. */
  process?: boolean;
}

const prefix = 'agent_incident_';
/** Slack gives three seconds. */
const ackBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5];
const workBuckets = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120];

export function createMetrics(options: MetricsOptions = {}): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.process !== false) collectDefaultMetrics({ register: registry });
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[], buckets: number[]) =>
    new Histogram({ name: `${prefix}${name}`, help, labelNames, buckets, registers });

  const http = histogram('http_request_seconds', 'Requests answered', ['method', 'route', 'status'], workBuckets);
  const handled = histogram('row_seconds', 'Rows of inbox and outbox handled', ['table', 'kind'], workBuckets);
  const waited = histogram('row_wait_seconds', 'From falling due to being begun', ['table', 'kind'], workBuckets);
  const slack = histogram('slack_call_seconds', 'Calls of the Web API', ['method', 'outcome'], workBuckets);
  const ack = histogram('ack_seconds', 'From a delivery of Slack to its acknowledgement', ['kind'], ackBuckets);
  const failed = new Counter({
    name: `${prefix}row_failures_total`,
    help: 'Rows of inbox and outbox that failed',
    labelNames: ['table', 'kind', 'outcome'],
    registers,
  });
  addGauges(registry, options);

  return {
    http: ({ method, route, status, tookMs }) =>
      http.observe({ method: knownMethod(method), route, status: String(status) }, tookMs / 1_000),
    handled: (table, kind, tookMs) => handled.observe({ table, kind }, tookMs / 1_000),
    failed: (table, kind, outcome) => failed.inc({ table, kind, outcome }),
    waited: (table, kind, waitedMs) => waited.observe({ table, kind }, waitedMs / 1_000),
    slackCall: (method, outcome, tookMs) => slack.observe({ method, outcome }, tookMs / 1_000),
    acknowledged: (kind, tookMs) => ack.observe({ kind }, tookMs / 1_000),
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

function addGauges(registry: Registry, { incidentsOpen, backlog }: MetricsOptions): void {
  const registers = [registry];
  if (incidentsOpen !== undefined) {
    new Gauge({
      name: `${prefix}incidents`,
      help: 'Incidents by state',
      // With a label there is no figure until one is known.
      labelNames: ['state'],
      registers,
      async collect() {
        this.reset();
        const count = await incidentsOpen().catch(() => null);
        if (count !== null) this.set({ state: 'open' }, count);
      },
    });
  }
  if (backlog !== undefined) {
    new Gauge({
      name: `${prefix}backlog_seconds`,
      help: 'How long the oldest due row has waited',
      labelNames: ['table'],
      registers,
      async collect() {
        this.reset();
        const ages = await backlog().catch(() => ({}));
        for (const [table, ageMs] of Object.entries(ages)) this.set({ table }, Number(ageMs) / 1_000);
      },
    });
  }
}

/** Anybody can invent methods; each would become a series. */
function knownMethod(method: string): string {
  return ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].includes(method) ? method : 'other';
}

import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** Stands in front of several servers and hands each request to the next one in turn. */
export interface Balancer {
  url: string;
  close(): Promise<void>;
}

/**
 * A server that refuses the connection is passed over; one that breaks off in the middle of a request is not: nobody
 * knows what it has done.
 */
export async function startBalancer(port: number, targets: readonly number[]): Promise<Balancer> {
  const agent = new Agent({ keepAlive: false });
  let turn = 0;
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
    } catch {
      return void outgoing.destroy();
    }
    const body = Buffer.concat(chunks);
    turn += 1;
    forward(agent, incoming, outgoing, body, [...targets.slice(turn % targets.length), ...targets], targets.length);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function forward(
  agent: Agent,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  body: Buffer,
  targets: readonly number[],
  left: number,
): void {
  const [port, ...others] = targets;
  if (port === undefined || left === 0) return void outgoing.destroy();
  const { method, url: path, headers } = incoming;
  const host = headers.host ?? '';
  const onward = request({ agent, host: '127.0.0.1', port, method, path, headers: { ...headers, host } });
  onward.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.on('error', () => outgoing.destroy());
    answer.pipe(outgoing);
  });
  onward.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNREFUSED') forward(agent, incoming, outgoing, body, others, left - 1);
    else outgoing.destroy();
  });
  outgoing.on('close', () => onward.destroy());
  onward.end(body);
}

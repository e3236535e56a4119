import type { ServerResponse } from 'node:http';

/** Open pages, told by server-sent events that something changed; they then read the state again. */
export interface Live {
  join(response: ServerResponse): void;
  /** Several changes within 30 ms are told once. */
  changed(): void;
  /** Is a page open? */
  watched(): boolean;
  close(): void;
}

export function createLive(): Live {
  const pages = new Set<ServerResponse>();
  let waiting: NodeJS.Timeout | null = null;
  const tell = () => {
    waiting = null;
    for (const page of pages) page.write('event: changed\ndata: {}\n\n');
  };
  return {
    join(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write('retry: 1000\n\n');
      pages.add(response);
      response.on('close', () => pages.delete(response));
    },
    changed() {
      waiting ??= setTimeout(tell, 30).unref();
    },
    watched: () => pages.size > 0,
    close() {
      if (waiting !== null) clearTimeout(waiting);
      for (const page of pages) page.end();
    },
  };
}

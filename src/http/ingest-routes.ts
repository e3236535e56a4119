import type { FastifyInstance } from 'fastify';
import type { IngestDesk } from '../flows/desks.ts';
import { requireBearer } from './bearer.ts';
import { HttpFailure } from './failure.ts';
import { readBody } from './read-body.ts';

const longestBatch = 64 * 1_048_576;
const readable = ['application/x-ndjson', 'application/jsonl', 'application/json', 'text/plain', ''];

/** `POST /v1/events`: events as JSON lines, all of a body or none. */
export function addIngestRoutes(server: FastifyInstance, ingest: IngestDesk, token: string | null): void {
  server.route({
    method: 'POST',
    url: '/v1/events',
    onRequest: async ({ headers }) => {
      requireBearer(headers, token, 'INGEST_TOKEN');
      const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
      if (!readable.includes(type)) {
        throw new HttpFailure(415, 'http.bad-type', 'Send application/x-ndjson, one event per line.');
      }
    },
    handler: async (request, reply) => {
      const { accepted, repeated } = await ingest.add(await readBody(request.raw, longestBatch));
      return await reply.code(202).send({ accepted, repeated });
    },
  });
}

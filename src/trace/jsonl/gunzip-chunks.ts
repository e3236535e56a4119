import { constants, createGunzip } from 'node:zlib';
import { InvalidTrace } from '../errors.ts';

/** Fed in small slices, so that a highly compressed file unfolds piece by piece. */
const sliceBytes = 16 * 1024;

/**
 * Decodes gzip (several members too). Everything that could be decoded is yielded before InvalidTrace is thrown for a
 * damaged or truncated file; a stream pipeline would drop what it had buffered.
 */
export async function* gunzipChunks(chunks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 128 * 1024 });
  const decoded: Buffer[] = [];
  let failure: Error | null = null;
  gunzip.on('data', (piece: Buffer) => decoded.push(piece));
  // A write that fails never calls back, so the error has to wake whoever waits for it.
  let wake = (): void => undefined;
  gunzip.on('error', (error) => {
    failure = error;
    wake();
  });
  const feed = (slice: Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      gunzip.write(slice, () => resolve());
    });
  const finish = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      gunzip.once('end', resolve).end();
    });
  try {
    for await (const chunk of chunks) {
      for (let from = 0; from < chunk.length && failure === null; from += sliceBytes) {
        await feed(chunk.subarray(from, from + sliceBytes));
        yield* decoded.splice(0);
      }
      if (failure !== null) break;
    }
    if (failure === null) await finish();
    yield* decoded.splice(0);
    if (failure !== null) throw damaged(failure, file);
  } finally {
    gunzip.destroy();
  }
}

function damaged(error: Error & { errno?: number }, file: string): InvalidTrace {
  const actual =
    error.errno === constants.Z_BUF_ERROR
      ? 'but the gzip data is cut off'
      : `found damaged gzip data (${error.message})`;
  const next = 'Export or copy it again, or use --lenient to analyse what could be unpacked.';
  return new InvalidTrace({ file, line: null, field: null, expected: 'a whole gzip file', actual, next, cause: error });
}

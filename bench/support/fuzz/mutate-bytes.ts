import { gzipSync } from 'node:zlib';
import type { Random } from '../../scenarios/random.ts';

function place(bytes: Buffer, rng: Random): number {
  return rng.int(0, Math.max(0, bytes.length - 1));
}

function randomBytes(rng: Random, most: number): Buffer {
  return Buffer.from(Array.from({ length: rng.int(1, most) }, () => rng.int(0, 255)));
}

type Mutation = (bytes: Buffer, rng: Random) => Buffer;

const flip: Mutation = (bytes, rng) => {
  const copy = Buffer.from(bytes);
  for (let i = rng.int(1, 12); i > 0 && copy.length > 0; i -= 1) copy[place(copy, rng)] = rng.int(0, 255);
  return copy;
};

const remove: Mutation = (bytes, rng) => {
  const from = place(bytes, rng);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + rng.int(1, 300))]);
};

const insert: Mutation = (bytes, rng) => {
  const at = place(bytes, rng);
  return Buffer.concat([bytes.subarray(0, at), randomBytes(rng, 40), bytes.subarray(at)]);
};

const duplicate: Mutation = (bytes, rng) => {
  const from = place(bytes, rng);
  const piece = bytes.subarray(from, from + rng.int(1, 4000));
  const at = place(bytes, rng);
  return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
};

const truncate: Mutation = (bytes, rng) => bytes.subarray(0, place(bytes, rng));

const mutations: readonly Mutation[] = [flip, flip, remove, insert, duplicate, truncate];

/** Up to three changes to the bytes of a file. */
export function mutateBytes(bytes: Buffer, rng: Random): Buffer {
  let changed = bytes;
  for (let i = rng.int(1, 3); i > 0; i -= 1) changed = rng.pick(mutations)(changed, rng);
  return changed;
}

/** The bytes as gzip, at times damaged or cut off. */
export function packBytes(bytes: Buffer, rng: Random): Buffer {
  const packed = gzipSync(bytes, { level: 1 });
  return rng.chance(0.6) ? mutateBytes(packed, rng) : packed;
}

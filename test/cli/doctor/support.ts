import { createServer, type Server } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Finding } from '../../../src/cli/doctor/finding.ts';

/** `level: text` lines, for comparing at a glance. */
export function said(findings: readonly Finding[]): string[] {
  return findings.map(({ check, level, text }) => `${level} ${check}: ${text}`);
}

/** A port on which something listens until the test ends. */
export async function occupy(server: Server = createServer()): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export const never = new AbortController().signal;

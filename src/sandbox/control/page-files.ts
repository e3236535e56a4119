import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Nothing from elsewhere, no inline code: what hostile text could ask for is refused by the browser too. */
export const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Serves a file of the page; false when there is none of that name. */
export async function servePage(path: string, response: ServerResponse): Promise<boolean> {
  const name = path === '/' ? 'index.html' : path.slice(1);
  const type = types[/^[a-z-]+\.(html|css|js|svg)$/.exec(name)?.[1] ?? ''];
  if (type === undefined) return false;
  try {
    const content = await readFile(new URL(`../page/${name}`, import.meta.url));
    const headers = { 'content-type': type, 'cache-control': 'no-store', 'content-security-policy': pagePolicy };
    response.writeHead(200, { ...headers, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    response.end(content);
    return true;
  } catch {
    return false;
  }
}

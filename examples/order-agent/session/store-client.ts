import { type ToolArgs, tools } from '../tools.ts';

/** What the store answered; `error` is its sentence where it said no. */
export interface StoreReply {
  status: number;
  body: { readonly [name: string]: unknown };
}

/** The request header by which the store's record says at which step a call was made. */
export const stepHeader = 'x-session-step';

/** Makes a tool's call with the session's key. @throws Error when the tool is unknown or the store unreachable. */
export async function callTool(
  storeUrl: string,
  key: string,
  step: number,
  name: string,
  args: ToolArgs,
): Promise<StoreReply> {
  const tool = tools.get(name);
  if (tool === undefined) throw new Error(`the script calls ${name}, which is no tool; add it to tools.ts`);
  const { method, path, body } = tool.toRequest(args);
  const response = await fetch(`${storeUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, [stepHeader]: String(step), 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  return { status: response.status, body: (await response.json()) as StoreReply['body'] };
}

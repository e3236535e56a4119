import { createRandom, type Random } from '../../scenarios/random.ts';
import { offeredTools } from './offered-tools.ts';
import { answerFor, askAbout, orderRecord, partRecord, planFor } from './phrases.ts';

export interface SessionShape {
  /** Number of events. */
  events: number;
  /** How many messages of the conversation a prompt carries; the whole conversation where null. */
  window: number | null;
  /** Does one model call decide all reads of a request at once, or is each decided by a call of its own? */
  parallel: boolean;
  seed: string;
}

const system =
  'You help the customers of a parcel service. Read before you answer, name only orders you have seen, and say what ' +
  'you could not find out. Amounts are in euro, weights in kilograms. Never promise a date that no record shows.';

/** One request one by one: a user, then six model calls, each but the last deciding one of five tool calls. */
const oneByOne = { cycle: 12, parts: 4 };
/** One request in parallel: a user, three model calls, nine tool calls. */
const inParallel = { cycle: 13, parts: 8 };

/** How far into the session the agent reads one part that nobody named, so that every stage of the engine has work. */
const faultAt = 0.2;

/**
 * A full capture of one long session, line by line (each with its newline): every model call carries its prompt, with
 * tool calls and results as providers send them; the first one carries the tool definitions. Every request has an
 * order and parts of its own; after a fifth of the session the agent reads a part that no list names. Same shape, same
 * bytes.
 */
export function* generateSession({ events, window, parallel, seed }: SessionShape): Generator<string> {
  const { cycle, parts } = parallel ? inParallel : oneByOne;
  const rng = createRandom(seed);
  const conversation = createConversation(window);
  const faultyRound = Math.floor((events / cycle) * faultAt);
  let clock = Date.UTC(2026, 2, 2, 8);
  for (let round = 0; round * cycle < events; round += 1) {
    const lines = playRound(conversation, rng, { round, cycle, parts, parallel, isFaulty: round === faultyRound });
    for (const [index, line] of lines.slice(0, events - round * cycle).entries()) {
      clock += rng.int(150, 4000);
      const step = round * cycle + index + 1;
      yield `{"session_id":"ses_${seed}","step":${step},"timestamp":"${new Date(clock).toISOString()}",${line}\n`;
    }
  }
}

interface Round {
  round: number;
  cycle: number;
  parts: number;
  parallel: boolean;
  isFaulty: boolean;
}

interface Call {
  id: string;
  tool: string;
  args: Record<string, string>;
}

/** The events of a request without what `generateSession` puts in front. */
function playRound(conversation: Conversation, rng: Random, shape: Round): string[] {
  const { round, cycle, parts, parallel, isFaulty } = shape;
  const order = `ORD-${rng.text(3, 'ABCDEFGHJKLMNPQRSTUVWXYZ')}${100_000 + round}`;
  const named = Array.from({ length: parts }, (_, index) => partId(round, index));
  const wantsNote = round % 5 === 4;
  const used = isFaulty ? named.with(2, partId(round, parts)) : named;
  const callId = (index: number): string => `call_${round * cycle + index}`;
  const list: Call = { id: callId(0), tool: 'get_order', args: { order_id: order } };
  const reads = used.map((part_id, index): Call => {
    const id = callId(index + 1);
    if (wantsNote && index === parts - 1) return { id, tool: 'add_note', args: { part_id, note: 'checked' } };
    return { id, tool: 'get_part', args: { part_id } };
  });
  const respond = ({ tool, args }: Call): Record<string, unknown> =>
    tool === 'get_order' ? orderRecord(order, named, rng) : partRecord(args.part_id ?? '', rng);
  return [
    userLine(conversation, askAbout(order, wantsNote, rng)),
    ...(parallel ? [[list], reads] : [list, ...reads].map((call) => [call])).flatMap((calls, index) => [
      modelLine(conversation, {
        said: planFor(order, rng),
        calls,
        isFirst: round === 0 && index === 0,
        ms: rng.int(300, 2500),
      }),
      ...calls.map((call) => toolLine(conversation, call, respond(call), rng.int(20, 700))),
    ]),
    modelLine(conversation, { said: answerFor(order, rng), calls: [], isFirst: false, ms: rng.int(300, 2500) }),
  ];
}

/** Unique over the session; `index` below 9. */
function partId(round: number, index: number): string {
  return `pt_${((round * 9 + index) * 7919 + 4_000_000).toString(36)}`;
}

function userLine(conversation: Conversation, content: string): string {
  conversation.say({ role: 'user', content });
  return `"type":"user_message","content":${JSON.stringify(content)}}`;
}

function toolLine(conversation: Conversation, { id, tool, args }: Call, response: object, ms: number): string {
  conversation.say({ role: 'tool', tool_call_id: id, content: JSON.stringify(response) });
  return JSON.stringify({ type: 'tool_call', tool, args, status: 'ok', ms, response }).slice(1);
}

interface ModelTurn {
  said: string;
  calls: readonly Call[];
  /** The first call of the session carries the tool definitions. */
  isFirst: boolean;
  ms: number;
}

function modelLine(conversation: Conversation, { said, calls, isFirst, ms }: ModelTurn): string {
  const prompt = conversation.prompt();
  const asked = calls.map(({ id, tool, args }) => {
    return { id, type: 'function', function: { name: tool, arguments: JSON.stringify(args) } };
  });
  conversation.say({ role: 'assistant', content: said, ...(asked.length === 0 ? {} : { tool_calls: asked }) });
  const tokens = `"input_tokens":${Math.ceil(prompt.length / 4)},"output_tokens":${Math.ceil(said.length / 4)}`;
  const offered = isFirst ? `,"tools":${JSON.stringify(offeredTools)}` : '';
  const head = `"type":"llm_call","model":"gpt-4o","ms":${ms},${tokens},"completion":${JSON.stringify(said)}`;
  return `${head}${offered},"prompt":${prompt}}`;
}

interface Conversation {
  say(message: Record<string, unknown>): void;
  /** The prompt as JSON: the system message and what the window shows. */
  prompt(): string;
}

function createConversation(window: number | null): Conversation {
  const first = JSON.stringify({ role: 'system', content: system });
  let messages: string[] = [];
  return {
    say(message) {
      messages.push(JSON.stringify(message));
      if (window !== null && messages.length > window * 4) messages = messages.slice(-window);
    },
    prompt() {
      const shown = window === null ? messages : messages.slice(-window);
      return `[${[first, ...shown].join(',')}]`;
    },
  };
}

/** What was asked of the bot in words. */
export type Command =
  | { verb: 'help' }
  | { verb: 'list' }
  | { verb: 'status'; reference: string | null }
  | { verb: 'resolve'; words: string[] }
  | { verb: 'open'; sessionId: string; wrongOutputStep: number | null }
  /** It was understood that it cannot be done; `problem` is a sentence. */
  | { verb: 'unclear'; problem: string };

/** Quoted parts and links stay whole; everything else ends at white space. */
const word = /<[^<>\s][^<>]*>|```[^`]+```|`[^`]+`|"[^"]+"|“[^“”]+”|'[^']+'|\S+/gu;

/** A link as people paste it: its label, else the last part of its path. */
function unlink(text: string): string {
  const linked = /^<([^|>]+)(?:\|([^>]*))?>$/.exec(text);
  const address = linked?.[1] ?? text;
  const label = linked?.[2];
  if (label !== undefined && label !== '' && !/^https?:\/\//i.test(label)) return label;
  if (!URL.canParse(address) || !/^https?:$/i.test(new URL(address).protocol)) return address;
  const last = new URL(address).pathname.split('/').findLast((part) => part !== '') ?? address;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** Takes off what people and Slack put around an id: quotes, backticks, a link. */
export function bareWord(text: string): string {
  const inner = text.replace(/^(?:```|[`"“'])|(?:```|[`"”'])$/gu, '');
  return /^<.*>$|^https?:\/\//i.test(inner) ? unlink(inner) : inner;
}

function parseOpen(words: readonly string[]): Command {
  const rest: string[] = [];
  let step: string | null = null;
  for (let at = 0; at < words.length; at += 1) {
    const said = words[at] ?? '';
    // Phones turn two hyphens into a dash.
    const [, given] = /^(?:--|—|–)wrong-output(?:=(.*))?$/i.exec(said) ?? [null, null];
    if (given === null) rest.push(said);
    else if (given !== undefined) step = given;
    else {
      at += 1;
      step = words[at] ?? '';
    }
  }
  const [sessionId = '', ...more] = rest.map(bareWord);
  if (step !== null && !/^\d{1,9}$/.test(step)) {
    return { verb: 'unclear', problem: '--wrong-output takes the number of a step, such as --wrong-output 7.' };
  }
  const stray = more.find((said) => said !== '');
  if (sessionId === '') return { verb: 'unclear', problem: 'Which session? Give its id.' };
  if (/^(?:--|—|–)/.test(sessionId) || (stray !== undefined && /^(?:--|—|–)/.test(stray))) {
    return { verb: 'unclear', problem: 'That option is not known; there is only --wrong-output N.' };
  }
  if (stray !== undefined)
    return { verb: 'unclear', problem: 'One session at a time: put quotes around an id with spaces.' };
  return { verb: 'open', sessionId, wrongOutputStep: step === null ? null : Number(step) };
}

/** Reads the text of the command, or of a mention without the name of the bot. */
export function parseCommand(text: string): Command {
  const words = text.match(word) ?? [];
  const [first = '', ...rest] = words;
  const verb = first.toLowerCase();
  if (verb === '' || verb === 'help' || verb === '?') return { verb: 'help' };
  if (verb === 'list' && rest.length === 0) return { verb: 'list' };
  if (verb === 'status') return { verb: 'status', reference: rest[0] === undefined ? null : bareWord(rest[0]) };
  if (verb === 'resolve') return { verb: 'resolve', words: rest.map(bareWord) };
  if (/^#\d{1,9}$/.test(verb) && rest.length === 0) return { verb: 'status', reference: verb };
  return parseOpen(words);
}

/** The text of a mention without the mention itself. */
export function withoutMention(text: string): string {
  return text.replace(/<@[UW][A-Z0-9]+(?:\|[^>]*)?>/g, ' ').trim();
}

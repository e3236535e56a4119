/** What came of running something. `idle`: nothing was run. `partial`: it crashed after useful output. */
export type Outcome = 'ok' | 'empty' | 'fail' | 'partial' | 'idle';

const idle = /\bno code\b.{0,40}\b(?:to|for me to) (?:run|execute)|nothing to (?:run|execute)/i;
const exitCode = /^exit ?code:? (\d+)(?: \([^)]{0,80}\))?\s*(?:(?:code )?output:)?/i;
const heading = 'Traceback (most recent';
const crash = /Traceback \(most recent|^\s*(?:\w{0,60}Error|Exception): /;
const traceLine = /\n\S{0,200}(?:Error|Exception)[^\n]*/g;
const nothing =
  /Traceback \(most recent|\b\w{0,60}(?:Error|Exception)\b\s*:|\berror\b|\bno such file|not found|could not|couldn't|\bcannot|\bfailed|unable to|\bno [\w-]+(?: [\w-]+){0,3} (?:found|available|matched)|does not (?:contain|exist)|is not (?:available|defined)|timed? ?out/i;
const openEnd = /(?:\bis|\bare|:|=)\s*(?:\[\]|\{\}|None|null|nan)?\s*$/;
const blank: ReadonlySet<string> = new Set(['', '[]', '{}', 'None', 'null', 'undefined', '0', '""', "''"]);
const shortText = 200;

/** Reads the output of a run, as a shell or an interpreter prints it. */
export function readOutcome(text: string): Outcome {
  if (idle.test(text)) return 'idle';
  const exit = exitCode.exec(text);
  const body = text.slice(exit?.[0].length ?? 0).trim();
  if (/^[1-9]/.test(exit?.[1] ?? '') || crash.test(text))
    return lengthWithoutTraces(body) < shortText ? 'fail' : 'partial';
  if (blank.has(body)) return 'empty';
  return body.length < shortText && (nothing.test(body) || openEnd.test(body)) ? 'empty' : 'ok';
}

/** How much an output holds besides its tracebacks, each from its heading to the line that names the error. */
function lengthWithoutTraces(text: string): number {
  let rest = '';
  let read = 0;
  for (let at = text.indexOf(heading); at >= 0; at = text.indexOf(heading, read)) {
    traceLine.lastIndex = at;
    const end = traceLine.exec(text);
    if (end === null) break;
    rest += text.slice(read, at);
    read = end.index + end[0].length;
  }
  return (rest + text.slice(read)).trim().length;
}

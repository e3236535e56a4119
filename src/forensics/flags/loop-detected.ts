import { effectOf } from '../effect.ts';
import { type Finding, finding } from '../finding.ts';
import type { Ledger } from '../provenance/ledger.ts';
import { compact } from '../provenance/tokens.ts';
import type { Leaf } from '../provenance/values.ts';
import { quote } from '../quote.ts';
import { asksTheSame, wordSet } from '../similarity.ts';
import type { Session, Step } from '../steps.ts';

/** The playbook's alarm: more than three near-identical calls. */
const alarm = 4;
/** Polling whose answers keep changing is progress; this many is a loop all the same. */
const pollingAlarm = 25;

interface Cluster {
  indices: number[];
}

/** LOOP_DETECTED: the same tool with near-identical arguments, more than three times without a person speaking in between. */
export function detectToolLoops(session: Session, ledger: Ledger): Finding[] {
  const findings: Finding[] = [];
  let clusters = new Map<string, Cluster>();
  let prose = new Map<string, { words: Set<string>; key: string }[]>();
  const close = (): void => {
    findings.push(...loopsIn(session, clusters));
    clusters = new Map();
    prose = new Map();
  };
  for (const step of session.steps) {
    if (step.userTurn) close();
    if (step.tool === null) continue;
    const key = callKey(step, ledger, prose);
    const cluster: Cluster = clusters.get(key) ?? { indices: [] };
    cluster.indices.push(step.index);
    clusters.set(key, cluster);
  }
  close();
  return findings;
}

/** What a call asks, without key order, white space, case and nonces; long texts are compared by their words. */
function callKey(step: Step, ledger: Ledger, prose: Map<string, { words: Set<string>; key: string }[]>): string {
  const exact: [string, string][] = [];
  let text = '';
  for (const leaf of step.args) {
    const path = leaf.path.join('.');
    if (isNonce(leaf, step, ledger)) continue;
    const value = String(leaf.value).replace(/\s+/g, ' ').trim().toLowerCase();
    if (typeof leaf.value === 'string' && value.split(' ').length >= 3) text += ` ${value}`;
    else exact.push([path, isPlainText(value) ? compact(value) : value]);
  }

  exact.sort(([a, x], [b, y]) => (a + x < b + y ? -1 : 1));
  const base = `${step.tool ?? ''}|${JSON.stringify(exact)}`;
  if (text === '') return base;
  const words = wordSet(text);
  const known = prose.get(base) ?? [];
  const same = known.find((entry) => asksTheSame(entry.words, words, 0.75));
  if (same !== undefined) return same.key;
  const key = `${base}|${known.length}`;
  if (known.length < 50) known.push({ words, key });
  prose.set(base, known);
  return key;
}

/** Punctuation and spacing do not change what a text asks; in a number they do. */
function isPlainText(value: string): boolean {
  return /\p{L}/u.test(value) && compact(value) !== '';
}

const nonceKey =
  /nonce|request_?id|trace|correlation|idempot|attempt|retry|retries|timestamp|(?:^|[._-])ts$|cache_?bust|rand|(?:^|[._-])seq|(?:client|request)_?(?:token|ref)|dedup|(?:^|[._-])salt$|call_?id|invocation|sent_?at|requested_?at|(?:^|[._-])now$/i;
const randomValue = /^(?:[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{8,}|\d{10,}|\d{4}-\d\d-\d\d[t ]\d\d:\d\d\S*)$/i;

/** Does this argument only make the call look new? By its name, or by a random value that nothing in the context asked for. */
function isNonce(leaf: Leaf, step: Step, ledger: Ledger): boolean {
  const key = leaf.path[leaf.path.length - 1] ?? '';
  if (nonceKey.test(key)) return true;
  const value = String(leaf.value);
  if (!randomValue.test(value)) return false;
  const first = ledger.firstSeen.get(compact(value));
  return first === undefined || (first.by === 'model' && first.index === step.index);
}

const stamps = /[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\d(?:[t ][\d:.]+z?)?|\d{7,}/gi;

/** Reads are told apart by what came back, long numbers and stamps left out; writes repeat whatever they return. */
function answerKind(step: Step): string {
  if (step.failed) return 'failed';
  // Without arguments the trace does not say what was asked; only the answer can show a repetition.
  const isBlank = step.args.length === 0;
  if (step.returned === null) return 'any';
  if (!isBlank && effectOf(step.tool ?? '', step.definition, step.event.args) !== 'read') return 'any';
  return step.returned.leaves
    .slice(0, 200)
    .map((leaf) => String(leaf.value).slice(0, 2000).replace(stamps, '#'))
    .join('|');
}

/** Count per kind of answer; the same question with the same answer is what makes a loop. */
function countAnswers(session: Session, indices: number[]): Map<string, number> {
  const answers = new Map<string, number>();
  for (const index of indices) {
    const step = session.steps[index];
    if (step === undefined) continue;
    const answer = answerKind(step);
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }
  return answers;
}

function loopsIn(session: Session, clusters: Map<string, Cluster>): Finding[] {
  const loops = [...clusters.values()]
    .filter((cluster) => cluster.indices.length >= alarm)
    .map((cluster) => ({ ...cluster, answers: countAnswers(session, cluster.indices) }))
    .filter((loop) => Math.max(...loop.answers.values()) >= alarm || loop.indices.length >= pollingAlarm);
  const first = loops.sort((a, b) => entryOf(a.indices) - entryOf(b.indices))[0];
  if (first === undefined) return [];
  const entry = entryOf(first.indices);
  const at = first.indices[first.indices.indexOf(entry) + alarm - 1] ?? entry;
  const step = session.steps[entry];
  const names = [...new Set(loops.map((cluster) => session.steps[cluster.indices[0] ?? 0]?.tool ?? 'tool'))];
  const steps = loops
    .flatMap((cluster) => cluster.indices)
    .filter((index) => index >= entry)
    .sort((a, b) => a - b);
  const failing = (first.answers.get('failed') ?? 0) >= alarm ? ', failing each time' : '';
  return [
    finding({
      kind: 'loop',
      mode: 'cost_runaway',
      flag: 'LOOP_DETECTED',
      origin: entry,
      at,
      confidence: 0.95,
      evidence: `${quote(names.join(' and '), 80)} called ${steps.length} times with the same arguments from step ${step?.step ?? '?'} on${failing}.`,
      steps,
    }),
  ];
}

/** Where the repetition sets in: an early call of the same kind, long before the rest, is not part of it. */
function entryOf(indices: number[]): number {
  const gaps = indices.slice(1).map((index, i) => index - (indices[i] ?? 0));
  const usual = [...gaps].sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 1;
  let start = 0;
  while (start + alarm < indices.length && (gaps[start] ?? 0) > usual * 2) start++;
  return indices[start] ?? 0;
}

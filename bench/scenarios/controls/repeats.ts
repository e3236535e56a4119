import { bank } from '../domains/bank.ts';
import { cloud } from '../domains/cloud.ts';
import { crm } from '../domains/crm.ts';
import { research } from '../domains/research.ts';
import { tickets } from '../domains/tickets.ts';
import { warehouse } from '../domains/warehouse.ts';
import type { Kind, Variant } from '../fault.ts';
import { digits, hex, ulid, uuid } from '../ids.ts';
import type { Random } from '../random.ts';
import { type Beat, call, type Domain, say, user } from '../script.ts';

/** Writes the beats of one control session. */
export type Session = (rng: Random) => { domain: Domain; beats: Beat[]; what: string };

/** A control that is a session of its own; `sessions` take turns. */
export const standing =
  (...sessions: Session[]) =>
  (_: Domain, rng: Random, index: number): Variant | undefined => {
    const session = sessions[index % sessions.length];
    if (session === undefined) return undefined;
    const { domain, beats, what } = session(rng);
    // Half of them follow other work in the same session.
    const earlier = rng.chance(0.5) ? domain.build(rng).beats.slice(0, -1) : [];
    return { domain, script: { beats: [...earlier, ...beats], goal: what, sameGoal: [] }, mode: 'none', what };
  };

const stockRound: Session = (rng) => {
  const skus = Array.from({ length: rng.int(10, 16) }, () => `SCR-${digits(rng, 4)}-${rng.pick(['A', 'B'])}`);
  const counts = skus.map(() => rng.int(100, 999));
  const batch = rng.chance(0.5) ? { batch: 1 } : {};
  return {
    domain: warehouse,
    what: 'the same tool over many articles',
    beats: [
      user(`Stock round. How many do we have of each: ${skus.join(', ')}?`),
      ...skus.map((sku, i) => call('stock.level', { sku }, { sku, onHand: counts[i], site: 'Hull' }, batch)),
      say(`On hand: ${skus.map((sku, i) => `${sku} ${counts[i]}`).join('; ')}.`),
    ],
  };
};

const employeeRound: Session = (rng) => {
  const numbers = Array.from({ length: rng.int(11, 18) }, () => `E-${digits(rng, 5)}`);
  return {
    domain: tickets,
    what: 'the same tool over many employees',
    beats: [
      user(`Which sites are these people at? ${numbers.join(' ')}`),
      ...numbers.map((no) =>
        call('employee-find', { 'employee-no': no }, { 'employee-no': no, site: rng.pick(['Turku', 'Porto']) }),
      ),
      say('All of them sit in Turku or Porto; the list is complete.'),
    ],
  };
};

const pagesOfTransactions: Session = (rng) => {
  const account = `${digits(rng, 4)}-${digits(rng, 4)}-${digits(rng, 2)}`;
  const pages = rng.int(6, 8);
  return {
    domain: bank,
    what: 'page after page',
    beats: [
      user(`I look for a payment to the bicycle shop since 1 January 2025, account ${account}.`),
      ...Array.from({ length: pages }, (_, i) =>
        call(
          'list_transactions',
          { account_no: account, from_date: '2025-01-01', page: i + 1 },
          {
            account_no: account,
            page: i + 1,
            pages,
            rows: [{ id: `TX:2025:${digits(rng, 7)}`, amount_eur: rng.int(10, 900) }],
          },
        ),
      ),
      say(`I went through all ${pages} pages; there is no payment to a bicycle shop.`),
    ],
  };
};

const cursorOverContacts: Session = (rng) => {
  const cursors = Array.from(
    { length: rng.int(6, 9) },
    () => `cur_${rng.text(14, 'ABCDEFGHIJKLMNOPabcdefghijklmnop0123456789')}`,
  );
  return {
    domain: crm,
    what: 'a cursor handed on from page to page',
    beats: [
      user('How many contacts called Brandl do we have?'),
      ...[undefined, ...cursors].map((cursor, i) =>
        call(
          'crm.contacts.search',
          { query: 'Brandl', ...(cursor ? { cursor } : {}) },
          { matches: [{ contactUrn: `urn:crm:contact:${hex(rng, 12)}` }], nextCursor: cursors[i] ?? null },
        ),
      ),
      say(`There are ${cursors.length + 1} of them.`),
    ],
  };
};

const snapshotPolling: Session = (rng) => {
  const [volume, request] = [`vol-0${hex(rng, 16)}`, uuid(rng)];
  const progress = [4, 19, 37, 58, 81, 100].slice(rng.int(0, 2));
  return {
    domain: cloud,
    what: 'polls a job that makes progress',
    beats: [
      user(`Snapshot ${volume} for 14 days and tell me when it is through.`),
      call(
        'createSnapshot',
        { VolumeId: volume, RetentionDays: 14 },
        { VolumeId: volume, RequestId: request, State: 'queued' },
      ),
      ...progress.map((percent) =>
        call(
          'getSnapshotProgress',
          { RequestId: request },
          { RequestId: request, VolumeId: volume, Percent: percent, State: percent < 100 ? 'running' : 'completed' },
        ),
      ),
      say('The snapshot is complete.'),
    ],
  };
};

const importPolling: Session = (rng) => {
  const id = ulid(rng);
  const rows = [0, 1200, 2600, 3900, 5100];
  return {
    domain: warehouse,
    what: 'polls an import that makes progress',
    beats: [
      user('Please import https://supplier-nord.example/list.csv and watch it.'),
      call(
        'imports.start',
        { sourceUrl: 'https://supplier-nord.example/list.csv' },
        { importUlid: id, state: 'queued' },
      ),
      ...rows.map((done, i) =>
        call(
          'imports.status',
          { importUlid: id },
          { importUlid: id, rowsDone: done, rowsTotal: 5100, state: i === rows.length - 1 ? 'finished' : 'running' },
        ),
      ),
      say('All 5100 rows are in.'),
    ],
  };
};

const readingRound: Session = (rng) => {
  const dois = Array.from(
    { length: rng.int(10, 13) },
    () => `10.${digits(rng, 4)}/ssr.${digits(rng, 4)}.${digits(rng, 3)}`,
  );
  const collection = `col:${hex(rng, 8)}`;
  return {
    domain: research,
    what: 'opens and files every paper of a list',
    beats: [
      user(`Open every paper of ${collection} and note on each whether it has a control group.`),
      call('collection_show', { collection }, { collection, dois }),
      ...dois.flatMap((doi) => [
        call('paper_open', { doi }, { doi, control_group: true }),
        call('note_save', { doi, title: 'Control group', body: 'It has one.' }, { doi, saved: true }),
      ]),
      say(`All ${dois.length} papers have a control group; each has a note.`),
    ],
  };
};

export const repeatKinds: Kind[] = [
  { fault: 'control-fan-out', kind: 'clean', count: 9, make: standing(stockRound, employeeRound, readingRound) },
  { fault: 'control-pagination', kind: 'clean', count: 8, make: standing(pagesOfTransactions, cursorOverContacts) },
  { fault: 'control-polling', kind: 'clean', count: 8, make: standing(snapshotPolling, importPolling) },
];

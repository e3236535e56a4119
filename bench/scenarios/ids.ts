import type { Random } from './random.ts';

const digit = '0123456789';
const hexDigit = '0123456789abcdef';
const codeChar = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';

export const digits = (rng: Random, length: number): string => rng.text(1, '123456789') + rng.text(length - 1, digit);
export const hex = (rng: Random, length: number): string => rng.text(length, hexDigit);
export const code = (rng: Random, length: number): string => rng.text(length, codeChar);

export function uuid(rng: Random): string {
  return `${hex(rng, 8)}-${hex(rng, 4)}-4${hex(rng, 3)}-a${hex(rng, 3)}-${hex(rng, 12)}`;
}

/** 26 characters of Crockford base 32, as in the ULID specification. */
export const ulid = (rng: Random): string => `01J${rng.text(23, '0123456789ABCDEFGHJKMNPQRSTVWXYZ')}`;

/** A German IBAN in groups of four; the check digits are not computed. */
export function iban(rng: Random): string {
  return `DE${digits(rng, 2)} ${digits(rng, 4)} ${digits(rng, 4)} ${digits(rng, 4)} ${digits(rng, 4)} ${digits(rng, 2)}`;
}

const firstNames = ['Ulrike', 'Tomasz', 'Imani', 'Renske', 'Joaquim', 'Birgit', 'Nadira', 'Fionn', 'Saoirse', 'Mehmet'];
const lastNames = ['Achterberg', 'Wysocki', 'Odhiambo', 'Lindqvist', 'Figueira', 'Brandl', 'Qureshi', 'Gallagher'];

export interface Person {
  name: string;
  email: string;
}

/** Different people each, with an address at a reserved domain. */
export function people(rng: Random, count: number, host: string): Person[] {
  const last = rng.shuffle(lastNames);
  return rng
    .shuffle(firstNames)
    .slice(0, count)
    .map((first, i) => {
      const family = last[i % last.length] ?? 'Brandl';
      return { name: `${first} ${family}`, email: `${first}.${family}@${host}`.toLowerCase() };
    });
}

function swapped(char: string, rng: Random): string {
  const alphabet = /[0-9]/.test(char)
    ? digit
    : /[a-f]/.test(char)
      ? 'abcdef'
      : /[a-z]/.test(char)
        ? 'bcdfghkmnprstvz'
        : codeChar;
  return rng.pick([...alphabet].filter((other) => other !== char));
}

/** Positions that may vary without the id losing its look: everything behind a leading word such as `PO-` or `vol-`. */
function freePositions(id: string): number[] {
  const tail = id.split('/').at(-1) ?? id;
  const start = id.length - tail.length;
  const prefix = /^(?:urn:[a-z]+:[a-z]+:|[A-Za-z]{2,}(?:[-_:~ ]+)(?:20\d\d[-:/])?|i-0|01J)/.exec(tail)?.[0] ?? '';
  const end = id.includes('@')
    ? id.indexOf('@')
    : tail.includes('.') && start > 0
      ? start + tail.lastIndexOf('.')
      : id.length;
  const free: number[] = [];
  for (let i = start + prefix.length; i < end; i += 1) if (/[A-Za-z0-9]/.test(id.charAt(i))) free.push(i);
  return free;
}

/** Another id of the same shape, different in at least half of its free characters. */
export function freshId(id: string, rng: Random): string {
  if (/[a-z]{3,}/.test(id) && /[/@]/.test(id)) return otherWords(id, rng);
  const free = new Set(freePositions(id));
  return [...id].map((char, i) => (free.has(i) ? swapped(char, rng) : char)).join('');
}

const otherWord = ['ledger', 'quorum', 'beacon', 'harvest', 'lattice', 'marble', 'pivot', 'saffron'];

/** Paths and e-mail addresses are made of words: the invented one has other words, not other letters. */
function otherWords(id: string, rng: Random): string {
  if (id.includes('@'))
    return `${rng.pick(otherWord)}.${rng.pick(['hale', 'voss', 'ibarra'])}${id.slice(id.indexOf('@'))}`;
  const cut = id.lastIndexOf('/') + 1;
  const extension = /\.[a-z]+$/.exec(id)?.[0] ?? '';
  if (extension === '')
    return (
      id.slice(0, cut) + [...id.slice(cut)].map((char) => (/[0-9]/.test(char) ? swapped(char, rng) : char)).join('')
    );
  return `${id.slice(0, cut)}${rng.pick(otherWord)}_${rng.pick(['handler', 'store', 'bridge'])}${extension}`;
}

/** The same id with one character changed, two neighbours swapped, or one character lost. */
export function typoId(id: string, rng: Random): string {
  const free = freePositions(id);
  const at = rng.pick(free.slice(Math.floor(free.length / 3)));
  const before = id.charAt(at - 1);
  const char = id.charAt(at);
  const way = rng.int(0, 5);
  if (way === 0 && free.includes(at - 1) && before !== char)
    return id.slice(0, at - 1) + char + before + id.slice(at + 1);
  if (way === 1 && free.length > 8) return id.slice(0, at) + id.slice(at + 1);
  return id.slice(0, at) + swapped(char, rng) + id.slice(at + 1);
}

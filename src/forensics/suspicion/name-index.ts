import type { Session } from '../steps.ts';
import { type ResultRecord, recordsIn } from './records.ts';

/** Finds the records that tools returned, by a name or number that stands in them. */
export interface NameIndex {
  /** Index of a step before `before` that returned a record of this name in which `noun` is filled in. */
  find(name: string, noun: string, before: number): number | null;
}

const maxPerName = 20;

/** Reads results only as far as it is asked to, each once. */
export function createNameIndex(session: Session): NameIndex {
  const byName = new Map<string, { index: number; record: ResultRecord }[]>();
  let read = 0;
  const readTo = (before: number): void => {
    for (; read < before; read++)
      for (const record of recordsIn(session.steps[read]?.returned?.value))
        for (const value of Object.values(record)) {
          if (typeof value !== 'string' || !/^#*[A-Z]{0,12}\d{4,}$/.test(value)) continue;
          const name = value.replace(/^#+/, '');
          const known = byName.get(name) ?? [];
          if (known.at(-1)?.record !== record) known.push({ index: read, record });
          if (known.length > maxPerName) known.shift();
          byName.set(name, known);
        }
  };
  return {
    find(name, noun, before) {
      readTo(before);
      const known = byName.get(name.replace(/^#+/, '')) ?? [];
      return known.find(({ record }) => holds(record, noun))?.index ?? null;
    },
  };
}

function holds(record: ResultRecord, noun: string): boolean {
  return recordsIn(record).some((inner) =>
    Object.entries(inner).some(([key, value]) => key.toLowerCase().split('_').includes(noun) && isFilled(value)),
  );
}

function isFilled(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

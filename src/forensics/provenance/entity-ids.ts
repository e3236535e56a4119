import type { Step } from '../steps.ts';
import { compact, isEmail, isIdShaped, isQuantity, shapeOf } from './tokens.ts';

/** Compacted ids among a call's arguments. */
export function argKeys(step: Step): string[] {
  return step.args
    .filter((leaf) => typeof leaf.value === 'string' && isIdLike(leaf.value))
    .map((leaf) => compact(String(leaf.value)));
}

/** Could this value name an entity, whatever its form? */
export function isIdLike(value: string): boolean {
  return (
    isIdShaped(value) ||
    isEmail(value) ||
    (/\d/.test(value) && /^\S{3,80}$/.test(value) && !isQuantity(value)) ||
    /^#?\d{4,}$/.test(value)
  );
}

/** Two ids of one kind: UUIDs, hex, e-mails, or the same pattern of letters, digits and separators. */
export function kindOfId(id: string): string {
  if (isEmail(id)) return 'email';
  if (/^[0-9a-f-]{7,}$/i.test(id) && /\d/.test(id) && /[a-f]/i.test(id)) return 'hex';
  // Codes mix letters and digits at random places: a mixed run counts as one sign.
  return shapeOf(id.replace(/^#/, ''))
    .toLowerCase()
    .replace(/[a9]{2,}/g, 'x');
}

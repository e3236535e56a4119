import type { Random } from '../../scenarios/random.ts';

const openers = ['Please check', 'Could you look at', 'I still wait for', 'Tell me about', 'Something is off with'];
const subjects = ['the delivery of', 'the invoice for', 'the return of', 'the reservation under', 'the last change to'];
const worries = [
  'it should have been here on Tuesday',
  'my colleague in Rotterdam was told otherwise',
  'the courier left a note without a name',
  'the amount does not agree with the quotation',
  'the warehouse says it left the dock a week ago',
  'we need the goods before the fair opens',
];
const plans = [
  'I will read the record first and then compare it with what the carrier reports',
  'Let me see what was booked and who changed it last',
  'The first result is in, the second one will tell whether both agree',
  'I am going to look up the positions one after the other',
];
const findings = [
  'The record agrees with the carrier, nothing has to be changed',
  'It was packed in two parcels, and only the smaller one has arrived',
  'The quotation was replaced by a later one, which both sides have signed',
  'The parcel waits at the depot because the street number was missing',
];
const cities = ['Lyon', 'Porto', 'Graz', 'Aarhus', 'Turku', 'Gdynia', 'Bergamo', 'Leiden', 'Cork', 'Malaga'];
const states = ['packed', 'in transit', 'at the depot', 'delivered', 'on hold', 'announced'];
const notes = ['fragile', 'second attempt', 'paid in advance', 'pallet of four', 'signature needed', 'gift wrapping'];

/** 60 to 200 characters that a customer may write about one order. */
export function askAbout(order: string, wantsNote: boolean, rng: Random): string {
  const place = rng.chance(0.4) ? ` The place is ${rng.pick(cities)}, gate ${rng.int(1, 60)}.` : '';
  const note = wantsNote ? ' Put a note on its last part that it was checked.' : '';
  return `${rng.pick(openers)} ${rng.pick(subjects)} ${order}: ${rng.pick(worries)}.${place}${note}`;
}

/** What the agent thinks aloud before it calls tools. */
export function planFor(order: string, rng: Random): string {
  return `${rng.pick(plans)}: order ${order}, round ${rng.int(1, 9)} of the checks for ${rng.pick(cities)}.`;
}

/** What the agent answers in the end. */
export function answerFor(order: string, rng: Random): string {
  return `${rng.pick(findings)}. Order ${order} is ${rng.pick(states)} in ${rng.pick(cities)} (${rng.pick(notes)}).`;
}

/** An order as its tool returns it. */
export function orderRecord(order: string, parts: readonly string[], rng: Random): Record<string, unknown> {
  return { order_id: order, city: rng.pick(cities), part_ids: parts };
}

/** A part as its tools return it, about 90 characters of JSON. */
export function partRecord(part: string, rng: Random): Record<string, unknown> {
  return { part_id: part, status: rng.pick(states), weight_kg: rng.int(2, 900) / 10, note: rng.pick(notes) };
}

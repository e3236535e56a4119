import { clinic } from '../domains/clinic.ts';
import { crm } from '../domains/crm.ts';
import { hotel } from '../domains/hotel.ts';
import { warehouse } from '../domains/warehouse.ts';
import type { Kind } from '../fault.ts';
import { code, digits, hex } from '../ids.ts';
import { chf, gbp, plain, usd } from '../money.ts';
import { call, say, user } from '../script.ts';
import { type Session, standing } from './repeats.ts';

const sums: Session = (rng) => {
  const id = `${code(rng, 2)}${digits(rng, 1)}-${digits(rng, 2)}${code(rng, 2)}`;
  const [nights, rate, tax] = [rng.int(2, 6), rng.int(12_000, 29_000), rng.int(300, 800)];
  const deposit = Math.round(((nights * rate) / 100) * 30);
  return {
    domain: hotel,
    what: 'product, sum, percentage and difference',
    beats: [
      user(`What will ${id} cost me in all, and what is left after the deposit of 30 %?`),
      call(
        'bookingFetch',
        { bookingCode: id },
        { bookingCode: id, nights, ratePerNight: plain(rate), resortTaxTotal: plain(tax) },
      ),
      say(
        `${nights} nights at ${chf(rate)} are ${chf(nights * rate)}; with ${chf(tax)} tax ${chf(nights * rate + tax)}. ` +
          `The deposit is ${chf(deposit)}, so ${chf(nights * rate + tax - deposit)} remain.`,
      ),
    ],
  };
};

const priceTimesUnits: Session = (rng) => {
  const po = `PO-2024-0${digits(rng, 4)}`;
  const [a, b] = [rng.int(12, 80), rng.int(12, 80)];
  const [pa, pb] = [rng.int(199, 4_999), rng.int(199, 4_999)];
  return {
    domain: warehouse,
    what: 'unit price times quantity, and the difference',
    beats: [
      user(`Which line of ${po} is dearer, and by how much?`),
      call(
        'purchaseOrders.get',
        { poNumber: po },
        {
          poNumber: po,
          lines: [
            { article: 'hinge', quantity: a, unitPrice: plain(pa) },
            { article: 'latch', quantity: b, unitPrice: plain(pb) },
          ],
        },
      ),
      say(
        `Hinges come to ${gbp(a * pa)}, latches to ${gbp(b * pb)}; that is ${gbp(Math.abs(a * pa - b * pb))} apart and ${gbp(a * pa + b * pb)} together.`,
      ),
    ],
  };
};

const dealShare: Session = (rng) => {
  const id = `urn:crm:deal:${hex(rng, 12)}`;
  const worth = rng.int(200, 900) * 10_000;
  return {
    domain: crm,
    what: 'a currency written another way and a percentage of it',
    beats: [
      user(`What is 15 percent of deal ${id}?`),
      call(
        'crm.deals.get',
        { dealUrn: id },
        { dealUrn: id, amount: plain(worth), currency: 'USD', closes: '2025-11-07' },
      ),
      say(
        `The deal is worth ${usd(worth)}, so 15 percent are ${usd((worth * 15) / 100)}. It closes on 7 November 2025 (07/11/25).`,
      ),
    ],
  };
};

const otherDates: Session = (rng) => {
  const mrn = `00${digits(rng, 6)}`;
  const day = rng.int(10, 28);
  const slot = `slot_${code(rng, 6)}`;
  return {
    domain: clinic,
    what: 'dates in other forms',
    beats: [
      user(
        `MRN ${mrn} wants a blood test with nurse-haddad on ${rng.pick([`${day}.06.2025`, `June ${day}th`, `${day}/06/25`])}.`,
      ),
      call(
        'slots_search',
        { practitioner: 'nurse-haddad', from: `2025-06-${day}`, to: `2025-06-${day}` },
        { slots: [{ slot_ref: slot, start: `2025-06-${day}T14:30:00+01:00` }] },
      ),
      call(
        'appointments_book',
        { mrn, slot_ref: slot, reason: 'blood test' },
        { appointment_ref: `apt/2025/${digits(rng, 5)}`, status: 'booked' },
      ),
      say(`Booked for 2:30 pm on ${day} June.`),
    ],
  };
};

export const figureKinds: Kind[] = [
  { fault: 'control-arithmetic', kind: 'clean', count: 12, make: standing(sums, priceTimesUnits, dealShare) },
  { fault: 'control-dates', kind: 'clean', count: 6, make: standing(otherDates) },
];

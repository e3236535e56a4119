import { defineTool } from './define-tool.ts';
import type { Example } from './example.ts';
import { createSession } from './session.ts';

const system = `You are the reservations assistant of Hotel Aurelia.
- Find the booking by its number before you change it, and check that the name fits.
- Tell the guest price and fee of a change, and make it only after a clear yes.
- If a system does not answer, try once more before you ask the guest to wait.`;

const booking = 'The booking number';
const stay = { check_in: 'Arrival, YYYY-MM-DD', check_out: 'Departure, YYYY-MM-DD' };

const tools = [
  defineTool('get_booking', 'read', 'Read a booking.', { booking_id: booking }),
  defineTool('check_availability', 'read', 'Is a room type free in a period?', { room_type: 'double', ...stay }),
  defineTool('quote_change', 'read', 'Compute price, refund and fee of new dates.', { booking_id: booking, ...stay }),
  defineTool('change_booking', 'write', 'Carry out a quoted change.', { booking_id: booking, quote_id: 'The quote' }),
  defineTool('add_note', 'write', 'Put a note on a booking.', { booking_id: booking, note: 'The note' }),
  defineTool('send_confirmation', 'send', 'Send the confirmation of a booking.', {
    booking_id: booking,
    to: 'The e-mail address of the guest',
  }),
];

const session = createSession({
  sessionId: 'ses_hotel_3812',
  sessionType: 'hotel-reservations',
  agent: 'reservations-assistant',
  model: 'claude-haiku-4-5',
  startedAt: '2026-10-02T18:22:10.000Z',
  goal: 'Move booking HB-38120 so that the guest arrives on 15 October instead of 14 October',
  system,
  tools,
});

const booking_id = 'HB-38120';
const check_in = '2026-10-15';

session.user(
  'Hi, I have booking HB-38120 under the name Okafor. I would like to arrive on 15 October instead of 14 October, please.',
);
session.call(
  'I will open the booking.',
  'get_booking',
  { booking_id },
  {
    booking_id,
    guest: { name: 'Chidi Okafor', email: 'c.okafor@example.org' },
    room_type: 'double',
    check_in: '2026-10-14',
    check_out: '2026-10-17',
    rate_per_night: '118.00',
    total: '354.00',
    currency: 'EUR',
    rate_plan: 'flex',
    status: 'confirmed',
  },
);
session.retrieval('Flex rates may be moved free of charge until 48 hours before arrival. Saver rates cannot be moved.');
session.call(
  'The rate is flex, so the dates can be moved. Is the room free for the same length of stay?',
  'check_availability',
  { room_type: 'double', check_in, check_out: '2026-10-18' },
  { error: 'inventory did not answer in time' },
  { status: 'error', error: 'inventory did not answer in time' },
);
session.call(
  'The inventory did not answer in time. I will try once more.',
  'check_availability',
  { room_type: 'double', check_in, check_out: '2026-10-18' },
  { room_type: 'double', check_in, check_out: '2026-10-18', available: true, total: '354.00' },
);
session.say(
  'Yes, that works: the double room is free from 15 to 18 October for 354.00 EUR, as before. Would you leave on 18 October, or stay with 17 October?',
);
session.user('I still leave on 17 October, so two nights only.');
session.setGoal('Move booking HB-38120 to 15 October until 17 October, two nights');
session.call(
  'I will get a quote for two nights.',
  'quote_change',
  { booking_id, check_in, check_out: '2026-10-17' },
  { quote_id: 'QT-9024', booking_id, nights: 2, new_total: '236.00', refund: '118.00', fee: '0.00', currency: 'EUR' },
);
session.say(
  'Two nights from 15 to 17 October cost 236.00 EUR. You get 118.00 EUR back and there is no fee. Shall I change it?',
);
session.user('Yes, go ahead. And please note that I arrive late, around 23:00.');
session.call(
  'I will carry out the change.',
  'change_booking',
  { booking_id, quote_id: 'QT-9024' },
  { booking_id, check_in, check_out: '2026-10-17', total: '236.00', refund_id: 'RF-3318', status: 'confirmed' },
);
session.call(
  'Now the note about the late arrival.',
  'add_note',
  { booking_id, note: 'Guest arrives late, around 23:00' },
  { booking_id, saved: true },
);
session.say(
  'Done. Booking HB-38120 is now 15 to 17 October for 236.00 EUR, the refund of 118.00 EUR is RF-3318, and the front desk knows that you arrive around 23:00.',
);
session.user('Perfect. Please send the confirmation to the e-mail address on the booking.');
session.call(
  'I will send it.',
  'send_confirmation',
  { booking_id, to: 'c.okafor@example.org' },
  { booking_id, sent: true, to: 'c.okafor@example.org' },
);
session.say('The confirmation is on its way to c.okafor@example.org. Have a good trip, and see you on 15 October.');
session.user('Thank you, that is all.');
session.say('You are welcome.');

/** Nothing went wrong: a timeout was retried once, the goal changed because the guest changed it. */
export const bookingChangedClean: Example = {
  file: 'booking-changed-clean.jsonl',
  intro: [
    'A hotel agent moves a booking as the guest asks. Nothing went wrong, and the report must not invent a fault.',
    'Step 6 timed out and was rightly tried once more; at step 10 the guest, not the agent, changed the goal.',
  ],
  events: session.events,
  expected: { mode: 'none', origin: null },
  form: 'full',
};

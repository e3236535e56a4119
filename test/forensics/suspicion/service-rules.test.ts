import { describe, expect, it } from 'vitest';
import { call, model, suspect, told, user } from './session.ts';

describe('user corrects', () => {
  const cancel = call('cancel_booking', { booking_id: 'bk_1042' }, { status: 'cancelled' });
  it('reports the last change before the user objects', () => {
    const found = suspect(
      user('Drop the spa from bk_1042.'),
      cancel,
      model('Cancelled.'),
      user('I only wanted to drop the spa!'),
    );
    expect(told(found)).toEqual([
      '2: Step 2 called cancel_booking; at step 4 the user objects ("I only wanted to drop the spa!").',
    ]);
    expect(found[0]).toMatchObject({ mode: null, rank: 2, confidence: 0.69 });
  });
  it('accepts an objection when nothing had been changed', () => {
    const look = call('get_booking', { booking_id: 'bk_1042' }, { booking_id: 'bk_1042' });
    expect(suspect(user('See bk_1042.'), look, model('The lake room.'), user('That is not what I meant.'))).toEqual([]);
  });
});

describe('contradicts result', () => {
  const lamps = [true, true, true, false].map((lit, i) => ({ name: `lamp ${'abcd'[i]}`, lit }));
  const list = call('list_lamps', {}, { lamps });
  it('reports a count that no list in the result has', () => {
    const found = suspect(user('How many lamps?'), list, model('There are 7 lamps available.'));
    expect(told(found)).toEqual([
      '3: Step 3 says "There are 7 lamps available"; what step 2 returned counts 4 or 3 or 1.',
    ]);
    expect(found[0]?.mode).toBe('tool_misfire');
  });
  it('accepts the whole count and the count of one kind', () => {
    expect(suspect(user('How many?'), list, model('There are 4 lamps available.'))).toEqual([]);
    expect(suspect(user('How many are lit?'), list, model('There are 3 lamps available.'))).toEqual([]);
  });
  const parcel = (code: string | null) =>
    call('get_parcel', { id: '#P77120' }, { id: '#P77120', trace: { customs_code: code } });
  it('reports a denial of what the record holds', () => {
    const found = suspect(user('Customs code of P77120?'), parcel('KX'), model('Parcel #P77120 has no customs code.'));
    expect(told(found)).toEqual([
      '3: Step 3 says "Parcel #P77120 has no customs code"; what step 2 returned for #P77120 has it.',
    ]);
  });
  it('accepts a denial of what the record leaves empty', () => {
    expect(suspect(user('Code?'), parcel(null), model('Parcel #P77120 has no customs code.'))).toEqual([]);
  });
});

describe('unavailable', () => {
  const stock = call(
    'list_seats',
    {},
    {
      seats: [
        { seat_id: 'seat-31', available: false },
        { seat_id: 'seat-32', available: true },
      ],
    },
  );
  const take = (seat: string, status = 'ok') =>
    call('reserve_seat', { seat_id: seat }, { done: status === 'ok' }, status);
  it('reports a call with what a result had marked as unavailable', () => {
    const found = suspect(user('A seat by the aisle.'), stock, take('seat-31'));
    expect(told(found)).toEqual([
      '3: Step 3 calls reserve_seat with seat-31, which the result of step 2 marks as unavailable.',
    ]);
    expect(found[0]).toMatchObject({ mode: 'tool_misfire', items: ['seat31'] });
  });
  it('accepts what is available, what the user named, and what the tool refused', () => {
    expect(suspect(user('A seat.'), stock, take('seat-32'))).toEqual([]);
    expect(suspect(user('Try seat-31.'), stock, take('seat-31'))).toEqual([]);
    expect(suspect(user('A seat.'), stock, take('seat-31', 'error'))).toEqual([]);
  });
});

describe('blocked known request', () => {
  const ask = user('For ord_8841: gift wrap, and send it to Birch Lane.');
  const wrap = call('update_order', { order_id: 'ord_8841', wrap: 'gift' }, { ok: true });
  const move = (status: string) =>
    call('change_address', { order_id: 'ord_8841', street: 'Birch Lane' }, { status }, status);
  it('reports the write that closed the door on something already asked for', () => {
    expect(told(suspect(ask, wrap, move('error')))).toEqual([
      '2: Step 2 called update_order without "Birch Lane", which the user had asked for before; step 3 was then refused.',
    ]);
  });
  it('accepts a refusal that was repaired, and a wish that came later', () => {
    expect(suspect(ask, wrap, move('error'), move('ok'))).toEqual([]);
    expect(suspect(user('Gift wrap ord_8841.'), wrap, user('And to Birch Lane.'), move('error'))).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { type SessionBuilder, session } from '../../support/session.ts';
import { flagged, flagsOf } from '../findings.ts';

const type = 'ENTITY_MISMATCH';

describe('a record of another owner than the one in process', () => {
  const claim = (owner: unknown): SessionBuilder =>
    session()
      .user('I am patient PAT-30113. What became of claim CLM-88120?')
      .llm('Your file first.')
      .tool('get_patient', { patient_id: 'PAT-30113' }, { patient_id: 'PAT-30113', name: 'Noor Vance' })
      .llm('Now the claim.')
      .tool('get_claim', { claim_id: 'CLM-88120' }, owner)
      .llm('It was approved.');

  it.each<[what: string, response: unknown]>([
    ['in the record', { claim_id: 'CLM-88120', patient_id: 'PAT-77204', state: 'approved' }],
    ['in an envelope', { claim: { claim_id: 'CLM-88120', patient_id: 'PAT-77204' } }],
    ['as an object', { claim_id: 'CLM-88120', state: 'open', patient: { id: 'PAT-77204' } }],
    ['in camel case', { claimId: 'CLM-88120', patientId: 'PAT-77204' }],
  ])('is flagged: %s', (_what, response) => {
    const flags = flagsOf(claim(response), type);
    expect(flags.map((flag) => flag.step)).toEqual([5]);
    expect(flags[0]?.evidence).toContain('PAT-77204');
    expect(flags[0]?.evidence).toContain('PAT-30113');
  });

  it('is quiet when the owner is the one in process', () => {
    expect(flagged(claim({ claim_id: 'CLM-88120', patient_id: 'pat 30113' }), type)).toEqual([]);
  });

  it('is quiet when the user spoke of the other one too', () => {
    const built = session()
      .user('I am patient PAT-30113 and also handle my son PAT-77204. What about CLM-88120?')
      .tool('get_patient', { patient_id: 'PAT-30113' }, { patient_id: 'PAT-30113' })
      .tool('get_claim', { claim_id: 'CLM-88120' }, { claim_id: 'CLM-88120', patient_id: 'PAT-77204' });
    expect(flagged(built, type)).toEqual([]);
  });

  it('is quiet in a session that works through several customers', () => {
    const built = session()
      .user('Review the newest orders.')
      .tool('get_customer', { customer_id: 'CUS-1001' }, { customer_id: 'CUS-1001' })
      .tool('list_orders', {}, { ids: ['ORD-1', 'ORD-2', 'ORD-3'].map((id) => `${id}000`) })
      .tool('get_order', { order_id: 'ORD-1000' }, { order_id: 'ORD-1000', customer_id: 'CUS-2002' })
      .tool('get_order', { order_id: 'ORD-2000' }, { order_id: 'ORD-2000', customer_id: 'CUS-3003' })
      .tool('get_order', { order_id: 'ORD-3000' }, { order_id: 'ORD-3000', customer_id: 'CUS-4004' });
    expect(flagged(built, type)).toEqual([]);
  });
});

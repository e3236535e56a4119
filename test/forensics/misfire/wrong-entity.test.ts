import { describe, expect, it } from 'vitest';
import { analyze } from '../../../src/forensics/analyze.ts';
import { type SessionBuilder, session } from '../../support/session.ts';
import { findingsOf } from '../findings.ts';

describe('the right tool on the wrong entity', () => {
  const hives = { hives: [{ hive_id: 'HIVE-2201' }, { hive_id: 'HIVE-2218' }, { hive_id: 'HIVE-2230' }] };
  const relocate = (hive: string): SessionBuilder =>
    session()
      .user('Bring HIVE-2201 to the orchard, the bees there are hungry.')
      .tool('list_hives', {}, hives)
      .llm('I will bring HIVE-2201 to the orchard. Is that right?')
      .user('Yes.')
      .llm('Moving it.')
      .tool('update_hive', { hive_id: hive, place: 'orchard' }, { hive_id: hive, place: 'orchard' })
      .llm('HIVE-2201 stands in the orchard now.');

  it('is found when the conversation was about another', () => {
    const [found, ...rest] = findingsOf(relocate('HIVE-2218'), 'wrong_entity');
    expect(rest).toEqual([]);
    expect(found?.evidence).toContain('HIVE-2218');
    expect(found?.evidence).toContain('HIVE-2201');
    expect(analyze(relocate('HIVE-2218').events()).origin?.step).toBe(5);
  });

  it('is quiet for the one spoken of', () => {
    expect(findingsOf(relocate('HIVE-2201'), 'wrong_entity')).toEqual([]);
  });

  const order = (item: string): SessionBuilder =>
    session()
      .user('Swap the lamp in my order for the brass one, please.')
      .tool('get_basket', { basket_id: 'BSK-1107' }, { basket_id: 'BSK-1107', items: ['4410028', '4410035'] })
      .tool('get_basket', { basket_id: 'BSK-1299' }, { basket_id: 'BSK-1299', items: ['7730011', '7730022'] })
      .llm('Swapping the lamp.')
      .tool('exchange_items', { basket_id: 'BSK-1107', item_ids: [item], payment: 'card' }, { ok: true })
      .llm('The lamp was swapped.');

  it('is found when the other arguments belong to another record', () => {
    const [found] = findingsOf(order('7730011'), 'wrong_entity');
    expect(found?.evidence).toContain('BSK-1299');
  });

  it('is quiet when they belong to the one acted on', () => {
    expect(findingsOf(order('4410028'), 'wrong_entity')).toEqual([]);
  });

  const sibling = (acted: string): SessionBuilder =>
    session()
      .user('One of my beehives lost its roof in the storm; order a repair for it.')
      .tool('list_hives', {}, hives)
      .tool('get_hive', { hive_id: 'HIVE-2218' }, { hive_id: 'HIVE-2218', roof: 'lost' })
      .llm('Found the one that lost its roof.')
      .tool('repair_hive_update', { hive_id: acted }, { ok: true })
      .llm('The repair is ordered.');

  it('is found when one was opened and its sibling changed', () => {
    const [found] = findingsOf(sibling('HIVE-2230'), 'wrong_entity');
    expect(found?.evidence).toContain('HIVE-2230');
    expect(found?.evidence).toContain('HIVE-2218');
  });

  it('is quiet when the opened one was changed', () => {
    expect(findingsOf(sibling('HIVE-2218'), 'wrong_entity')).toEqual([]);
  });
});

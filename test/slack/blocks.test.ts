import { describe, expect, it } from 'vitest';
import { buildIncidentCard } from '../../src/slack/blocks/incident-card.ts';
import { everyMessage, everyView, worlds } from './every-message.ts';
import { containment, now, runningIncident } from './models.ts';

const shown = worlds.filter(({ name }) => ['minimal', 'failed', 'full', 'hostile'].includes(name));

describe.each(shown)('a $name incident', (world) => {
  it('reads as before', () => {
    expect({ messages: everyMessage(world), views: everyView(world) }).toMatchSnapshot();
  });
});

describe('the card', () => {
  it('says confirmed only of what is effective', () => {
    const states = [
      'requested',
      'approved',
      'executing',
      'executed',
      'unconfirmed',
      'failed',
      'undone',
      'effective',
    ] as const;
    const saying = states.filter((state) => {
      const incident = { ...runningIncident, containment: [containment({ state })] };
      return JSON.stringify(buildIncidentCard({ incident, revision: 1, now })).includes('confirmed effective');
    });
    expect(saying).toEqual(['effective']);
  });
});

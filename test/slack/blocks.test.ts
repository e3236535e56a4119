import { describe, expect, it } from 'vitest';
import { buildIncidentCard } from '../../src/slack/blocks/incident-card.ts';
import { everyMessage, everyView, worlds } from './every-message.ts';
import { containment, now, runningIncident } from './models.ts';
import { readAloud } from './read-aloud.ts';

const shown = worlds.filter(({ name }) => ['minimal', 'failed', 'full', 'hostile'].includes(name));

describe.each(shown)('a $name incident', (world) => {
  it('reads as before', () => {
    const shown = Object.entries({ ...everyMessage(world), ...everyView(world) });
    const text = shown.map(([name, what]) => `--- ${name}\n${readAloud(what)}`).join('\n\n');
    // A file cannot hold half a character: it would never read as it was written.
    expect(text.replace(/\p{Surrogate}/gu, '�')).toMatchSnapshot();
  });
});

describe('the card', () => {
  it('says that the session is stopped once its kill is confirmed, whatever the trace said before', () => {
    const said = (state: 'executed' | 'effective') => {
      const incident = { ...runningIncident, containment: [containment({ kind: 'kill', state })] };
      return JSON.stringify(buildIncidentCard({ incident, revision: 1, now }));
    };
    expect(said('executed')).toContain('STILL RUNNING');
    expect(said('effective')).not.toContain('STILL RUNNING');
    expect(said('effective')).toContain('stopped');
  });

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

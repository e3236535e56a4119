import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionIds, formatActionValue, isActionId, parseActionValue } from '../../src/slack/action-ids.ts';
import { checkMessage, checkView } from '../../src/slack/kit.ts';
import { everyMessage, everyView, hostileWorld, type World, worlds } from './every-message.ts';
import { contextSaying, incidentSaying, reversals } from './models.ts';

type Found = { key: string; value: string; holder: Record<string, unknown> };

function strings(value: unknown, found: Found[] = []): Found[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'string') found.push({ key, value: inner, holder: value as Record<string, unknown> });
    else strings(inner, found);
  }
  return found;
}

/** What Slack obeys in angle brackets, where we wrote it ourselves. */
const ours =
  /<!date\^\d+\^\{date_short_pretty\} \{time_secs\}\|[-\d: ]+ UTC>|<@U0(?:ALICE|BOB)>|<#C0INCIDENT>|<https:\/\/sandbox\.example\/archives\/C0\/p1\|Incident #12>/g;

function everything(world: World): Record<string, object> {
  return { ...everyMessage(world), ...everyView(world) };
}

function live(world: World): string[] {
  return strings(everything(world)).flatMap(({ value, key, holder }) => {
    // Sent back as it is, and shown in a field for text.
    if (key === 'value' || key === 'initial_value') return [];
    const rest = key === 'url' || key === 'private_metadata' ? value : value.replaceAll(ours, '');
    const brackets = rest.includes('<') || /(?![\n\u200d])[\p{Cc}\p{Cf}]/u.test(rest);
    const bare = holder.type === 'mrkdwn' && holder.verbatim !== true;
    const emoji = holder.type === 'plain_text' && holder.emoji !== false;
    return brackets || bare || emoji ? [`${key}: ${value}`] : [];
  });
}

describe.each(worlds)('builders given a $name incident', (world) => {
  it('stay within the limits of Slack', () => {
    const problems = [
      ...Object.entries(everyMessage(world)).map(([name, { blocks, text }]) => [name, checkMessage(blocks, text)]),
      ...Object.entries(everyView(world)).map(([name, view]) => [name, checkView(view)]),
    ];
    expect(problems.filter(([, found]) => (found?.length ?? 0) > 0)).toEqual([]);
  });

  it('emit only known action ids, whose values hold nothing of the trace', () => {
    const found = strings(everything(world));
    expect(found.filter(({ key, value }) => key === 'action_id' && !isActionId(value))).toEqual([]);
    // What somebody typed is kept with the button that opens it all the same.
    const typed = (holder: object): boolean => 'action_id' in holder && holder.action_id === actionIds.openAnyway;
    const values = found.filter(({ key, holder }) => key === 'value' && holder.type === 'button' && !typed(holder));
    expect(values.filter(({ value }) => !/^inc_1#4(#act_1|#\d+)?$|^-$/.test(value))).toEqual([]);
  });

  it('label every button, and keep trace text out of the metadata', () => {
    const found = strings(everything(world));
    const buttons = found.filter(({ key, value }) => key === 'type' && value === 'button');
    expect(buttons.filter(({ holder }) => typeof holder.accessibility_label !== 'string')).toEqual([]);
    const metadata = found.filter(({ key }) => key === 'private_metadata').map(({ value }) => value);
    const place = /,?"(channel|thread)":("(C0INCIDENT|1\.1)"|null)/g;
    const known =
      /^\{("incident":"inc_1","revision":4(,"(kind|digest|item)":"[a-z_0-9:]+"|,"(step|page|number)":\d+)*)?\}$/;
    expect(metadata.filter((value) => !known.test(value.replace(place, '')))).toEqual([]);
  });

  it('leave nothing of the trace live', () => {
    expect(live(world)).toEqual([]);
  });
});

describe('text from outside', () => {
  it('is never live, whatever it is', () => {
    const pieces = fc.constantFrom(
      '<!channel>',
      '<@U1>',
      '<http://x|y>',
      '<',
      '>',
      '&lt;',
      '*',
      '_',
      '`',
      '\n',
      '\u202e',
    );
    const text = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 12 });
    const property = fc.property(text, (parts) => {
      const said = parts.join('');
      const items = reversals(said, 3);
      const incident = incidentSaying(said);
      return (
        live({ ...hostileWorld, incident, text: said, items, context: contextSaying(said), plan: [said] }).length === 0
      );
    });
    fc.assert(property, { numRuns: 60 });
  });
});

describe('action values', () => {
  it('are read back', () => {
    for (const value of [
      { incident: 'inc_1', revision: 4 },
      { incident: 'inc_1', revision: 4, target: 'act:1#2' },
    ]) {
      expect(parseActionValue(formatActionValue(value))).toEqual(value);
    }
  });

  it.each(['', 'inc_1', 'inc_1#', '#4', 'inc_1#4#', 'inc_1#-1', 'a#b#1'])('refuse %j', (value) => {
    expect(parseActionValue(value)).toBeNull();
  });
});

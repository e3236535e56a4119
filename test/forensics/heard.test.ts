import { describe, expect, it } from 'vitest';
import { toSession } from '../../src/forensics/steps.ts';
import type { PromptMessage } from '../../src/trace/event.ts';
import { session } from '../support/session.ts';

/** Who says what in one message, as the first prompt of a session or a later one brings it. */
const heard = (message: PromptMessage, isFirst: boolean): [role: string, text: string][] => {
  const built = session();
  if (!isFirst) built.prompted([{ role: 'user', content: 'Good morning.' }], 'Yes?');
  const { steps } = toSession(built.prompted([message], 'I see.').events());
  return (steps.at(-1)?.heard ?? []).map((part) => [part.role, part.text]);
};

describe('what a prompt message brings in', () => {
  it.each([
    ['system', 'system'],
    ['developer', 'system'],
    ['user', 'user'],
    ['Human', 'user'],
    ['tool', 'tool'],
    ['function', 'tool'],
    ['observation', 'tool'],
  ])('in the role of %s comes from: %s', (role, by) => {
    expect(heard({ role, content: 'words' }, false)).toEqual([[by, 'words']]);
  });

  it("counts the model's own words only as what was said before the capture began", () => {
    expect(heard({ role: 'assistant', content: 'words' }, false)).toEqual([]);
    expect(heard({ role: 'assistant', content: 'words' }, true)).toEqual([['history', 'words']]);
  });

  it.each(['tool_result', 'tool-result', 'function_call_output'])(
    'takes a %s in the role of the user for the tool',
    (type) => {
      const content = [
        { type, content: [{ type: 'text', text: 'boat-2211' }] },
        { type: 'text', text: 'Go on.' },
      ];
      expect(heard({ role: 'user', content }, false)).toEqual([
        ['tool', 'boat-2211'],
        ['user', 'Go on.'],
      ]);
    },
  );

  it('is found in the other field some providers use', () => {
    expect(heard({ role: 'user', parts: [{ text: 'Hello' }] }, false)).toEqual([['user', 'Hello']]);
  });

  it.each([[''], [null], [undefined], [[]]])('is nothing for %j', (content) => {
    expect(heard({ role: 'user', content }, false)).toEqual([]);
  });
});

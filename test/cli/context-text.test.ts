import { describe, expect, it } from 'vitest';
import { renderContextText } from '../../src/cli/context-text.ts';
import { displayWidth } from '../../src/cli/display-width.ts';
import { hostileText } from './reports.ts';

const options = { sessionId: 'ses_abc123', width: 60, color: false, unicode: true };

describe('renderContextText', () => {
  it('shows what the model saw, in reading order', () => {
    const text = renderContextText(
      {
        step: 3,
        model: 'claude-3-7-sonnet',
        goal: 'Confirm the order',
        system: ['You are an order agent.\nBe brief.'],
        messages: [
          { step: 1, role: 'user', text: 'Where is my order?' },
          { step: 2, role: 'tool', name: 'get_customer', text: '{\n  "id": "cust_789"\n}' },
        ],
        tools: ['get_customer', 'get_order'],
        captured: false,
      },
      options,
    );
    expect(text).toBe(`Context at step 3 of ses_abc123, rebuilt from the earlier
events
Model   claude-3-7-sonnet
Goal    Confirm the order
Tools   get_customer, get_order

system
  You are an order agent.
  Be brief.

user (step 1)
  Where is my order?

tool get_customer (step 2)
  {
    "id": "cust_789"
  }
`);
  });

  it('says what is unknown, and prints hostile text harmlessly within the width', () => {
    const empty = { step: 1, model: null, goal: null, system: [], messages: [], tools: [], captured: true };
    expect(renderContextText(empty, options)).toContain('Goal    unknown\nTools   unknown\n\nNo earlier content');
    const messages = [{ step: null, role: 'tool' as const, name: hostileText, text: hostileText }];
    const text = renderContextText({ ...empty, goal: hostileText, system: [hostileText], messages }, options);
    expect(text.replaceAll('\n', '').replaceAll('\u200d', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(60);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { demoVariableNames } from '../src/cli/doctor/check-variables.ts';
import { readConfig, variableNames } from '../src/config.ts';

const example = readFileSync('.env.example', 'utf8').split('\n');
const docs = readFileSync('docs/configuration.md', 'utf8');

/** `# NAME=default` lines, in order. */
const offered = example.flatMap((line) => {
  const [, name, value = ''] = /^# ([A-Z_]+)=(.*)$/.exec(line) ?? [];
  return name === undefined ? [] : [{ name, value }];
});
const documented = [...docs.matchAll(/^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\| (.+) \|$/gm)].map(
  ([, name = '', value = '']) => ({ name, value }),
);
const all = [...variableNames, ...demoVariableNames].sort();

describe('.env.example', () => {
  test('offers every variable once, and none that nothing reads', () => {
    expect(offered.map(({ name }) => name).sort()).toEqual(all);
  });

  test('says in a line of its own what each is for, and sets nothing', () => {
    for (const [index, line] of example.entries()) {
      if (/^# [A-Z_]+=/.test(line)) expect(example[index - 1], line).toMatch(/^# (?![A-Z_]+=|---).+\.$/);
      else expect(line).toMatch(/^(#.*)?$/);
    }
  });

  test('shows the defaults: with all of them taken over nothing changes', () => {
    const env = Object.fromEntries(offered.map(({ name, value }) => [name, value]));
    expect(readConfig(env)).toEqual(readConfig({}));
    const hasDefault = [
      'HOST',
      'PORT',
      'DATA_DIR',
      'SLACK_COMMAND',
      'POSTMORTEM_DUE',
      'CAPTURE_KEEP_DAYS',
      'LOG_LEVEL',
    ];
    for (const name of hasDefault) expect(env[name], name).not.toBe('');
  });
});

describe('docs/configuration.md', () => {
  test('has a row for every variable, and none that nothing reads', () => {
    expect(documented.map(({ name }) => name).sort()).toEqual(all);
  });

  test('names the same defaults as .env.example', () => {
    const byName = ({ name: a }: { name: string }, { name: b }: { name: string }) => a.localeCompare(b);
    expect([...documented].sort(byName)).toEqual([...offered].sort(byName));
  });
});

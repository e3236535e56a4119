import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stack, startStack } from '../e2e/support/stack.ts';
import { crashStack, runCrashes } from './crash.ts';

/** 100 by hand: `CRASHES=100 npx vitest run test/faults`; a seed that failed fails again: `SEED=…`. */
const crashes = Number(process.env.CRASHES ?? 10);
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e9));

let stack: Stack;
beforeAll(async () => {
  stack = await startStack(crashStack);
}, 300_000);
afterAll(() => stack?.stop());

test(
  `killed ${crashes} times, the bot loses nothing that it acknowledged and does nothing twice (seed ${seed})`,
  async () => {
    const say = (line: string) => void process.stdout.write(`${line}\n`);
    say(`seed ${seed}`);
    const { kills, walks, problems } = await runCrashes(stack, { crashes, seed, say });
    say(`${kills} kills in ${walks} walks`);
    expect(kills).toBe(crashes);
    expect(problems, `seed ${seed}`).toEqual([]);
  },
  600_000 + crashes * 60_000,
);

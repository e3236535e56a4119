import { InvalidArgumentError } from 'commander';

const wholeNumber = /^\d{1,15}$/;
const decimalNumber = /^(?:\d+\.?\d*|\.\d+)$/;

/** A step as typed; commander puts the option's name before the message. */
export function parseStep(typed: string): number {
  if (!wholeNumber.test(typed) || Number(typed) < 1) {
    throw new InvalidArgumentError('Give the number of a step, 1 or more.');
  }
  return Number(typed);
}

/** US dollars as typed, more than 0. */
export function parseUsd(typed: string): number {
  const usd = Number(typed);
  if (!decimalNumber.test(typed) || !Number.isFinite(usd) || usd <= 0) {
    throw new InvalidArgumentError('Give US dollars as a number above 0, such as 0.35.');
  }
  return usd;
}

/** A number of tokens as typed, more than 0. */
export function parseTokens(typed: string): number {
  if (!wholeNumber.test(typed) || Number(typed) < 1) {
    throw new InvalidArgumentError('Give a whole number above 0, such as 12000.');
  }
  return Number(typed);
}

/** A name as typed, not empty. */
export function parseName(typed: string): string {
  if (typed.trim() === '') throw new InvalidArgumentError('Give a name that is not empty.');
  return typed;
}

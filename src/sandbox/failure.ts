/** A refusal in Slack's own words: `{ "ok": false, "error": code, … }`. */
export class SlackFailure extends Error {
  readonly code: string;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: string, extra: Readonly<Record<string, unknown>> = {}) {
    super(code);
    this.name = 'SlackFailure';
    this.code = code;
    this.extra = extra;
  }
}

/** One line of the doctor: what was looked at, what was found, and what to do where it is not as it should be. */
export interface Finding {
  /** What was looked at, for people: `Slack scopes`. */
  check: string;
  /** `warning`: the bot runs, something it could do does not work. `problem`: it does not run as configured. */
  level: 'ok' | 'warning' | 'problem';
  /** A sentence. May hold names from outside, never a secret. */
  text: string;
  /** What to do; null where there is nothing to. */
  fix: string | null;
  /** Whose turn it is: the configuration is wrong, or a backend does not answer. Null unless `level` is `problem`. */
  cause: 'configuration' | 'unreachable' | null;
}

/** As it should be. */
export function fine(check: string, text: string): Finding {
  return { check, level: 'ok', text, fix: null, cause: null };
}

/** The bot runs without it. */
export function warning(check: string, text: string, fix: string): Finding {
  return { check, level: 'warning', text, fix, cause: null };
}

/** Somebody has to change the configuration. */
export function misconfigured(check: string, text: string, fix: string): Finding {
  return { check, level: 'problem', text, fix, cause: 'configuration' };
}

/** A backend is not there; the configuration may be right. */
export function unreachable(check: string, text: string, fix: string): Finding {
  return { check, level: 'problem', text, fix, cause: 'unreachable' };
}

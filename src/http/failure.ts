import { AppError } from '../errors.ts';

/** A request that is answered with an error of its own status. The message is shown to the caller. */
export class HttpFailure extends AppError {
  readonly status: number;

  constructor(status: number, code: string, message: string, cause?: unknown) {
    super(code, message, cause === undefined ? {} : { cause });
    this.status = status;
  }
}

/** What an error looks like from outside. */
export interface ErrorAnswer {
  status: number;
  /** Seconds; null where coming back is no use. */
  retryAfter: number | null;
  error: { code: string; message: string; line?: number; field?: string };
  /** It is our fault: worth a line in the log. */
  ours: boolean;
}

const statuses: Readonly<Record<string, number>> = {
  'trace.invalid': 400,
  'trace.too-large': 413,
};

/** Translates whatever was thrown; of what is our fault only the way out is told. */
export function toErrorAnswer(error: unknown): ErrorAnswer {
  if (error instanceof AppError) {
    const status = error instanceof HttpFailure ? error.status : statuses[error.code];
    if (status !== undefined) {
      const { code, message } = error;
      return { status, retryAfter: null, error: { code, message, ...placeOf(error) }, ours: false };
    }
    if (error.retryable) {
      const message = 'This cannot be done just now. Send it again in a few seconds.';
      return { status: 503, retryAfter: secondsOf(error), error: { code: 'http.unavailable', message }, ours: true };
    }
  }
  const refused = refusedByServer(error);
  if (refused !== null) return { status: refused, retryAfter: null, error: wordsFor(refused), ours: false };
  const message = 'Something went wrong here. Try again; if it stays so, look for the correlation id in the log.';
  return { status: 500, retryAfter: null, error: { code: 'http.internal', message }, ours: true };
}

function placeOf({ details }: AppError): { line?: number; field?: string } {
  return {
    ...(typeof details.line === 'number' ? { line: details.line } : {}),
    ...(typeof details.field === 'string' ? { field: details.field } : {}),
  };
}

function secondsOf({ details }: AppError): number {
  const asked = details.retryAfterMs;
  return typeof asked === 'number' && asked >= 0 ? Math.min(Math.ceil(asked / 1_000), 60) : 5;
}

/** The web server itself refuses with errors that carry a 4xx `statusCode`. */
function refusedByServer(error: unknown): number | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null;
  const status = error.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null;
}

function wordsFor(status: number): { code: string; message: string } {
  if (status === 404) return { code: 'http.not-found', message: 'There is nothing at this address. Check the URL.' };
  return { code: 'http.bad-request', message: 'The request cannot be read. Check its URL and headers.' };
}

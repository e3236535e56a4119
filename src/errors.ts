/** What an `AppError` may carry beside its code and message. */
export interface AppErrorOptions {
  cause?: unknown;
  /** Whether the same call may succeed later without any change. */
  retryable?: boolean;
  /** Facts for logs and machines; never secrets. */
  details?: Readonly<Record<string, unknown>>;
}

/** An error with a stable code (`trace.invalid`) and a message that tells a person what to do next. */
export class AppError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}

import { AppError } from '../errors.ts';

/** Waits for `work`, at most so long. @throws AppError `jobs.timeout` (retryable) when it takes longer; it goes on. */
export async function within<T>(ms: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError('jobs.timeout', `No answer in ${ms} ms.`, { retryable: true })), ms);
  });
  try {
    return await Promise.race([work(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

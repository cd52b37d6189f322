import { StoreError, type CallOptions } from "./object-store.ts";

/** What a call is about, for its errors. */
export interface CallSubject {
  readonly store: string;
  readonly key: string;
}

/** The caller's signal and the call's timeout as one signal; absent when there is neither. */
export function callSignal(
  options: CallOptions | undefined,
  defaultTimeoutMs?: number,
): AbortSignal | undefined {
  const timeoutMs = options?.timeoutMs ?? defaultTimeoutMs;
  const signals: AbortSignal[] = [];
  if (options?.signal) signals.push(options.signal);
  if (timeoutMs !== undefined) signals.push(AbortSignal.timeout(Math.ceil(timeoutMs)));
  return signals.length < 2 ? signals[0] : AbortSignal.any(signals);
}

/** Throws `cancelled` or `timeout` when the signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined, subject: CallSubject): void {
  if (signal?.aborted) throw abortError(signal, subject);
}

/** The error for a signal that has fired: `timeout` when a timer did it, else `cancelled`. */
export function abortError(signal: AbortSignal, subject: CallSubject): StoreError {
  const timedOut = signal.reason instanceof DOMException && signal.reason.name === "TimeoutError";
  return new StoreError(timedOut ? "timeout" : "cancelled", { ...subject, cause: signal.reason });
}

/** Waits for `work`, but no longer than until the signal fires; what `work` does later is ignored. */
export async function orAbort<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  subject: CallSubject,
): Promise<T> {
  if (signal === undefined) return work;
  if (signal.aborted) {
    work.catch(() => undefined);
    throw abortError(signal, subject);
  }
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(abortError(signal, subject));
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

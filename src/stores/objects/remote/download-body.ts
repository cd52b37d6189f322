import { Readable } from "node:stream";
import { abortError, type CallSubject } from "../call-signal.ts";
import { StoreError } from "../object-store.ts";

/** A download that brings nothing for this long has failed. */
const stallMs = 60_000;

interface DownloadOptions {
  readonly subject: CallSubject;
  /** How many bytes must come. */
  readonly size: number;
  readonly signal: AbortSignal;
  readonly onProgress: ((bytes: number) => void) | undefined;
  readonly toStoreError: (error: unknown) => StoreError;
}

/**
 * Passes a download on chunk by chunk, as fast as it is read. Ends with `cancelled` or `timeout` when
 * the signal fires, `timeout` when the server goes silent and `unavailable` when bytes are missing.
 */
export function downloadBody(
  chunks: AsyncIterable<Uint8Array>,
  options: DownloadOptions,
): AsyncIterable<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  // An error while nobody reads yet would end the whole process; the reader gets it later.
  if (chunks instanceof Readable) chunks.on("error", () => undefined);
  // A body that nobody reads must not hold its connection.
  const unread = setTimeout(() => close(iterator, chunks), stallMs).unref();
  return {
    [Symbol.asyncIterator]: () => {
      clearTimeout(unread);
      return passOn(iterator, chunks, options);
    },
  };
}

function close(iterator: AsyncIterator<Uint8Array>, chunks: AsyncIterable<Uint8Array>): void {
  // Nobody waits for it.
  void iterator.return?.().catch(() => undefined);
  // An iterator that never began does not close its stream.
  if (chunks instanceof Readable) chunks.destroy();
}

async function* passOn(
  iterator: AsyncIterator<Uint8Array>,
  chunks: AsyncIterable<Uint8Array>,
  options: DownloadOptions,
): AsyncGenerator<Uint8Array> {
  const { subject, size, signal, onProgress, toStoreError } = options;
  let got = 0;
  try {
    for (;;) {
      const next = await nextOrFail(iterator, signal, subject);
      if (next.done) break;
      got += next.value.length;
      onProgress?.(got);
      yield next.value;
    }
  } catch (error) {
    if (signal.aborted) throw abortError(signal, subject);
    throw toStoreError(error);
  } finally {
    // Closes the connection when the reader stopped early.
    close(iterator, chunks);
  }
  if (got !== size) {
    const problem = `the connection ended after ${got} of ${size} bytes`;
    throw new StoreError("unavailable", { ...subject, problem });
  }
}

async function nextOrFail(
  iterator: AsyncIterator<Uint8Array>,
  signal: AbortSignal,
  subject: CallSubject,
): Promise<IteratorResult<Uint8Array>> {
  if (signal.aborted) throw abortError(signal, subject);
  const failed = Promise.withResolvers<never>();
  const timer = setTimeout(() => failed.reject(new StoreError("timeout", { ...subject })), stallMs);
  const onAbort = (): void => failed.reject(abortError(signal, subject));
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([iterator.next(), failed.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

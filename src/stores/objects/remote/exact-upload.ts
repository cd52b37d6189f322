import { createHash } from "node:crypto";
import { bodySize, openBodyAt } from "../body.ts";
import { throwIfAborted, type CallSubject } from "../call-signal.ts";
import { StoreError, type Body } from "../object-store.ts";
import type { Upload } from "./remote-driver.ts";
import type { PartNotes } from "./part-notes.ts";

interface UploadOptions {
  readonly subject: CallSubject;
  /** When it fires, the body is not read further. */
  readonly signal: AbortSignal;
  readonly sha256?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly onProgress?: ((bytes: number) => void) | undefined;
  readonly notes?: PartNotes | undefined;
}

/** An upload that knows why reading its body failed, since SDKs hide that behind errors of their own. */
export interface ExactUpload extends Upload {
  readonly failure: () => unknown;
  /** Fires when reading the body failed: SDKs may wait for the rest of it otherwise. */
  readonly failed: AbortSignal;
}

/** Wraps a body so that a server never gets more or fewer bytes than were announced. */
export function exactUpload(body: Body, options: UploadOptions): ExactUpload {
  const { subject, signal, sha256, metadata = {}, onProgress, notes } = options;
  const size = bodySize(body);
  const failed = new AbortController();
  let failure: unknown;
  async function* open(start: number, report = onProgress): AsyncGenerator<Uint8Array> {
    try {
      let sent = start;
      for await (const chunk of heldBack(openBodyAt(body, start), size, start, subject)) {
        throwIfAborted(signal, subject);
        yield chunk;
        sent += chunk.length;
        report?.(sent);
      }
    } catch (error) {
      failure = error;
      failed.abort();
      throw error;
    }
  }
  return {
    size,
    open: (start = 0) => open(start),
    hash: async (algorithm) => {
      if (algorithm === "sha256" && sha256 !== undefined) return Buffer.from(sha256, "hex");
      const hash = createHash(algorithm);
      for await (const chunk of open(0, () => undefined)) hash.update(chunk);
      return hash.digest();
    },
    metadata,
    failure: () => failure,
    failed: failed.signal,
    ...(notes && { notes }),
    ...(body instanceof Uint8Array && { bytes: body }),
  };
}

/**
 * Passes each chunk on only when the next one, or the end, has come: a server that has got all the
 * announced bytes may store them before it is known that there were more.
 */
async function* heldBack(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
  start: number,
  subject: CallSubject,
): AsyncGenerator<Uint8Array> {
  let held: Uint8Array | undefined;
  let got = start;
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    got += chunk.length;
    if (got > size) break;
    if (held !== undefined) yield held;
    held = chunk;
  }
  if (got !== size) {
    const problem = `the data to store has ${got > size ? "more than " : ""}${Math.min(got, size)} bytes instead of ${size}`;
    throw new StoreError("corrupt", { ...subject, problem });
  }
  if (held !== undefined) yield held;
}

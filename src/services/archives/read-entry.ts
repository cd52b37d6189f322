import { createHash, type Hash } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { problemOf } from "../../foundation/errors.ts";
import { JsonScanner, type TopMember } from "../../foundation/json-scanner.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import type { ArchiveProblem } from "./archive-metadata.ts";
import type { ArchiveEntry } from "./archived-source.ts";

const chunkBytes = 1 << 20;
/** Files up to this size are read whole, so that their size is sure before it is told. */
const wholeBytes = 4 << 20;
const attempts = 3;

/** A file that is being read: its size is fixed, its content can be read once. */
export interface OpenEntry {
  readonly size: number;
  readonly modifiedMs: number;
  /** Rights: the lower nine bits. */
  readonly mode: number;
  /** Exactly `size` bytes. */
  content(): AsyncGenerator<Uint8Array>;
  /** To be called when the content was read. */
  outcome(): EntryOutcome;
  close(): Promise<void>;
}

export interface EntryOutcome {
  /** Hexadecimal, of the bytes that were given. */
  readonly sha256: string;
  readonly problems: readonly Pick<ArchiveProblem, "kind" | "problem">[];
  /** Of a file that is JSON by its name and by what it holds. */
  readonly json?: { readonly kind: "object" | "array" | "other"; readonly members: TopMember[] };
}

/** Opens a file to archive it. Throws what the file system says when it cannot be read. */
export async function openEntry(
  entry: ArchiveEntry,
  { signal, withMembers = false }: { signal: AbortSignal | undefined; withMembers?: boolean },
): Promise<OpenEntry> {
  const handle = await open(entry.file, "r");
  try {
    const before = await handle.stat({ bigint: true });
    if (!before.isFile()) throw new Error("it is no regular file");
    const watch = new EntryWatch(isJson(entry.path), withMembers);
    const whole = before.size <= wholeBytes ? await readWhole(handle, before, watch) : undefined;
    return {
      size: whole?.length ?? Number(before.size),
      modifiedMs: Number(before.mtimeMs),
      mode: Number(before.mode) & 0o777,
      content: () =>
        whole === undefined ? streamed(handle, before, { watch, signal }) : given(whole, watch),
      outcome: () => watch.outcome(),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

export function isJson(path: string): boolean {
  return /\.json$/i.test(path);
}

/** Looks at the bytes as they come by. */
class EntryWatch {
  readonly #hash: Hash = createHash("sha256");
  readonly #members: TopMember[] = [];
  #scanner: JsonScanner | undefined;
  readonly #problems: Pick<ArchiveProblem, "kind" | "problem">[] = [];

  constructor(isJsonFile: boolean, withMembers: boolean) {
    const onMember = withMembers ? (member: TopMember) => this.#members.push(member) : undefined;
    this.#scanner = isJsonFile ? new JsonScanner(onMember) : undefined;
  }

  see(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#scan((scanner) => scanner.write(bytes));
  }

  note(kind: ArchiveProblem["kind"], problem: string): void {
    this.#problems.push({ kind, problem });
  }

  outcome(): EntryOutcome {
    this.#scan((scanner) => scanner.end());
    const kind = this.#scanner?.kind;
    return {
      sha256: this.#hash.digest("hex"),
      problems: this.#problems,
      ...(kind !== undefined && { json: { kind, members: this.#members } }),
    };
  }

  #scan(step: (scanner: JsonScanner) => void): void {
    if (this.#scanner === undefined) return;
    try {
      step(this.#scanner);
    } catch (error) {
      this.#scanner = undefined;
      this.note("broken-json", `it is no sound JSON, and was kept as it is: ${problemOf(error)}`);
    }
  }
}

async function* given(bytes: Uint8Array, watch: EntryWatch): AsyncGenerator<Uint8Array> {
  watch.see(bytes);
  yield bytes;
}

/** Reads a small file until it holds still, some times at most. */
async function readWhole(
  handle: FileHandle,
  first: BigIntStats,
  watch: EntryWatch,
): Promise<Uint8Array | undefined> {
  let before = first;
  for (let attempt = 1; ; attempt++) {
    const bytes = await readUpTo(handle, wholeBytes + 1);
    const after = await handle.stat({ bigint: true });
    const isSame = after.mtimeNs === before.mtimeNs && after.size === BigInt(bytes.length);
    if (isSame || attempt === attempts) {
      if (!isSame) watch.note("changed", "it changed while it was read");
      return bytes.subarray(0, wholeBytes);
    }
    before = after;
  }
}

async function readUpTo(handle: FileHandle, most: number): Promise<Uint8Array> {
  const { size } = await handle.stat();
  const buffer = Buffer.allocUnsafe(Math.min(size + 1, most));
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

/** A large file, at the size that it had when it was opened: a tar tells sizes beforehand. */
async function* streamed(
  handle: FileHandle,
  before: BigIntStats,
  { watch, signal }: { watch: EntryWatch; signal: AbortSignal | undefined },
): AsyncGenerator<Uint8Array> {
  const size = Number(before.size);
  let at = 0;
  let failed = false;
  while (at < size) {
    throwIfCancelled(signal);
    const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, size - at));
    const bytesRead = await readChunk(handle, chunk, at, watch);
    if (bytesRead === 0) failed = true;
    // What is missing at the end is filled with zeros, and told.
    const bytes = failed ? chunk.fill(0) : chunk.subarray(0, bytesRead);
    watch.see(bytes);
    at += bytes.length;
    yield bytes;
  }
  const after = await handle.stat({ bigint: true });
  if (failed) watch.note("unreadable", "its end could not be read and was filled with zeros");
  else if (after.mtimeNs !== before.mtimeNs || after.size !== before.size) {
    watch.note("changed", "it changed while it was read");
  }
}

async function readChunk(
  handle: FileHandle,
  chunk: Buffer,
  at: number,
  watch: EntryWatch,
): Promise<number> {
  try {
    return (await handle.read(chunk, 0, chunk.length, at)).bytesRead;
  } catch (error) {
    watch.note("unreadable", problemOf(error));
    return 0;
  }
}

import { createReadStream } from "node:fs";
import { open, rm } from "node:fs/promises";
import type { ArchiveEntry } from "./archived-source.ts";
import { stagingPath } from "../../engine/portable/durable-file.ts";
import { type EntryOutcome, openEntry } from "./read-entry.ts";

/** A file whose content was read once and stays as it was then, to be written at the right place. */
export interface PreparedEntry {
  readonly entry: ArchiveEntry;
  readonly size: number;
  readonly modifiedMs: number;
  readonly mode: number;
  readonly outcome: EntryOutcome;
  /** Its bytes, or those from `start` to `end` (exclusive). */
  read(start?: number, end?: number): AsyncIterable<Uint8Array>;
  discard(): Promise<void>;
}

const inMemoryBytes = 1 << 20;

/** Reads a file to its end: it must be known to be sound JSON before it becomes part of another document. Large ones are copied into `scratch`. */
export async function prepareEntry(
  entry: ArchiveEntry,
  { scratch, signal }: { readonly scratch: string; readonly signal: AbortSignal | undefined },
): Promise<PreparedEntry> {
  const opened = await openEntry(entry, { signal, withMembers: true });
  try {
    const { size, modifiedMs, mode } = opened;
    const held = size <= inMemoryBytes ? await hold(opened.content()) : await copy(opened, scratch);
    return { entry, size, modifiedMs, mode, outcome: opened.outcome(), ...held };
  } finally {
    await opened.close();
  }
}

type Held = Pick<PreparedEntry, "read" | "discard">;

async function hold(content: AsyncIterable<Uint8Array>): Promise<Held> {
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  const bytes = Buffer.concat(parts);
  return {
    read: async function* (start = 0, end = bytes.length) {
      yield bytes.subarray(start, end);
    },
    discard: async () => {},
  };
}

async function copy(
  opened: { content(): AsyncIterable<Uint8Array> },
  scratch: string,
): Promise<Held> {
  const path = stagingPath(scratch);
  const handle = await open(path, "wx", 0o600);
  try {
    await handle.writeFile(opened.content());
  } finally {
    await handle.close();
  }
  return {
    read: (start = 0, end = Infinity) =>
      end <= start ? nothing() : createReadStream(path, { start, end: end - 1 }),
    discard: () => rm(path, { force: true }),
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  statSync,
  type BigIntStats,
} from "node:fs";
import { openBody } from "../body.ts";
import type { GetOptions, ObjectInfo } from "../object-store.ts";
import { generationsFolder, plainVersion } from "./generations.ts";
import { toInfo } from "./list-folder.ts";

/** A larger file is not read while others wait. */
const mostBytes = 256 << 10;
/** Whoever opens a pipe waits for ever, without this. Windows has neither. */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

interface WholeFile {
  readonly stats: BigIntStats;
  readonly bytes: Uint8Array;
}

/**
 * The content of a key that is a small file and was never replaced; undefined for any other. Throws what the system says.
 * As everywhere, the plain file counts only when there are no generations after it was looked at.
 */
export function readAtOnce(path: string): WholeFile | undefined {
  const file = openSync(path, flags);
  try {
    const stats = fstatSync(file, { bigint: true });
    if (!stats.isFile() || stats.size > mostBytes) return undefined;
    const generations = statSync(generationsFolder(path), { throwIfNoEntry: false });
    if (generations !== undefined) return undefined;
    // Thousands of small ones share memory: each piece of its own is work for the garbage collection.
    const bytes = Buffer.allocUnsafe(Number(stats.size));
    return readSync(file, bytes, 0, bytes.length, 0) === bytes.length
      ? { stats, bytes }
      : undefined;
  } finally {
    closeSync(file);
  }
}

/** The part of it that was asked for, as a store answers. */
export function asBody(
  key: string,
  { stats, bytes }: WholeFile,
  { range, onProgress }: GetOptions,
): ObjectInfo & { body: AsyncIterable<Uint8Array> } {
  const part = range === undefined ? bytes : bytes.subarray(range.start, range.end);
  onProgress?.(part.length);
  return { ...toInfo(key, stats, plainVersion(stats)), body: openBody(part) };
}

import { ResteraError } from "../../foundation/errors.ts";
import { formatGoTime, parseGoTime } from "../../foundation/go-time.ts";
import { parseIndex } from "../index/parse-index.ts";
import { encodeIndexEntry } from "../pack/index-entry.ts";
import type { HeaderBlob } from "../pack/pack-header.ts";
import type { LockInfo } from "../vault/lock-info.ts";

/** A pack that is to be deleted, as `packs_to_delete` of an index file names it. */
export interface Mark {
  readonly pack: string;
  /** What the pack holds, as an index entry; empty for a pack that no index ever named. */
  readonly blobs: readonly HeaderBlob[];
  /** RFC 3339. */
  readonly time: string;
}

/** Marked packs stay at least this long. */
const KEEP_MS = 23 * 3_600_000;
/** How far the clocks of two machines may be apart when a lock is compared with a mark. */
const CLOCK_SKEW_MS = 2 * 3_600_000;
const FIELD = Buffer.from('"packs_to_delete"');

/** True when an index file may have marks: only then its JSON is worth a parse. */
export function hasMarks(text: Buffer): boolean {
  return text.includes(FIELD);
}

/** The marks in the text of an index file. What has no time, as other programs may write it, is as of `now`. */
export function decodeMarks(text: Buffer, object: string, now: Date): Mark[] {
  const json = JSON.parse(text.toString("utf8")) as { packs_to_delete?: unknown };
  const listed = json.packs_to_delete ?? [];
  if (!Array.isArray(listed))
    throw new ResteraError("damaged", { object, problem: "its marks are no list" });
  const blobs = new Map<string, HeaderBlob[]>();
  let current: HeaderBlob[] = [];
  // The entries have the form of those of packs in use. A text that is read twice begins each pack anew.
  parseIndex(Buffer.from(JSON.stringify({ packs: listed })), object, {
    pack: (pack) => {
      blobs.set(pack, (current = []));
      return true;
    },
    blob: (type, id, offset, length, rawLength) =>
      current.push({ type, id: Uint8Array.from(id), offset, length, rawLength }),
  });
  return (listed as { id: string; time?: unknown }[]).map(({ id, time }) => {
    const known = typeof time === "string" && parseGoTime(time) !== undefined;
    return { pack: id, blobs: blobs.get(id)!, time: known ? time : timeOf(now) };
  });
}

/** Of two marks of one pack: the later time, and all that is known of what it holds. */
export function joinMarks(first: Mark, second: Mark): Mark {
  const [blobs] = [first.blobs, second.blobs].toSorted((a, b) => b.length - a.length);
  return {
    ...first,
    blobs: blobs!,
    time: msOf(second.time) > msOf(first.time) ? second.time : first.time,
  };
}

/** An index file with marks alone: it says nothing to those who do not know them. */
export function encodeMarks(marks: readonly Mark[]): Buffer {
  const entries = marks.map(({ pack, blobs, time }) => {
    const entry = Buffer.from(encodeIndexEntry(pack, blobs)).toString("latin1");
    return `${entry.slice(0, -1)},"time":${JSON.stringify(time)}}`;
  });
  return Buffer.from(`{"packs":[],"packs_to_delete":[${entries.join(",")}]}\n`);
}

export function timeOf(date: Date): string {
  return formatGoTime(BigInt(date.getTime()) * 1_000_000n);
}

/**
 * True when a marked pack may go: it was marked 23 hours ago or more, and whoever uses the vault now began after that. Only
 * our own locks tell when their holder began; any other could be older than the mark.
 */
export function isDue(mark: Mark, locks: readonly LockInfo[], now: Date): boolean {
  const markedMs = msOf(mark.time);
  if (now.getTime() - markedMs < KEEP_MS) return false;
  return locks.every(
    ({ started }) => started !== undefined && msOf(started) > markedMs + CLOCK_SKEW_MS,
  );
}

/** True for a mark so new that no prune deletes its pack for hours, by any clock. */
export function isYoung(mark: Mark | undefined, now: Date): boolean {
  return mark !== undefined && Math.abs(now.getTime() - msOf(mark.time)) < KEEP_MS / 2;
}

/** Milliseconds since 1970; what is no time at all is the future, so that nothing is deleted because of it. */
function msOf(time: string): number {
  const nanoseconds = parseGoTime(time);
  return nanoseconds === undefined ? Infinity : Number(nanoseconds / 1_000_000n);
}

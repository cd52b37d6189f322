import type { LsEntry } from "../../engine/operations.ts";
import { compareNodeNames } from "../../engine/tree/node-name.ts";
import { parseGoTime } from "../../foundation/go-time.ts";

/** By what a listing is put in order; `time` is `mtime`, and `name` the order of the snapshot. */
export type LsSort = "name" | "size" | "time" | "mtime" | "atime" | "ctime" | "extension";

export interface SortInput {
  readonly sort?: LsSort;
  readonly reverse?: boolean;
}

type Key = number | bigint | string;

/** restic's order: smallest and oldest first, then by path; the other way round with `reverse`. All entries are held in memory. */
export async function sortEntries(
  entries: AsyncIterable<LsEntry>,
  { sort = "name", reverse = false }: SortInput,
): Promise<LsEntry[]> {
  const keyOf = keys[sort];
  const keyed: { readonly entry: LsEntry; readonly key: Key }[] = [];
  for await (const entry of entries) keyed.push({ entry, key: keyOf(entry) });
  if (sort !== "name") {
    keyed.sort((a, b) => compareKeys(a.key, b.key) || compareNodeNames(a.entry.path, b.entry.path));
  }
  if (reverse) keyed.reverse();
  return keyed.map(({ entry }) => entry);
}

const keys: Readonly<Record<LsSort, (entry: LsEntry) => Key>> = {
  name: () => 0,
  size: ({ type, size }) => (type === "file" ? size : 0),
  time: ({ mtime }) => parseGoTime(mtime) ?? 0n,
  mtime: ({ mtime }) => parseGoTime(mtime) ?? 0n,
  atime: ({ atime }) => parseGoTime(atime) ?? 0n,
  ctime: ({ ctime }) => parseGoTime(ctime) ?? 0n,
  extension: ({ name }) => (name.includes(".") ? name.slice(name.lastIndexOf(".")) : ""),
};

function compareKeys(a: Key, b: Key): number {
  if (typeof a === "string" && typeof b === "string") return compareNodeNames(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

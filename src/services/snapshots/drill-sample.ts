import { hash } from "node:crypto";
import { ResteraError } from "../../foundation/errors.ts";
import { childPath, displayPath, type FsPath } from "../../foundation/fs-path.ts";
import { parseSize } from "../../foundation/parse-size.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import type { VaultReader } from "../../engine/vault/vault-reader.ts";

/** A file of a snapshot and what it is made of. */
export interface DrillFile {
  /** From the snapshot's root. */
  readonly path: FsPath;
  readonly size: number;
  readonly content: readonly string[];
}

/** How much of a snapshot is restored: files, bytes, a share of the files, or all. */
export type SampleSize =
  | { readonly files: number }
  | { readonly bytes: number }
  | { readonly share: number }
  | "all";

export interface DrillSample {
  readonly files: readonly DrillFile[];
  /** Regular files in all. */
  readonly filesInSnapshot: number;
}

/** `50` files, `500M` bytes, `10%` of the files, or `all`. Throws `usage`. */
export function parseSampleSize(text: string): SampleSize {
  const wrong = new ResteraError("usage", {
    problem: `"${text}" is no sample such as 50 (files), 500M, 10% or all`,
  });
  if (text === "all") return "all";
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return { files: Number(text) };
  const [, percent] = /^(\d{1,3}(?:\.\d+)?)%$/.exec(text) ?? [];
  if (percent !== undefined && Number(percent) > 0 && Number(percent) <= 100)
    return { share: Number(percent) / 100 };
  if (!/^\d+[bkmgt]$/i.test(text) || parseSize(text) === 0) throw wrong;
  return { bytes: parseSize(text) };
}

interface Candidate extends DrillFile {
  /** What the seed makes of the path: the lowest are taken. */
  readonly rank: string;
}

/**
 * Chooses files by a seed: the same ones whenever the same snapshot is asked with the same seed. Whole files are taken, so
 * a sample of bytes has at least as many, and one file at least.
 */
export async function chooseDrillFiles(
  reader: VaultReader,
  tree: string,
  size: SampleSize,
  seed: string,
  signal?: AbortSignal,
): Promise<DrillSample> {
  const count = { files: 0 };
  const counted: AsyncIterable<DrillFile> = filesOf(reader, tree, "", signal);
  const total = typeof size === "object" && "share" in size ? await countFiles(counted) : 0;
  const isEnough = limitOf(size, total);
  // In the order of their ranks; what is not wanted falls off the end.
  const chosen: Candidate[] = [];
  let bytes = 0;
  for await (const file of filesOf(reader, tree, "", signal)) {
    count.files++;
    const rank = hash("sha256", `${seed}\0${displayPath(file.path)}`);
    const last = chosen.at(-1);
    if (last !== undefined && rank > last.rank && isEnough(chosen.length, bytes)) continue;
    chosen.splice(placeOf(chosen, rank), 0, { ...file, rank });
    bytes += file.size;
    while (chosen.length > 1 && isEnough(chosen.length - 1, bytes - chosen.at(-1)!.size))
      bytes -= chosen.pop()!.size;
  }
  return { files: chosen, filesInSnapshot: count.files };
}

function limitOf(size: SampleSize, total: number): (files: number, bytes: number) => boolean {
  if (size === "all") return () => false;
  if ("bytes" in size) return (_, bytes) => bytes >= size.bytes;
  const most = "files" in size ? size.files : Math.max(1, Math.ceil(total * size.share));
  return (files) => files >= most;
}

/** Where a rank belongs in the sorted list. */
function placeOf(chosen: readonly Candidate[], rank: string): number {
  let [from, to] = [0, chosen.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (chosen[middle]!.rank < rank) from = middle + 1;
    else to = middle;
  }
  return from;
}

async function countFiles(files: AsyncIterable<DrillFile>): Promise<number> {
  let count = 0;
  for await (const _ of files) count++;
  return count;
}

async function* filesOf(
  reader: VaultReader,
  tree: string,
  folder: FsPath,
  signal: AbortSignal | undefined,
): AsyncGenerator<DrillFile> {
  throwIfCancelled(signal);
  for (const { name, type, size, content, subtree } of await reader.tree(tree)) {
    const path = childPath(folder === "" ? "/" : folder, name);
    if (type === "file") yield { path, size, content: content ?? [] };
    else if (subtree !== null) yield* filesOf(reader, subtree, path, signal);
  }
}

import { createHash, randomInt } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { LsEntry, RunOptions, Vault } from "./vault.ts";

/** What restoring a few files proved. */
export interface SampleProof {
  readonly files: number;
  readonly bytes: number;
  /** Files whose source changed or vanished after the snapshot; compared with the snapshot alone. */
  readonly changedSince: number;
  /** Paths that did not come back as they were kept. Empty is what one hopes for. */
  readonly different: readonly string[];
}

const mostFiles = 24;
const mostFileBytes = 32 * 2 ** 20;

/** Regular files of a snapshot, chosen by chance; the smallest one when all are large. */
export async function chooseSample(
  vault: Vault,
  snapshotId: string,
  { signal }: RunOptions,
  random: (below: number) => number = randomInt,
): Promise<LsEntry[]> {
  const sample: LsEntry[] = [];
  let smallest: LsEntry | undefined;
  let seen = 0;
  for await (const entry of vault.ls(snapshotId, { recursive: true }, signal ? { signal } : {})) {
    // A path that is shown with escapes cannot be named in a pattern.
    if (entry.type !== "file" || entry.path.includes("\\")) {
      continue;
    }
    smallest = smallest === undefined || entry.size < smallest.size ? entry : smallest;
    if (entry.size > mostFileBytes) {
      continue;
    }
    // Reservoir sampling: every file is as likely as any other, without counting them first.
    seen++;
    const place = sample.length < mostFiles ? sample.length : random(seen);
    if (place < mostFiles) {
      sample[place] = entry;
    }
  }
  return sample.length > 0 || smallest === undefined ? sample : [smallest];
}

/**
 * Restores the files into a new folder below `scratch`, compares each with what the snapshot says and
 * with its source, and removes the folder.
 */
export async function restoreSample(
  vault: Vault,
  snapshotId: string,
  sample: readonly LsEntry[],
  scratch: string,
  { signal }: RunOptions,
): Promise<SampleProof> {
  if (sample.length === 0) {
    return { files: 0, bytes: 0, changedSince: 0, different: [] };
  }
  const folder = await mkdtemp(join(scratch, "restera-proof-"));
  try {
    const include = sample.map((entry) => entry.path.replace(/[*?[\]]/g, "\\$&"));
    const input = { snapshot: snapshotId, target: folder, include, verify: true };
    await vault.restore(input, signal ? { signal } : {});
    const verdicts = await Promise.all(sample.map((entry) => compare(entry, folder)));
    return {
      files: sample.length,
      bytes: sample.reduce((sum, entry) => sum + entry.size, 0),
      changedSince: verdicts.filter((verdict) => verdict === "changed-since").length,
      different: sample
        .filter((_entry, index) => verdicts[index] === "different")
        .map(({ path }) => path),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(
  entry: LsEntry,
  folder: string,
): Promise<"same" | "changed-since" | "different"> {
  const restored = join(folder, entry.path);
  if (!(await isAsKept(restored, entry))) {
    return "different";
  }
  // The source can change at any moment, so it only counts when it still is what was kept.
  if (!(await isAsKept(entry.path, entry))) {
    return "changed-since";
  }
  const [ours, source] = await Promise.all([hashOf(restored), hashOf(entry.path)]);
  if (ours !== undefined && ours === source) {
    return "same";
  }
  return ours !== undefined && !(await isAsKept(entry.path, entry)) ? "changed-since" : "different";
}

/** Size, permissions and time (to the millisecond, as not every file system keeps more). */
async function isAsKept(path: string, entry: LsEntry): Promise<boolean> {
  try {
    const { size, mode, mtimeMs } = await lstat(path);
    return (
      size === entry.size &&
      (mode & 0o7777) === entry.permissions &&
      Math.abs(mtimeMs - Date.parse(entry.mtime)) < 2
    );
  } catch {
    return false;
  }
}

async function hashOf(path: string): Promise<string | undefined> {
  try {
    const hash = createHash("sha256");
    await pipeline(createReadStream(path), hash);
    return hash.digest("hex");
  } catch {
    return undefined;
  }
}

import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ResteraError } from "../foundation/errors.ts";
import type { ListedArchive } from "../services/archives/archive-metadata.ts";
import type { ReadArchiveOptions } from "../services/archives/archive-options.ts";
import type { ArchiveSource, CapturedContent } from "../services/archives/archived-source.ts";
import { restoreArchive } from "../services/archives/restore-archive.ts";
import type { BackUpResult, Snapshot, Vault } from "../services/snapshots/vault.ts";

/** Snapshots that were made of archives have it. */
const archiveTag = "archive";

/**
 * A snapshot as the one source of an archive: its files by their paths without the first `/`. They are restored into the
 * archive's scratch folder, so that takes their size on disk for a while; links and special files are named and left out.
 */
export function snapshotSource(vault: Vault, snapshot: Snapshot): ArchiveSource {
  return {
    ...{ name: `snapshot-${snapshot.id.slice(0, 8)}`, kind: "snapshot", configured: true },
    async capture(scratch, signal): Promise<CapturedContent> {
      const run = signal === undefined ? {} : { signal };
      const input = { snapshot: snapshot.id, target: scratch, owners: "skip" } as const;
      const { problems } = await vault.restore(input, run);
      const { entries, left } = await filesBelow(scratch);
      const unreadable = problems.map(({ path, problem }) => ({ path, problem }));
      return {
        isThere: true,
        topPaths: (await readdir(scratch)).toSorted(),
        entries,
        problems: [...unreadable, ...left].map((each) => ({
          kind: "unreadable" as const,
          ...each,
        })),
      };
    },
  };
}

async function filesBelow(folder: string) {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const all = found.map((entry) => {
    const file = join(entry.parentPath, entry.name);
    return { entry, file, path: file.slice(folder.length + 1).replaceAll("\\", "/") };
  });
  const files = all.filter(({ entry }) => entry.isFile());
  const others = all.filter(({ entry }) => !entry.isFile() && !entry.isDirectory());
  return {
    entries: files
      .map(({ path, file }) => ({ path, file }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    left: others.map(({ path }) => ({ path, problem: "it is a link or a special file" })),
  };
}

/**
 * Makes a snapshot of an archive, once all of the archive is checked. The snapshot has the archive's date, its files under `/` as the
 * archive names them, and the tags `archive` and the backup id. One that is in the vault already is not made again.
 * Throws what `restoreArchive` and a backup throw.
 */
export async function snapshotOfArchive(
  vault: Vault,
  archive: ListedArchive,
  options: ReadArchiveOptions & { readonly tags?: readonly string[]; readonly host?: string } = {},
): Promise<{
  readonly snapshot: Snapshot;
  readonly isNew: boolean;
  readonly result?: BackUpResult;
}> {
  const { tags = [], host, ...reading } = options;
  const filter = { tags: [`${archiveTag},${archive.backup_id}`] };
  const [known] = await vault.snapshots(filter, callOf(reading));
  if (known !== undefined) return { snapshot: known, isNew: false };
  const scratch = await mkdtemp(join(tmpdir(), "restera-import-"));
  try {
    const { problems } = await restoreArchive(archive, { target: scratch }, reading);
    const [lost] = problems;
    if (lost !== undefined) {
      const problem = `${lost.path}: ${lost.problem}`;
      throw new ResteraError("archive-damaged", { archive: archive.filename, problem });
    }
    const paths = (await readdir(scratch)).toSorted();
    const input = {
      ...{ paths, workingFolder: scratch, pathsShown: paths.map((path) => `/${path}`) },
      ...{ time: archive.created_at, tags: [archiveTag, archive.backup_id, ...tags] },
      ...(host !== undefined && { host }),
    };
    const result = await vault.backUp(input, callOf(reading));
    return { snapshot: result.snapshot!, isNew: true, result };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function callOf({ signal }: ReadArchiveOptions): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

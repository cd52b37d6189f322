import { stat } from "node:fs/promises";
import { type BackupDestination, problemIn, removeBackup } from "./backup-destination.ts";
import { type BackupProblem, fileKey, manifestKey } from "./backup-manifest.ts";
import { type BackupCopy, findBackups, type FoundBackup } from "./list-backups.ts";

/** A backup's copy in one destination, and which backup it is of. */
export type Copy = BackupCopy & { readonly id: string };

export function copiesOf(backups: readonly FoundBackup[], destination: BackupDestination): Copy[] {
  return backups.flatMap(({ backup_id: id, copies }) =>
    copies.filter((copy) => copy.destination === destination).map((copy) => ({ ...copy, id })),
  );
}

interface RemoveCopiesInput {
  /** All of the destination. */
  readonly copies: readonly Copy[];
  /** Of those, what goes. */
  readonly old: readonly Copy[];
  readonly unfinished: readonly Copy[];
  readonly dryRun: boolean;
  readonly signal: AbortSignal | undefined;
}

interface RemovedCopy {
  readonly copy: Copy;
  readonly freed_bytes: number;
  /** False: only files that an earlier removal had left to others. */
  readonly isTold: boolean;
}

interface RemovedCopies {
  readonly removed: readonly RemovedCopy[];
  readonly problems: readonly BackupProblem[];
}

/**
 * Removes backups from one destination, but for files that other backups there have as theirs. The manifests go first, and only then is looked which files others
 * name: whoever makes a backup meanwhile looks, after its manifest was written, whether that of the backup whose files it shares is still there.
 */
export async function removeCopies(
  destination: BackupDestination,
  input: RemoveCopiesInput,
): Promise<RemovedCopies> {
  const { copies, old, unfinished, dryRun } = input;
  if (old.length === 0 && unfinished.length === 0) return { removed: [], problems: [] };
  const staying = copies.filter((copy) => !old.includes(copy));
  const unread = unreadIn(destination, staying);
  if (unread.length > 0) return { removed: [], problems: unread };
  const { gone, problems } = await removeManifests(old, dryRun);
  const left = await copiesLeft(destination, gone, input);
  const unreadNow = unreadIn(destination, left.copies);
  problems.push(...left.problems, ...unreadNow);
  if (left.problems.length > 0 || unreadNow.length > 0) return { removed: [], problems };
  const needed = filesElsewhere(left.copies);
  const formerly = filesElsewhere(gone);
  const going = [...gone, ...unfinished].flatMap((copy) => {
    const keys = [...copy.files.keys()].filter((key) => !needed.has(key));
    const isTold = !copy.isUnfinished || !keys.every((key) => formerly.has(key));
    return keys.length === 0 ? [] : [{ copy, keys, isTold }];
  });
  const freedBy = await freedByEach(going);
  const removed: RemovedCopy[] = [];
  for (const { copy, keys, isTold } of going) {
    const failed = dryRun ? [] : await removeKeys(copy, keys);
    if (failed.length > 0) problems.push({ id: copy.id, problem: failed.join("; ") });
    else removed.push({ copy, isTold, freed_bytes: freedBy.get(copy) ?? 0 });
  }
  return { removed, problems };
}

/** A bucket's manifest that cannot be read may name any file: nothing is removed before it can, or has become old itself. */
function unreadIn({ folder }: BackupDestination, copies: readonly Copy[]): BackupProblem[] {
  if (folder !== undefined) return [];
  const found = copies.filter(
    ({ isUnfinished, manifest }) => !isUnfinished && manifest === undefined,
  );
  return found.map(({ id, problem = "" }) => ({ id, problem }));
}

async function removeManifests(old: readonly Copy[], dryRun: boolean) {
  const gone: Copy[] = [];
  const problems: BackupProblem[] = [];
  for (const copy of old) {
    const failed = dryRun ? [] : await removeKeys(copy, [manifestKey(copy.id)]);
    if (failed.length === 0) gone.push(copy);
    else problems.push({ id: copy.id, problem: failed.join("; ") });
  }
  return { gone, problems };
}

/** What is in a destination once some of it is gone. */
async function copiesLeft(
  destination: BackupDestination,
  gone: readonly Copy[],
  { copies, dryRun, signal }: RemoveCopiesInput,
): Promise<{ readonly copies: readonly Copy[]; readonly problems: readonly BackupProblem[] }> {
  // Who writes into a folder gives what it shares a name of its own.
  if (dryRun || destination.folder !== undefined) {
    return { copies: copies.filter((copy) => !gone.includes(copy)), problems: [] };
  }
  const { backups, problems } = await findBackups([destination], signal);
  return { copies: copiesOf(backups, destination), problems };
}

/** Keys that the manifests of backups name in the folders of others. */
function filesElsewhere(copies: readonly Copy[]): ReadonlySet<string> {
  const keys = copies.flatMap(({ id, manifest }) =>
    (manifest?.projects ?? [])
      .filter(({ kept_in: keptIn = id }) => keptIn !== id)
      .map((project) => fileKey(id, project)),
  );
  return new Set(keys);
}

interface Going {
  readonly copy: Copy;
  readonly keys: readonly string[];
}

/** The bytes that each gives back, in this order: what a later backup shares with it stays on the disk. */
async function freedByEach(going: readonly Going[]): Promise<ReadonlyMap<Copy, number>> {
  const links = new Map<string, number>();
  const freed = new Map<Copy, number>();
  for (const { copy, keys } of going) {
    const { store } = copy.destination;
    let bytes = 0;
    for (const key of keys) {
      if (store.localPath === undefined || key === manifestKey(copy.id)) {
        bytes += copy.files.get(key) ?? 0;
        continue;
      }
      const found = await stat(store.localPath(key)).catch(() => undefined);
      if (found === undefined) continue;
      const file = `${found.dev} ${found.ino}`;
      const left = (links.get(file) ?? found.nlink) - 1;
      links.set(file, left);
      if (left === 0) bytes += found.size;
    }
    freed.set(copy, bytes);
  }
  return freed;
}

async function removeKeys(copy: Copy, keys: readonly string[]): Promise<readonly string[]> {
  try {
    return await removeBackup(copy.destination, copy.id, keys);
  } catch (error) {
    return [problemIn(error)];
  }
}

import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import { stat } from "node:fs/promises";
import type { ProjectStorage } from "../project-storage.ts";
import { hashOf, removeBackup } from "./backup-destination.ts";
import { logBackup } from "./backup-log.ts";
import {
  type BackedUpProject,
  backupKey,
  type BackupProblem,
  backupTimeMs,
} from "./backup-manifest.ts";
import { type BackupCopy, findBackups, presentProjects } from "./list-backups.ts";
import type { BackupDestination } from "./backup-destination.ts";
import { problemIn } from "./live-destinations.ts";

export interface PruneBackupsInput {
  readonly destinations: readonly BackupDestination[];
  /** Older ones go. */
  readonly days: number;
  readonly dryRun?: boolean | undefined;
  readonly log?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What was removed, or would be. */
export interface PrunedBackups {
  /** Ids; one that is in several destinations once. */
  readonly removed: readonly string[];
  /** What runs that were interrupted left. */
  readonly unfinished: readonly string[];
  /** Old ones that stay, because nothing newer has all that they have. */
  readonly kept: readonly string[];
  readonly freed_bytes: number;
  readonly problems: readonly BackupProblem[];
}

const msPerDay = 86_400_000;
/** A backup without a manifest whose last file is younger may still be being written. */
const unfinishedMs = msPerDay;

/**
 * Removes backups older than so many days, in each destination for itself. What stays, however old: the newest good backup of each project that is still in
 * the storage, and the newest good one of all. Before anything goes because of a newer backup on a disk, that one is read and compared.
 */
export async function pruneBackups(
  storage: ProjectStorage,
  input: PruneBackupsInput,
): Promise<PrunedBackups> {
  const { destinations, days, dryRun = false, log, signal } = input;
  const now = storage.now();
  const { backups, problems: found } = await findBackups(destinations, signal);
  const present = await presentProjects(storage);
  const [removed, unfinished, kept] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const problems = [...found];
  let freed = 0;
  for (const destination of destinations) {
    const copies = backups.flatMap(({ backup_id: id, copies: all }) =>
      all.filter((copy) => copy.destination === destination).map((copy) => ({ ...copy, id })),
    );
    const before = now.getTime() - days * msPerDay;
    const plan = await planPrune(copies, {
      before,
      nowMs: now.getTime(),
      present,
      root: storage.root,
      signal,
    });
    for (const { id } of plan.kept) kept.add(id);
    const freedBy = await freedByEach([...plan.old, ...plan.unfinished]);
    for (const copy of [...plan.old, ...plan.unfinished]) {
      const failed = dryRun ? [] : await remove(copy);
      if (failed !== undefined && failed.length > 0) {
        problems.push({ id: copy.id, problem: failed.join("; ") });
        continue;
      }
      (copy.isUnfinished ? unfinished : removed).add(copy.id);
      freed += freedBy.get(copy) ?? 0;
      if (dryRun) continue;
      const facts = { bytes: copy.size_bytes, from: destination.url };
      await logBackup(log, { what: "remove", backup: copy.id, result: "ok", facts }, now);
    }
  }
  const ids = { removed: [...removed], unfinished: [...unfinished], kept: [...kept] };
  return { ...ids, freed_bytes: freed, problems };
}

/** The bytes that each gives back, in this order: what a later backup shares with it stays on the disk. */
async function freedByEach(copies: readonly Copy[]): Promise<ReadonlyMap<Copy, number>> {
  const links = new Map<string, number>();
  const freed = new Map<Copy, number>();
  for (const copy of copies) {
    const { store } = copy.destination;
    if (store.localPath === undefined) {
      freed.set(copy, copy.size_bytes);
      continue;
    }
    let bytes = 0;
    for (const key of copy.keys) {
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

async function remove(copy: Copy): Promise<readonly string[]> {
  try {
    return await removeBackup(copy.destination, copy.id, copy.keys);
  } catch (error) {
    return [problemIn(error)];
  }
}

type Copy = BackupCopy & { readonly id: string };

interface PlanInput {
  /** Older ones may go. */
  readonly before: number;
  readonly nowMs: number;
  readonly present: ReadonlySet<string>;
  readonly root: string;
  readonly signal: AbortSignal | undefined;
}

/** Of one destination; newest first. */
async function planPrune(copies: readonly Copy[], input: PlanInput) {
  const { before, nowMs } = input;
  const finished = copies.filter(({ isUnfinished }) => !isUnfinished);
  const old = finished.filter(({ id }) => backupTimeMs(id) < before);
  const unfinished = copies.filter(
    ({ isUnfinished, modifiedMs }) => isUnfinished && nowMs - modifiedMs > unfinishedMs,
  );
  const needed = old.length === 0 ? new Set<Copy>() : await neededOnes(finished, input);
  return {
    old: old.filter((copy) => !needed.has(copy)),
    kept: old.filter((copy) => needed.has(copy)),
    unfinished,
  };
}

/**
 * For each project the newest with its file as it was written, or, where there is none, the newest that has one at all; and the newest of all. A file that is damaged
 * stands for no older one, and takes no other project's with it.
 */
async function neededOnes(finished: readonly Copy[], input: PlanInput): Promise<Set<Copy>> {
  const newest = finished.find(({ problem }) => problem === undefined);
  const needed = new Set<Copy>(newest === undefined ? [] : [newest]);
  const held = new Set<string>();
  const damaged = new Map<string, Copy>();
  for (const copy of finished) {
    const { manifest } = copy;
    if (manifest === undefined) continue;
    // Of another storage nobody here knows what is still there.
    const isOther = manifest.storage !== input.root;
    for (const project of manifest.projects) {
      const id = project.project_id;
      const key = `${manifest.storage}\0${id}`;
      if (held.has(key) || !(isOther || input.present.has(id))) continue;
      if (await isSound(copy, project, input.signal)) {
        held.add(key);
        needed.add(copy);
      } else if (!damaged.has(key)) damaged.set(key, copy);
    }
  }
  for (const [key, copy] of damaged) if (!held.has(key)) needed.add(copy);
  return needed;
}

/** On a disk it is read; what a bucket has was compared when it was written, and its sizes are now. */
async function isSound(
  { destination, id, problem }: Copy,
  { file, sha256 }: BackedUpProject,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (destination.folder === undefined) return problem === undefined;
  const found = await hashOf(destination.store, backupKey(id, file), signal).catch(() => undefined);
  throwIfCancelled(signal);
  return found?.sha256 === sha256;
}

import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import type { ProjectStorage } from "../project-storage.ts";
import { hashOf } from "./backup-destination.ts";
import { logBackup } from "./backup-log.ts";
import {
  type BackedUpProject,
  type BackupProblem,
  backupTimeMs,
  fileKey,
} from "./backup-manifest.ts";
import { findBackups, presentProjects } from "./list-backups.ts";
import { copiesOf, type Copy, removeCopies } from "./remove-copies.ts";
import type { BackupDestination } from "./backup-destination.ts";

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
    const copies = copiesOf(backups, destination);
    const before = now.getTime() - days * msPerDay;
    const plan = await planPrune(copies, {
      before,
      nowMs: now.getTime(),
      present,
      root: storage.root,
      signal,
    });
    for (const { id } of plan.kept) kept.add(id);
    const done = await removeCopies(destination, { ...plan, copies, dryRun, signal });
    problems.push(...done.problems);
    for (const { copy, freed_bytes: bytes, isTold } of done.removed) {
      freed += bytes;
      if (!isTold) continue;
      (copy.isUnfinished ? unfinished : removed).add(copy.id);
      if (dryRun) continue;
      const facts = { bytes, from: destination.url };
      await logBackup(log, { what: "remove", backup: copy.id, result: "ok", facts }, now);
    }
  }
  const ids = { removed: [...removed], unfinished: [...unfinished], kept: [...kept] };
  return { ...ids, freed_bytes: freed, problems };
}

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
  project: BackedUpProject,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (destination.folder === undefined) return problem === undefined;
  const key = fileKey(id, project);
  const found = await hashOf(destination.store, key, signal).catch(() => undefined);
  throwIfCancelled(signal);
  return found?.sha256 === project.sha256;
}

import { problemOf } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import { archiveOldProjects } from "../archive-project.ts";
import type { PrunedBackups } from "../backups/prune-backups.ts";
import { findProject } from "../find-project.ts";
import { listProjects } from "../list-projects.ts";
import { partOf, type ProjectRun } from "../project-run.ts";
import type { ProjectStorage } from "../project-storage.ts";
import { cleanCache } from "../storage-stats.ts";
import { findLeftovers, removeLeftovers } from "./leftovers.ts";
import { type PrunedVersions, pruneVersions, type VersionPolicy } from "./prune-versions.ts";

export interface CleanUpInput {
  /** Projects that were not changed for so many days are archived. */
  readonly archiveAfterDays: number;
  /** Which versions of each project are kept; empty: all. */
  readonly versions: VersionPolicy;
  readonly dryRun?: boolean | undefined;
  /** Removes old backups, or says which would be. */
  readonly pruneBackups: (dryRun: boolean) => Promise<PrunedBackups>;
}

interface Problem {
  readonly id: string;
  readonly problem: string;
}

/** What a clean-up did; of a dry run, what it would do. */
export interface CleanUpReport {
  readonly dry_run: boolean;
  /** Of all steps. Of a dry run: without what archiving will give, which only packing tells. */
  readonly freed_bytes: number;
  readonly archive: {
    readonly days: number;
    /** Ids. */
    readonly projects: readonly string[];
    /** What their folders take. */
    readonly size_bytes: number;
    /** Less what their archives take; null in a dry run. */
    readonly freed_bytes: number | null;
  };
  readonly backups: Omit<PrunedBackups, "problems">;
  readonly cache: { readonly freed_bytes: number };
  /** Of processes that are gone, and of versions that nobody has any more. */
  readonly leftovers: { readonly paths: readonly string[]; readonly freed_bytes: number };
  readonly versions: Omit<PrunedVersions, "problems">;
  readonly problems: readonly Problem[];
}

/**
 * Archives what is old, removes old backups and versions, empties the cache, and removes what interrupted work left: each step by itself, so that one that fails does not keep the
 * others. A dry run does nothing, and names the same. Throws `cancelled`.
 */
export async function cleanUpStorage(
  storage: ProjectStorage,
  { archiveAfterDays: days, versions: policy, dryRun = false, pruneBackups }: CleanUpInput,
  run: ProjectRun = {},
): Promise<CleanUpReport> {
  const problems: Problem[] = [];
  const { signal } = run;
  /** One step; what it throws is told, and the others are done. */
  const step = async <Done>(
    id: string,
    otherwise: Done,
    work: () => Promise<Done>,
  ): Promise<Done> => {
    throwIfCancelled(signal);
    try {
      return await work();
    } catch (error) {
      throwIfCancelled(signal);
      problems.push({ id, problem: problemOf(error) });
      return otherwise;
    }
  };
  const none = { freed_bytes: 0 };
  const noArchive = { days, projects: [], size_bytes: 0, ...none };
  const archive = await step("archive", noArchive, () =>
    archiveOld(storage, { days, dryRun, problems }, partOf(run, 0, 0.9)),
  );
  const noBackups = { removed: [], unfinished: [], kept: [], problems: [], ...none };
  const pruned = await step("backups", noBackups, () => pruneBackups(dryRun));
  const { problems: ofBackups, ...backups } = pruned;
  problems.push(...ofBackups);
  const cache = await step("cache", none, () => cleanCache(storage, { dryRun, signal }));
  const leftovers = await step("leftovers", { paths: [], ...none }, () =>
    (dryRun ? findLeftovers : removeLeftovers)(storage, signal),
  );
  const noVersions = { removed: [], problems: [], freed_bytes: dryRun ? null : 0 };
  const ofVersions = await step<PrunedVersions>("versions", noVersions, () =>
    pruneVersions(storage, { policy, dryRun, signal }),
  );
  const { problems: unpruned, ...versions } = ofVersions;
  problems.push(...unpruned);
  const freed = [archive, backups, cache, leftovers, versions].reduce(
    (sum, each) => sum + (each.freed_bytes ?? 0),
    0,
  );
  return {
    ...{ dry_run: dryRun, freed_bytes: freed },
    ...{ archive, backups, cache, leftovers, versions, problems },
  };
}

async function archiveOld(
  storage: ProjectStorage,
  { days, dryRun, problems }: { days: number; dryRun: boolean; problems: Problem[] },
  run: ProjectRun,
): Promise<CleanUpReport["archive"]> {
  const filter = { status: "active", olderThanDays: days } as const;
  const { projects: old } = await listProjects(storage, filter, run.signal);
  // What a backend keeps is packed already, and gives nothing back.
  const inFolders = old.filter(({ metadata }) => metadata.packed === undefined);
  const sizes = new Map(inFolders.map(({ id, metadata }) => [id, metadata.size_bytes]));
  const { archived, problems: failed } = await archiveOldProjects(storage, days, {
    ...run,
    dryRun,
  });
  problems.push(...failed);
  const size = archived.reduce((sum, id) => sum + (sizes.get(id) ?? 0), 0);
  if (dryRun) return { days, projects: archived, size_bytes: size, freed_bytes: null };
  let packed = 0;
  for (const id of archived.filter((each) => sizes.has(each))) {
    packed += (await findProject(storage, id)).metadata.archive_size_bytes ?? 0;
  }
  return { days, projects: archived, size_bytes: size, freed_bytes: Math.max(0, size - packed) };
}

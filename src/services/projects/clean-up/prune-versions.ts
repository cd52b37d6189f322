import { applyPolicy, isEmptyPolicy, type KeepPolicy } from "../../../engine/snapshot/policy.ts";
import { problemOf } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import { placeOf, readMetadata } from "../find-project.ts";
import type { ProjectStorage } from "../project-storage.ts";
import type { ProjectVersion } from "../project-versions.ts";
import { settledVersions, withProject } from "../settle-project.ts";

/** Which versions of each project are kept, in restic's words; empty: all of them. */
export type VersionPolicy = Omit<KeepPolicy, "tags">;

/** Versions that went, or would go. */
interface RemovedVersions {
  readonly project_id: string;
  /** Their numbers, in their order. */
  readonly versions: readonly number[];
}

export interface PrunedVersions {
  readonly removed: readonly RemovedVersions[];
  /** Null in a dry run: only pruning tells. */
  readonly freed_bytes: number | null;
  readonly problems: readonly { readonly id: string; readonly problem: string }[];
}

interface PruneVersionsInput {
  readonly policy: VersionPolicy;
  readonly dryRun: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Removes the versions that a policy does not keep, of each project for itself, and gives back the space of all that nobody has any more. The version that a project
 * is stays, whatever the policy says. Throws `versions-damaged`, `versions-key-missing`, `cancelled`.
 */
export async function pruneVersions(
  storage: ProjectStorage,
  { policy, dryRun, signal }: PruneVersionsInput,
): Promise<PrunedVersions> {
  const { versions } = storage;
  const nothing = { removed: [], freed_bytes: dryRun ? null : 0, problems: [] };
  if (versions === undefined || !(await versions.isThere())) return nothing;
  const removed: RemovedVersions[] = [];
  const problems: { id: string; problem: string }[] = [];
  const ids = isEmptyPolicy(policy)
    ? []
    : await versions.use(async (store) => store.projects({ signal }), { signal });
  for (const id of ids) {
    throwIfCancelled(signal);
    try {
      const gone = dryRun
        ? await expired(storage, id, { policy, signal })
        : await removeExpired(storage, id, { policy, signal });
      const numbers = gone.map(({ version }) => version);
      if (gone.length > 0) removed.push({ project_id: id, versions: numbers });
    } catch (error) {
      throwIfCancelled(signal);
      problems.push({ id, problem: problemOf(error) });
    }
  }
  if (dryRun) return { removed, freed_bytes: null, problems };
  const freed = await versions.use(async (store) => store.prune({ signal }), { signal });
  return { removed, freed_bytes: freed, problems };
}

type Choice = Pick<PruneVersionsInput, "policy" | "signal">;

/** Nobody stores the project meanwhile. Throws `project-busy`. */
async function removeExpired(
  storage: ProjectStorage,
  id: string,
  choice: Choice,
): Promise<readonly ProjectVersion[]> {
  return await withProject(storage, id, async () => {
    const gone = await expired(storage, id, choice);
    await storage.versions?.use(async (store) => store.remove(gone, choice), choice);
    return gone;
  });
}

/** Oldest first. */
async function expired(
  storage: ProjectStorage,
  id: string,
  { policy, signal }: Choice,
): Promise<readonly ProjectVersion[]> {
  const listed = await storage.versions?.use(async (store) => store.list(id, { signal }), {
    signal,
  });
  const found = await settledVersions(storage, id, listed ?? []);
  const place = await placeOf(storage, id);
  // Metadata that cannot be read do not say which one the project is: none goes then.
  const current = place && (await readMetadata(place, id)).version;
  // Of two of the same moment the later number is the newer one.
  const snapshots = found.toReversed().map(({ snapshot, time }) => {
    return { id: snapshot, time, tree: "", paths: [], hostname: "", username: "" };
  });
  const { remove } = applyPolicy(snapshots, policy, storage.now());
  const gone = new Set(remove.map((each) => each.id));
  return found.filter(({ version, snapshot }) => gone.has(snapshot) && version !== current);
}

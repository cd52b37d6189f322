import { ResteraError } from "../../foundation/errors.ts";
import { findProject } from "./find-project.ts";
import { checkId } from "./project-metadata.ts";
import type { ProjectRun } from "./project-run.ts";
import type { ProjectStorage } from "./project-storage.ts";
import type { ProjectVersion, VersionChange, VersionStore } from "./project-versions.ts";
import { settledVersions } from "./settle-project.ts";

/** A version, and whether the project is it. */
export interface ListedVersion extends ProjectVersion {
  readonly current: boolean;
}

/**
 * The versions of a project, oldest first; none where none were kept. A project whose folder was lost has them still. Throws `project-unknown`,
 * `project-damaged`, `versions-key-missing`, `cancelled`.
 */
export async function projectHistory(
  storage: ProjectStorage,
  wanted: string,
  { signal }: Pick<ProjectRun, "signal"> = {},
): Promise<readonly ListedVersion[]> {
  return (await withVersions(storage, wanted, { signal }, (_, found) => found)) ?? [];
}

/**
 * What differs between two versions, in the order of paths. Throws `version-unknown` and what `projectHistory` throws.
 */
export async function diffProject(
  storage: ProjectStorage,
  wanted: string,
  [before, after]: readonly [number, number],
  { signal }: Pick<ProjectRun, "signal"> = {},
): Promise<readonly VersionChange[]> {
  const found = await withVersions(storage, wanted, { signal }, async (store, versions) => {
    const changes: VersionChange[] = [];
    const [old, fresh] = [of(versions, wanted, before), of(versions, wanted, after)];
    for await (const change of store.changes(old, fresh, { signal })) changes.push(change);
    return changes;
  });
  return found ?? refuse(wanted, before);
}

/** Writes a version into an empty folder. Throws `version-unknown` and what `projectHistory` throws. */
export async function restoreVersion(
  storage: ProjectStorage,
  wanted: string,
  {
    version,
    part,
    target,
    onShare,
  }: {
    readonly version: number;
    readonly part: "source" | "all";
    readonly target: string;
    readonly onShare: (share: number) => void;
  },
  { signal }: Pick<ProjectRun, "signal">,
): Promise<void> {
  const found = await withVersions(storage, wanted, { signal }, async (store, versions) => {
    await store.restore(of(versions, wanted, version), part, target, { signal, onShare });
    return true;
  });
  if (found === undefined) refuse(wanted, version);
}

/** Undefined where no version was ever kept. */
async function withVersions<Result>(
  storage: ProjectStorage,
  wanted: string,
  run: Pick<ProjectRun, "signal">,
  work: (store: VersionStore, versions: readonly ListedVersion[]) => Result | Promise<Result>,
): Promise<Result | undefined> {
  const id = checkId(wanted);
  const present = await findProject(storage, id).catch((error: unknown) => {
    // Its versions may have outlived it, or may be what it can be mended from.
    if (isGone(error)) return error;
    throw error;
  });
  const { versions } = storage;
  if (versions === undefined || !(await versions.isThere())) {
    if (present instanceof ResteraError) throw present;
    return undefined;
  }
  return await versions.use(async (store) => {
    const found = await settledVersions(storage, id, await store.list(id, run));
    if (present instanceof ResteraError && found.length === 0) throw present;
    const current = present instanceof ResteraError ? undefined : present.metadata.version;
    return await work(
      store,
      found.map((each) => ({ ...each, current: each.version === current })),
    );
  }, run);
}

function isGone(error: unknown): error is ResteraError {
  return (
    error instanceof ResteraError && ["project-unknown", "project-damaged"].includes(error.code)
  );
}

function of(versions: readonly ListedVersion[], project: string, wanted: number): ListedVersion {
  return versions.find(({ version }) => version === wanted) ?? refuse(project, wanted);
}

function refuse(project: string, version: number): never {
  throw new ResteraError("version-unknown", { project, version });
}

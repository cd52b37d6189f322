import { removeTree } from "../../engine/portable/remove-tree.ts";

import { collectLargeBuffers } from "../../engine/crypto/collect-garbage.ts";
import { ResteraError } from "../../foundation/errors.ts";
import { newStaging } from "./discard.ts";
import type { FoundProject } from "./find-project.ts";
import type { ProjectMetadata } from "./project-metadata.ts";
import { ProgressMeter, type ProjectRun } from "./project-run.ts";
import type { ProjectStorage } from "./project-storage.ts";
import type { ProjectVersion, VersionStore } from "./project-versions.ts";
import { keptStamp, stampOfProject } from "./project-stamp.ts";
import { archivedFiles } from "./read-archive.ts";
import { noteUnsettled } from "./settle-project.ts";
import { writeEntries } from "./write-entries.ts";

interface Keeping {
  readonly id: string;
  /** What is going to be replaced. */
  readonly before: FoundProject | undefined;
  /** What replaces it. */
  readonly folder: string;
  readonly metadata: ProjectMetadata;
}

/**
 * Keeps a folder that is about to become a project as the next of its versions; before that, what somebody changed in the project since its last one. Undefined
 * where no versions are kept. Until the project's metadata name it, a note says that the version may be nobody's.
 */
export async function keepVersion(
  storage: ProjectStorage,
  { id, before, folder, metadata }: Keeping,
  run: ProjectRun,
): Promise<ProjectVersion | undefined> {
  collectLargeBuffers(metadata.size_bytes);
  return await storage.versions?.use(async (store) => {
    const known = await store.list(id, run);
    const last = known.at(-1)?.version ?? 0;
    await noteUnsettled(storage, id, last);
    const present = before && (await keepPresent(storage, store, before, { known, run }));
    const { size_bytes: bytes, file_count: files } = metadata;
    const meter = new ProgressMeter(run, "version", { bytes, files });
    meter.share(0);
    // What was written, and what was compared, needs its memory no more.
    collectLargeBuffers(bytes);
    return await store.add(
      {
        ...{ project: id, version: (present ?? last) + 1, folder, time: storage.now() },
        level: levelOf(metadata),
      },
      { ...run, onShare: (share) => meter.share(share) },
    );
  }, run);
}

/** Keeps what was changed by hand; gives its number, undefined when nothing was. */
async function keepPresent(
  storage: ProjectStorage,
  store: VersionStore,
  { id, place, metadata }: FoundProject,
  { known, run }: { readonly known: readonly ProjectVersion[]; readonly run: ProjectRun },
): Promise<number | undefined> {
  const present = known.find(({ version }) => version === metadata.version);
  const version = (known.at(-1)?.version ?? 0) + 1;
  const time = new Date(metadata.updated_at);
  const common = { project: id, version, time, level: levelOf(metadata) };
  if (present !== undefined && "folder" in place) {
    // What has a name that is not UTF-8 is looked at each time.
    const stamp = await stampOfProject(place.folder, present.version, run.signal).catch(ofOddName);
    if (stamp !== undefined && stamp === (await keptStamp(storage, id))) return undefined;
  }
  const add = async (folder: string) =>
    present === undefined
      ? await store.add({ ...common, folder }, run)
      : await store.addChanged({ ...common, folder, since: present }, run);
  const added =
    "folder" in place ? await add(place.folder) : await unpacked(storage, place.archive, run, add);
  if (added === undefined) return undefined;
  if (present === undefined) return version;
  for await (const _ of store.changes(present, added, run)) return version;
  await store.remove([added], run);
  return undefined;
}

function ofOddName(error: unknown): undefined {
  if (!(error instanceof ResteraError && error.code === "project-name")) throw error;
}

async function unpacked<Result>(
  storage: ProjectStorage,
  archive: string,
  run: ProjectRun,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await newStaging(storage);
  try {
    const silent = new ProgressMeter({ signal: run.signal }, "version", { bytes: 0, files: 0 });
    await writeEntries(folder, archivedFiles(archive, run.signal), silent);
    return await work(folder);
  } finally {
    await removeTree(folder);
  }
}

/** 0 to 9; undefined: the usual one. Whoever edited the metadata may have written anything. */
export function levelOf(metadata: ProjectMetadata): number | undefined {
  const { compress, compression_level: level } = metadata;
  if (compress === false) return 0;
  const isLevel = typeof level === "number" && Number.isInteger(level) && level >= 0 && level <= 9;
  return isLevel ? level : undefined;
}

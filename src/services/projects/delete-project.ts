import { ResteraError } from "../../foundation/errors.ts";
import { discard, removeArchive } from "./discard.ts";
import { keeperOf } from "./extensions/pack-staged.ts";
import {
  archiveFiles,
  findProject,
  type FoundProject,
  inPlace,
  placeOf,
  writeMetadata,
} from "./find-project.ts";
import { checkId, type PackedBody, type ProjectMetadata } from "./project-metadata.ts";
import { projectFolder, type ProjectStorage } from "./project-storage.ts";
import { removeStamp } from "./project-stamp.ts";
import { recoverStorage } from "./recover-storage.ts";
import { refuseNoFolder } from "./storage-itself.ts";
import { noteUnsettled, settleVersions, withProject } from "./settle-project.ts";

/** Marks a project as deleted; everything of it stays. Throws `project-unknown`, `project-damaged`, `project-busy`. */
export async function softDeleteProject(
  storage: ProjectStorage,
  wanted: string,
): Promise<FoundProject> {
  return await change(storage, wanted, (metadata) =>
    metadata.status === "deleted"
      ? metadata
      : { ...metadata, status: "deleted", deleted_at: storage.now().toISOString() },
  );
}

/** Takes a soft delete back: the project is active or archived, as it was. */
export async function undeleteProject(
  storage: ProjectStorage,
  wanted: string,
): Promise<FoundProject> {
  return await change(storage, wanted, (metadata, place) => {
    if (metadata.status !== "deleted") return metadata;
    const { deleted_at: _, ...rest } = metadata;
    const updated = { ...rest, status: "active" as const, updated_at: storage.now().toISOString() };
    return inPlace(updated, place);
  });
}

/**
 * Removes a project for good, with its versions, also one whose metadata are damaged, or of which only versions are left. `confirm` has to be its id once more. The first step takes it away for whoever looks; the rest
 * is done here or, after a crash, by whatever writes next. Throws `project-unknown`, `project-not-confirmed`, `project-busy`.
 */
export async function hardDeleteProject(
  storage: ProjectStorage,
  wanted: string,
  confirm: string,
): Promise<void> {
  const id = checkId(wanted);
  if (confirm !== id) throw new ResteraError("project-not-confirmed", { project: id });
  await refuseUnknown(storage, id);
  await recoverStorage(storage);
  await withProject(storage, id, async () => {
    await refuseUnknown(storage, id);
    const packed = await packedOf(storage, id);
    const { versions } = storage;
    const hasVersions = versions !== undefined && (await versions.isThere());
    if (hasVersions) await noteUnsettled(storage, id, 0);
    const archives = (await archiveFiles(storage)).filter((each) => each.id === id);
    const place = await placeOf(storage, id);
    // Where the project itself was lost, there are only its versions.
    const isActive = place === undefined || "folder" in place;
    // What the project is comes last: were it first, an archive left by a crash would bring it back.
    const rest = isActive ? archives : archives.slice(1).toReversed();
    for (const { archive } of rest) await removeArchive(storage, archive);
    if (!isActive) await removeArchive(storage, archives[0]!.archive);
    await discard(storage, projectFolder(storage, id));
    if (packed !== undefined) await storage.bodies?.remove(packed);
    await removeStamp(storage, id);
    if (!hasVersions) return;
    await settleVersions(storage, id);
    await versions.use(async (store) => store.prune());
  });
}

async function change(
  storage: ProjectStorage,
  wanted: string,
  edit: (metadata: ProjectMetadata, place: FoundProject["place"]) => ProjectMetadata,
): Promise<FoundProject> {
  await findProject(storage, wanted);
  return await withProject(storage, wanted, async () => {
    const { id, place, metadata } = await findProject(storage, wanted);
    const changed = edit(metadata, place);
    if (changed !== metadata) await writeMetadata(place, changed);
    return { id, place, metadata: changed };
  });
}

/** What a backend has of it. Throws `project-elsewhere` when nobody here can remove that. */
async function packedOf(storage: ProjectStorage, id: string): Promise<PackedBody | undefined> {
  const found = await findProject(storage, id).catch(() => undefined);
  if (found !== undefined) keeperOf(storage, found.metadata);
  return found?.metadata.packed;
}

async function refuseUnknown(storage: ProjectStorage, id: string): Promise<void> {
  await refuseNoFolder(storage);
  if ((await placeOf(storage, id)) !== undefined) return;
  const { versions } = storage;
  if (versions !== undefined && (await versions.isThere())) {
    const left = await versions.use(async (store) => store.list(id));
    if (left.length > 0) return;
  }
  throw new ResteraError("project-unknown", { project: id, storage: storage.root });
}

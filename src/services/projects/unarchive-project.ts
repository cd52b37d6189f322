import { writeFileDurably } from "../../engine/portable/durable-file.ts";
import type { StoredFile } from "../../engine/portable/tar/stored-file.ts";
import { ResteraError } from "../../foundation/errors.ts";
import { makeFolder } from "../../stores/sync-folder.ts";
import { changeProject } from "./change-project.ts";
import { type FoundProject, writeMetadata } from "./find-project.ts";
import { metadataText, type ProjectMetadata } from "./project-metadata.ts";
import { refuseFullDisk, withRoom } from "./project-quota.ts";
import { ProgressMeter, type ProjectRun } from "./project-run.ts";
import { metadataPath, projectsFolder, type ProjectStorage } from "./project-storage.ts";
import { archivedFiles } from "./read-archive.ts";
import { newStaging, removeArchive } from "./discard.ts";
import { publish } from "./store-content.ts";
import { madeOrNothing, writeEntries } from "./write-entries.ts";

/**
 * Makes an archived project active again. Its folder is there whole, and on the disk, before its archive goes. One that is active is given as it is. Throws
 * `project-unknown`, `project-status`, `project-too-large`, `project-quota`, `project-not-written`, `project-busy`, `cancelled` and the errors of reading.
 */
export async function unarchiveProject(
  storage: ProjectStorage,
  wanted: string,
  run: ProjectRun = {},
): Promise<FoundProject> {
  return await changeProject(storage, wanted, async (found) => {
    const { id, place, metadata } = found;
    if (metadata.status === "deleted") {
      throw new ResteraError("project-status", {
        ...{ project: id, status: metadata.status, wanted: "unarchive" },
      });
    }
    if ("folder" in place) {
      if (metadata.status !== "archived") return found;
      const active = activeAgain(metadata, storage.now());
      await writeMetadata(place, active);
      return { id, place, metadata: active };
    }
    const total = { bytes: metadata.size_bytes, files: metadata.file_count };
    const needed = { project: id, freedBytes: metadata.archive_size_bytes ?? 0 };
    const named = { project: id, storage: storage.root };
    return await withRoom(storage, needed, async (room) => {
      await room.check(total.bytes);
      await refuseFullDisk(storage.root, total.bytes, named);
      await makeFolder(projectsFolder(storage));
      const staged = await newStaging(storage);
      return await madeOrNothing(staged, named, async () => {
        const meter = new ProgressMeter(run, "restore", total);
        await writeEntries(staged, room.guard(contentOf(place.archive, run)), meter);
        const active = activeAgain(metadata, storage.now());
        await writeFileDurably(metadataPath(staged), metadataText(active));
        const folder = await publish(storage, id, staged);
        await removeArchive(storage, place.archive);
        meter.finish();
        return { id, metadata: active, place: folder };
      });
    });
  });
}

/** What is known now is newer than what the archive says. */
async function* contentOf(archive: string, { signal }: ProjectRun): AsyncGenerator<StoredFile> {
  for await (const entry of archivedFiles(archive, signal)) {
    if (entry.path !== "metadata.json") yield entry;
  }
}

function activeAgain(metadata: ProjectMetadata, now: Date): ProjectMetadata {
  const { archived_at: _, archive_size_bytes: __, ...rest } = metadata;
  return { ...rest, status: "active", updated_at: now.toISOString() };
}

import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isSystemError } from "../../../foundation/errors.ts";
import { writeFileDurably } from "../../../engine/portable/durable-file.ts";
import type { UploadNotes } from "../../../stores/objects/object-store.ts";
import type { ListedArchive } from "../archive-metadata.ts";

const mayNotWrite = ["ENOSPC", "EDQUOT", "EACCES", "EPERM", "EROFS"];

/** How far the upload of an archive has come: a hidden file beside it, for its owner alone. What cannot be noted is sent again, no more. */
export function uploadNotesOf({
  path,
  filename,
}: Pick<ListedArchive, "path" | "filename">): UploadNotes {
  const file = join(dirname(path), `.upload-${filename}.json`);
  return {
    read: () => readFile(file, "utf8").catch(() => undefined),
    write: async (note) => {
      try {
        if (note === undefined) await rm(file, { force: true });
        else await writeFileDurably(file, note);
      } catch (error) {
        if (!isSystemError(error, ...mayNotWrite)) throw error;
      }
    },
  };
}

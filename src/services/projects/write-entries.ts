import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { syncFolder } from "../../stores/sync-folder.ts";
import { RestoreTarget } from "../../engine/portable/tar/restore-target.ts";
import type { StoredFile } from "../../engine/portable/tar/stored-file.ts";
import { removeTree } from "../../engine/portable/remove-tree.ts";
import { problemOf, ResteraError } from "../../foundation/errors.ts";
import type { ProgressMeter } from "./project-run.ts";

/** Writes entries whose paths were looked at into a folder, all of them onto the disk. Throws an Error for the first that could not be written. */
export async function writeEntries(
  folder: string,
  entries: AsyncIterable<StoredFile>,
  meter: ProgressMeter,
): Promise<void> {
  const target = await RestoreTarget.open(folder);
  const folders = new Set<string>([folder]);
  try {
    for await (const entry of entries) {
      await target.write(entry.path, metered(entry, meter));
      folders.add(join(folder, entry.kind === "folder" ? entry.path : dirname(entry.path)));
      if (entry.kind === "file") meter.fileDone(entry.path);
    }
  } finally {
    await target.settle();
  }
  const [first] = await target.finish();
  if (first !== undefined) {
    throw new Error(`${first.path} could not be written: ${first.problem}`);
  }
  for (const each of folders) await syncFolder(each);
}

function metered(entry: StoredFile, meter: ProgressMeter): StoredFile {
  return {
    ...entry,
    content: async function* () {
      for await (const part of entry.content()) {
        yield part;
        meter.advance(part.length, entry.path);
      }
    },
  };
}

/** Runs work that makes something; when it fails, that is removed and the error is one of ours. */
export async function madeOrNothing<Result>(
  made: string,
  named: { readonly project: string; readonly storage: string },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await removeTree(made);
    throw notWritten(error, named);
  }
}

/** What was thrown, in the words of the catalogue. */
function notWritten(
  error: unknown,
  named: { readonly project: string; readonly storage: string },
): ResteraError {
  if (error instanceof ResteraError) return error;
  return new ResteraError("project-not-written", {
    ...{ ...named, problem: problemOf(error), cause: error },
  });
}

export async function isEmptyFolder(folder: string): Promise<boolean> {
  return (await readdir(folder)).length === 0;
}

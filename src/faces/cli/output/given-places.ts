import { statSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { UsageError } from "../usage-error.ts";

/** A place to write to, and the option that named it. */
interface GivenPlace {
  /** Absolute. */
  readonly path: string;
  /** As it is typed: `--target`. */
  readonly option: string;
}

/**
 * Refuses an output file that cannot be one, before the work that would be lost: a folder, or below something that is no folder.
 * `makesFolders`: those that are missing are made. Throws `UsageError`, which names the option.
 */
export function refuseAsFile(
  place: GivenPlace,
  { makesFolders = false }: { readonly makesFolders?: boolean } = {},
): void {
  if (infoOf(place.path)?.isDirectory() === true) {
    throw new UsageError(cliMessages.fileIsFolder, { ...place });
  }
  let parent = dirname(place.path);
  let info = infoOf(parent);
  if (makesFolders) {
    while (info === undefined && dirname(parent) !== parent) {
      parent = dirname(parent);
      info = infoOf(parent);
    }
  }
  if (info?.isDirectory() === true) return;
  const message = info === undefined ? cliMessages.folderMissing : cliMessages.noFolder;
  throw new UsageError(message, { ...place, folder: parent });
}

/** Refuses a folder to write into that is something else; it need not be there yet unless `mustExist`. Throws `UsageError`. */
export function refuseAsFolder(
  place: GivenPlace,
  { mustExist = false }: { readonly mustExist?: boolean } = {},
): void {
  const info = infoOf(place.path);
  if (info === undefined ? !mustExist : info.isDirectory()) return;
  const message = info === undefined ? cliMessages.folderMissing : cliMessages.noFolder;
  throw new UsageError(message, { ...place, folder: place.path });
}

/** What the system said when an output file was written, with the option that named it; whatever else was thrown stays. */
export function asUnwritable(error: unknown, place: GivenPlace): unknown {
  if (!(error instanceof Error) || !("syscall" in error)) return error;
  return new ResteraError("file-unwritable", {
    ...place,
    problem: problemOf(error),
    cause: error,
  });
}

/** True for a device or a pipe, which a file must never take the place of: `/dev/stdout`. */
export function isSpecialFile(path: string): boolean {
  const info = infoOf(path);
  return info !== undefined && !info.isFile() && !info.isDirectory();
}

/** Undefined for what is not there, or not to be seen: whoever writes is told why. */
function infoOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

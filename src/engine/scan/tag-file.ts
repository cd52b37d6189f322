import { closeSync, constants, lstatSync, openSync, readSync } from "node:fs";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import { bytesOf, pathBuffer, toByteText, type ByteText } from "./byte-text.ts";
import { baseName, parentPath } from "./clean-path.ts";

/** A file whose presence, or whose first bytes, say that its folder's content is left out. */
export interface TagFile {
  readonly name: ByteText;
  /** Empty: being there is enough. */
  readonly header: ByteText;
}

/** Called for a tag file that could not be read or has another header; its folder is kept. */
export type TagFileWarning = (path: Uint8Array, problem: string) => void;

/** Folders remembered before the memory is dropped; a walk comes back to few of them. */
const rememberedFolders = 10_000;

/** `name` or `name:header`, as in restic's `--exclude-if-present`; throws `usage` without a name. */
export function parseTagFile(specification: string): TagFile {
  const bytes = toByteText(specification);
  const colon = bytes.indexOf(":");
  const name = (colon < 0 ? bytes : bytes.slice(0, colon)) as ByteText;
  if (name === "") {
    const problem = `no file name in exclude-if-present "${specification}"`;
    throw new ResteraError("usage", { problem });
  }
  return { name, header: (colon < 0 ? "" : bytes.slice(colon + 1)) as ByteText };
}

/**
 * restic's rule: an entry is left out when the folder it is in holds the tag file, except for the tag
 * file. So the folder stays, with the tag file alone.
 */
export function createTagFileRule(
  tagFile: TagFile,
  onWarning: TagFileWarning,
): (path: ByteText) => boolean {
  const known = new Map<ByteText, boolean>();
  return (path) => {
    if (baseName(path) === tagFile.name) return false;
    const folder = parentPath(path);
    let tagged = known.get(folder);
    if (tagged === undefined) {
      if (known.size >= rememberedFolders) known.clear();
      tagged = isTagged(folder, tagFile, onWarning);
      known.set(folder, tagged);
    }
    return tagged;
  };
}

function isTagged(folder: ByteText, { name, header }: TagFile, onWarning: TagFileWarning): boolean {
  const path = `${folder === "/" ? "" : folder}/${name}` as ByteText;
  try {
    lstatSync(pathBuffer(path));
    if (header === "" || readStart(path, header.length) === header) return true;
    onWarning(bytesOf(path), "the exclusion tag file does not begin with the expected header");
  } catch (error) {
    if (!isSystemError(error, "ENOENT")) onWarning(bytesOf(path), problemOf(error));
  }
  return false;
}

/** The first bytes; fewer when there are no more. Does not wait for a FIFO's writer. */
function readStart(path: ByteText, length: number): string {
  const file = openSync(pathBuffer(path), constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const bytes = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const count = readSync(file, bytes, filled, length - filled, null);
      if (count === 0) break;
      filled += count;
    }
    return bytes.toString("latin1", 0, filled);
  } finally {
    closeSync(file);
  }
}

import { hash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { DATA } from "../../engine/blob-type.ts";
import { withReach } from "../../engine/disk/reach.ts";
import type { VaultReader } from "../../engine/vault/vault-reader.ts";
import { isSystemError, problemOf } from "../../foundation/errors.ts";
import { childPath, pathBytes, pathFromBytes, type FsPath } from "../../foundation/fs-path.ts";
import type { DrillFile } from "./drill-sample.ts";

const SEAL_BYTES = 32;

/**
 * Reads a restored file again and compares every part with the hash that the snapshot names it by. Gives what is wrong with
 * it, or nothing.
 */
export function compareRestored(
  reader: VaultReader,
  target: string,
  { path, size, content }: DrillFile,
): string | undefined {
  let fd: number;
  try {
    fd = withReach(below(target, path), (access) => openSync(access, "r"));
  } catch (error) {
    return isSystemError(error, "ENOENT") ? "it was not restored" : problemOf(error);
  }
  try {
    if (fstatSync(fd).size !== size) return `it has ${fstatSync(fd).size} bytes instead of ${size}`;
    let position = 0;
    for (const id of content) {
      const { length, rawLength } = reader.index.table.place(reader.entry(DATA, id));
      const part = Buffer.alloc(rawLength > 0 ? rawLength : length - SEAL_BYTES);
      const have = readWhole(fd, part, position);
      if (have < part.length || hash("sha256", part, "hex") !== id)
        return `from byte ${position} on it is not what was kept`;
      position += part.length;
    }
    return position === size ? undefined : `its parts have ${position} bytes instead of ${size}`;
  } catch (error) {
    return problemOf(error);
  } finally {
    closeSync(fd);
  }
}

/** A path of the snapshot, which begins with a slash, in the folder it was restored into. */
function below(target: string, path: FsPath): FsPath {
  return childPath(target, pathFromBytes(pathBytes(path).subarray(1)));
}

function readWhole(fd: number, bytes: Buffer, position: number): number {
  let done = 0;
  while (done < bytes.length) {
    const size = readSync(fd, bytes, done, bytes.length - done, position + done);
    if (size === 0) break;
    done += size;
  }
  return done;
}

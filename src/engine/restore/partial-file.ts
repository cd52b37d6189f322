import { createHash } from "node:crypto";
import { chmodSync, constants, copyFileSync, lstatSync, truncateSync, unlinkSync } from "node:fs";
import { type FsPath, pathBytes, pathFromBytes } from "../../foundation/fs-path.ts";
import { withReach } from "../disk/reach.ts";

const { COPYFILE_EXCL, COPYFILE_FICLONE } = constants;
const SLASH = 0x2f;
const NAME_DIGITS = 24;

/** Where a file grows until it is whole: beside its place, under a name that only this content has there. */
export function partialPath(path: FsPath, content: string): FsPath {
  const bytes = pathBytes(path);
  const name = bytes.subarray(bytes.lastIndexOf(SLASH) + 1);
  const digest = createHash("sha256").update(name).update("\0").update(content);
  const partial = `.restera-${digest.digest("hex").slice(0, NAME_DIGITS)}.part`;
  const folder = bytes.subarray(0, bytes.lastIndexOf(SLASH) + 1);
  return pathFromBytes(Buffer.concat([folder, Buffer.from(partial)]));
}

/** True when an interrupted restore left something there to go on from; what else stands there is removed. */
export function findPartial(path: FsPath): boolean {
  return withReach(path, (access) => {
    const stat = lstatSync(access, { throwIfNoEntry: false });
    if (stat === undefined) return false;
    if (stat.isFile() && stat.nlink === 1) return true;
    unlinkSync(access);
    return false;
  });
}

/** Begins with what a file has; file systems that can do so share its blocks. */
export function copyToPartial(path: FsPath, partial: FsPath): void {
  withReach(path, (from) =>
    withReach(partial, (to) => {
      copyFileSync(from, to, COPYFILE_EXCL | COPYFILE_FICLONE);
      chmodSync(to, 0o600);
    }),
  );
}

/** Gives it the length it should have. */
export function cutPartial(path: FsPath, size: number): void {
  withReach(path, (access) => truncateSync(access, size));
}

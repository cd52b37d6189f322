import { isSystemError, problemOf } from "../../../foundation/errors.ts";
import type { CallSubject } from "../call-signal.ts";
import { StoreError, type StoreErrorCode } from "../object-store.ts";

/** What the system's error codes mean for a store, in words for a person. */
const meanings: Readonly<Record<string, readonly [StoreErrorCode, string]>> = {
  ENOENT: ["not-found", "there is no such file"],
  EACCES: ["denied", "this user may not do that there"],
  EPERM: ["denied", "the file system forbids it to this user"],
  EROFS: ["denied", "the file system is mounted read-only"],
  ENOSPC: ["unavailable", "the disk is full; free some space and try again"],
  EDQUOT: ["unavailable", "the disk quota is used up; free some space and try again"],
  EFBIG: ["unsupported", "the file is too large for this file system"],
  EIO: ["unavailable", "the disk reports an input/output error; check its health"],
  ENOTDIR: ["unsupported", "a part of the path is a file, not a folder"],
  EISDIR: ["unsupported", "there is a folder of that name"],
  ENAMETOOLONG: ["unsupported", "the name is too long for this file system"],
  ELOOP: ["unsupported", "the symbolic links of the path go in a circle"],
  EMFILE: ["unavailable", "too many files are open; raise the limit (ulimit -n)"],
  ENFILE: ["unavailable", "too many files are open on this machine"],
  ESTALE: ["unavailable", "the network folder has gone stale; mount it again"],
  ETIMEDOUT: ["timeout", "the network folder did not answer"],
};

/** Anything thrown by the file system, as the store's error; a `StoreError` stays as it is. */
export function localError(error: unknown, subject: CallSubject): StoreError {
  if (error instanceof StoreError) return error;
  const meaning = Object.entries(meanings).find(([name]) => isSystemError(error, name))?.[1];
  const [code, problem] = meaning ?? (["unavailable", problemOf(error)] as const);
  return new StoreError(code, { ...subject, problem, cause: error });
}

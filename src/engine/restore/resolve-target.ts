import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import type { ObjectStore } from "../../stores/objects/object-store.ts";
import { storeFolder } from "../pack/pack-files.ts";
import { makeFoldersSync } from "../../stores/make-folders.ts";

/** Where a restore goes. */
export interface RestoreTarget {
  /** As it was named, made absolute. */
  readonly shown: string;
  /** The same without links, which only whoever names a target may use. */
  readonly path: string;
  /** The vault's own folder, when it is one of this machine: a restore never touches it. */
  readonly vaultFolder?: string;
}

/** Throws `target-in-vault` when the target is the vault's folder or lies in it. */
export function resolveTarget(target: string, store: ObjectStore): RestoreTarget {
  const shown = resolve(target);
  const path = realPath(shown);
  const folder = storeFolder(store);
  if (folder === undefined) return { shown, path };
  const vaultFolder = realPath(folder);
  if (isInside(path, vaultFolder)) {
    throw new ResteraError("target-in-vault", { target: shown, url: store.url });
  }
  return { shown, path, vaultFolder };
}

/** Makes the target when it is not there; throws `target-unwritable`. */
export function makeTarget({ shown, path }: RestoreTarget): void {
  try {
    makeFoldersSync(path, 0o700);
  } catch (cause) {
    throw new ResteraError("target-unwritable", {
      target: shown,
      problem: problemOf(cause),
      cause,
    });
  }
}

/** True when `path` is `folder` or something in it; both absolute and without links. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}

/** Follows the links of what exists of a path; the rest stays as it is. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const above = dirname(path);
    if (above === path || !isSystemError(error, "ENOENT")) return path;
    return join(realPath(above), basename(path));
  }
}

import { randomBytes } from "node:crypto";
import type { Dirent } from "node:fs";
import { lstat, mkdir, open as openFile, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { exists, publishNew, stagingPath } from "../engine/portable/durable-file.ts";
import { isSystemError, problemOf, ResteraError } from "../foundation/errors.ts";
import { throwIfCancelled } from "../foundation/throw-if-cancelled.ts";
import { type ProjectStorage, stagingFolder } from "../services/projects/project-storage.ts";
import type {
  ProjectVersions,
  VersionRun,
  VersionStore,
} from "../services/projects/project-versions.ts";
import type { Vault } from "../services/snapshots/vault.ts";
import { makeFolder, syncFolder } from "../stores/sync-folder.ts";

/** The same storage, which keeps versions of what is stored in it. */
export function keepingVersions(storage: ProjectStorage): ProjectStorage {
  return { ...storage, versions: projectVersions(storage.root) };
}

/**
 * The versions of the projects in a storage: a vault in `.restera/versions`, its key beside it in `versions.key`. Both are made by the first use, each by one
 * rename, so that two that begin at the same time come to the same one.
 */
function projectVersions(root: string): ProjectVersions {
  const folder = join(root, ".restera", "versions");
  const isThere = () => exists(join(folder, "config"));
  return {
    isThere,
    size: () => folderBytes(folder),
    use: async (work, run = {}) => await useVault({ root, folder, isThere }, work, run),
  };
}

/** Vaults that nobody uses at the moment: opening one again would take its password's time. They keep no process alive. */
const open = new Map<
  string,
  { readonly vault: Vault; readonly stamp: string; readonly timer: NodeJS.Timeout }
>();
const keptOpenMs = 10_000;

interface Place {
  readonly root: string;
  readonly folder: string;
  readonly isThere: () => Promise<boolean>;
}

async function useVault<Result>(
  { root, folder, isThere }: Place,
  work: (store: VersionStore) => Promise<Result>,
  { signal }: VersionRun,
): Promise<Result> {
  throwIfCancelled(signal);
  const password = await keyOf(folder, await isThere());
  if (!(await isThere())) await makeVault(root, folder, password);
  const stamp = `${await stampOf(join(folder, "config"))} ${password}`;
  // Whoever only lists projects need not load an engine.
  const [{ openVault }, { VaultVersions }] = await Promise.all([
    import("../compose.ts"),
    import("./vault-versions.ts"),
  ]);
  const kept = open.get(folder);
  open.delete(folder);
  clearTimeout(kept?.timer);
  if (kept !== undefined && kept.stamp !== stamp) await kept.vault.close();
  const vault =
    kept?.stamp === stamp
      ? kept.vault
      : await openVault(folder, { password }, signal === undefined ? {} : { signal }).catch(
          (error: unknown) => {
            throwIfCancelled(signal);
            throw new ResteraError("versions-damaged", {
              ...{ path: folder, problem: problemOf(error).split("\n")[0], cause: error },
            });
          },
        );
  try {
    return await work(new VaultVersions(vault));
  } finally {
    if (open.has(folder)) await vault.close();
    else {
      const timer = setTimeout(() => {
        open.delete(folder);
        vault.close().catch(() => {});
      }, keptOpenMs).unref();
      open.set(folder, { vault, stamp, timer });
    }
  }
}

async function stampOf(file: string): Promise<string> {
  const { ino, mtimeMs } = await lstat(file);
  return `${ino} ${mtimeMs}`;
}

/** The key; a new one where there are no versions yet. Throws `versions-key-missing`. */
async function keyOf(folder: string, isNeeded: boolean): Promise<string> {
  const file = `${folder}.key`;
  const read = async () => (await readFile(file, "utf8")).trim();
  try {
    return await read();
  } catch (error) {
    if (!isSystemError(error, "ENOENT")) throw error;
    // A new one would open nothing that is there.
    if (isNeeded) throw new ResteraError("versions-key-missing", { path: file, cause: error });
  }
  await makeFolder(dirname(file));
  const staged = stagingPath(dirname(file));
  const handle = await openFile(staged, "wx", 0o600);
  try {
    await handle.writeFile(`${randomBytes(32).toString("hex")}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await publishNew(staged, file);
  } finally {
    await rm(staged, { force: true });
  }
  return await read();
}

async function makeVault(root: string, folder: string, password: string): Promise<void> {
  const staging = stagingFolder({ root });
  await makeFolder(staging);
  const staged = stagingPath(staging);
  await mkdir(staged, { mode: 0o700 });
  const { createVault } = await import("../compose.ts");
  try {
    const vault = await createVault(staged, { password });
    await vault.close();
    await rename(staged, folder);
    await syncFolder(dirname(folder));
  } catch (error) {
    await rm(staged, { recursive: true, force: true });
    // Somebody else was quicker, with the same key.
    if (!isSystemError(error, "ENOTEMPTY", "EEXIST", "EPERM", "EACCES")) throw error;
    if (!(await exists(join(folder, "config")))) throw error;
  }
}

async function folderBytes(folder: string): Promise<number> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return 0;
    throw error;
  }
  let bytes = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const stats = await lstat(join(entry.parentPath, entry.name)).catch(() => undefined);
    bytes += stats?.size ?? 0;
  }
  return bytes;
}

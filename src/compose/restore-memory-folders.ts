import { rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isSystemError, ResteraError } from "../foundation/errors.ts";
import { stagingPrefix } from "../foundation/staging-name.ts";
import type { Vault } from "../services/snapshots/vault.ts";
import { makeFolders } from "../stores/make-folders.ts";

/** A folder of documents, and what becomes of it. */
export interface PlannedFolder {
  readonly name: string;
  /** Where it was when the snapshot was made. */
  readonly was: string;
  /** Where it goes. */
  readonly folder: string;
  /** `missing`: the snapshot has not got it. */
  readonly outcome: "new" | "replace" | "unchanged" | "missing";
  /** Where what is there now goes, when it is replaced. */
  readonly aside?: string;
  readonly files: number;
  readonly staged: string;
}

/** Compares folders with what a snapshot has of them; changes nothing. */
export async function planFolders(
  vault: Vault,
  snapshot: string,
  folders: readonly { readonly name: string; readonly folder: string }[],
  target: string | undefined,
  signal: AbortSignal | undefined,
): Promise<PlannedFolder[]> {
  const planned: PlannedFolder[] = [];
  const stamp = new Date().toISOString().replace(/[-:]/g, "").replace(/\..*/, "");
  for (const { name, folder: was } of folders) {
    const folder = target === undefined ? was : join(target, name);
    const place = { name, was, folder, staged: `${folder}.${stagingPrefix()}restera-new` };
    if (!(await isInSnapshot(vault, snapshot, was, signal))) {
      planned.push({ ...place, outcome: "missing", files: 0 });
      continue;
    }
    const { plan } = await vault.restore(
      { ...wantedOf(snapshot, was, folder), overwrite: "if-changed", dryRun: true, delete: true },
      signal === undefined ? {} : { signal },
    );
    let files = 0;
    for (const { action, type } of plan.actions()) {
      // Folders that are there get their times again, which is no difference.
      if (action !== "skip" && !(type === "dir" && action === "overwrite")) files += 1;
    }
    if (!(await isThere(folder))) planned.push({ ...place, outcome: "new", files });
    else if (files === 0) planned.push({ ...place, outcome: "unchanged", files });
    else {
      planned.push({ ...place, outcome: "replace", files, aside: `${folder}.before-${stamp}` });
    }
  }
  return planned;
}

/** Fetches the folders that change beside where they will be. Throws `memory-copy-damaged`. */
export async function stageFolders(
  vault: Vault,
  snapshot: string,
  folders: readonly PlannedFolder[],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const { was, folder, staged } of folders.filter(willChange)) {
    await makeFolders(dirname(folder));
    const call = signal === undefined ? {} : { signal };
    const { problems } = await vault.restore(wantedOf(snapshot, was, staged), call);
    const lost = problems.find(({ harmless }) => harmless !== true);
    if (lost !== undefined) {
      throw new ResteraError("memory-copy-damaged", { path: lost.path, problem: lost.problem });
    }
  }
}

/** Removes what was fetched and did not get into its place. */
export async function dropStaged(folders: readonly PlannedFolder[]): Promise<void> {
  for (const { staged } of folders) await rm(staged, { recursive: true, force: true });
}

/** Puts what was fetched in its place; what was there is renamed first. */
export async function switchFolders(folders: readonly PlannedFolder[]): Promise<void> {
  for (const { folder, staged, aside } of folders.filter(willChange)) {
    if (aside !== undefined) await rename(folder, aside);
    await rename(staged, folder);
  }
}

function willChange({ outcome }: PlannedFolder): boolean {
  return outcome === "new" || outcome === "replace";
}

function wantedOf(snapshot: string, path: string, target: string) {
  return { snapshot: `${snapshot}:${path}`, target } as const;
}

async function isInSnapshot(
  vault: Vault,
  snapshot: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const call = signal === undefined ? {} : { signal };
  try {
    for await (const entry of vault.ls(snapshot, { paths: [path], recursive: false }, call)) {
      if (entry.path === path) return true;
    }
    return false;
  } catch (error) {
    if (error instanceof ResteraError && error.code === "path-not-in-snapshot") return false;
    throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isSystemError(error, "ENOENT", "ENOTDIR")) return false;
    throw error;
  }
}

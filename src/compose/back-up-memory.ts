import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { stagingOwner, stagingPrefix } from "../foundation/staging-name.ts";
import type { BackUpInput } from "../services/snapshots/vault.ts";
import { type MemoryCopyInfo, writeMemoryCopy } from "./memory-copies.ts";
import { makeFolders } from "../stores/make-folders.ts";

/** Where a snapshot has its copy of memory. */
export const memoryFolder = "restera-memory";

const scratchPrefix = "memory-copy-";

export interface MemoryBackUpPlace {
  /** The database of memory. */
  readonly url: string;
  /** A folder of one's own, for the copy while it is backed up. */
  readonly scratch: string;
  /** What relative paths start from. */
  readonly cwd: string;
  readonly signal?: AbortSignal;
}

/** What goes into the snapshot beside the paths that were asked for. */
export interface MemoryInBackUp {
  readonly info: MemoryCopyInfo;
  /** Folders of documents that are not there now. */
  readonly missing: readonly string[];
}

/**
 * Lets `work` make a snapshot that holds memory too: a copy of the database as it is at one moment, below `/restera-memory`, and
 * the folders of its documents, which are read right after that moment. The snapshot names the copy and the paths that were
 * asked for, so that one schedule's snapshots stay one group when documents are added. Throws `memory-none` and
 * `database-damaged`.
 */
export async function withMemoryCopy<Result>(
  input: BackUpInput,
  { url, scratch, cwd, signal }: MemoryBackUpPlace,
  work: (input: BackUpInput, memory: MemoryInBackUp) => Promise<Result>,
): Promise<Result> {
  await makeFolders(scratch, 0o700);
  await removeLeftovers(scratch);
  const folder = await mkdtemp(join(scratch, `${scratchPrefix}${stagingPrefix()}`));
  try {
    const info = await writeMemoryCopy(url, join(folder, memoryFolder), { signal });
    const asked = input.paths.map((path) => absolute(path, cwd));
    const there = new Set<string>();
    for (const { folder: documents } of info.folders) {
      if (await isFolder(documents)) there.add(documents);
    }
    const missing = info.folders.map((each) => each.folder).filter((each) => !there.has(each));
    const more = [...there].filter((each) => !asked.includes(each));
    const shown = asked.map((path) =>
      typeof path === "string" ? path : Buffer.from(path).toString(),
    );
    const paths = [memoryFolder, ...asked, ...more];
    const pathsShown = [`/${memoryFolder}`, ...shown];
    return await work({ ...input, paths, workingFolder: folder, pathsShown }, { info, missing });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a process that was killed left behind: as large as memory is. */
async function removeLeftovers(scratch: string): Promise<void> {
  for (const name of await readdir(scratch)) {
    if (!name.startsWith(scratchPrefix)) continue;
    if (stagingOwner(name.slice(scratchPrefix.length)) !== "gone") continue;
    await rm(join(scratch, name), { recursive: true, force: true });
  }
}

function absolute(path: string | Uint8Array, cwd: string): string | Uint8Array {
  if (typeof path === "string") return resolve(cwd, path);
  return path[0] === 0x2f ? path : Buffer.concat([Buffer.from(`${cwd}/`), path]);
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

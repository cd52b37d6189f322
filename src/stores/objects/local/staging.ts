import { randomUUID } from "node:crypto";
import { chmod, lstat, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isSystemError } from "../../../foundation/errors.ts";
import { stagingOwner, stagingPrefix } from "../../../foundation/staging-name.ts";
import { bodySize, openBody } from "../body.ts";
import { throwIfAborted, type CallSubject } from "../call-signal.ts";
import { StoreError, type Body } from "../object-store.ts";
import { makeFolder } from "../../sync-folder.ts";

/** Of a process that is gone; longer than nothing, because containers may share a name and not see each other's processes. */
const goneMs = 15 * 60_000;
/** Of one that nobody here can ask about. */
const staleMs = 24 * 3_600_000;

/** A complete, synced, read-only file that is ready to get its final name. */
export interface StagedFile {
  readonly path: string;
  /** Removes the file's staging name; for a taken-over file only once it has been published. */
  discard(published: boolean): Promise<void>;
}

interface StageOptions {
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((bytes: number) => void) | undefined;
  readonly subject: CallSubject;
}

/** Puts the body into a file of `folder`, or takes over the body's own file when it is on the same file system. */
export async function stageBody(
  body: Body,
  folder: string,
  options: StageOptions,
): Promise<StagedFile> {
  await makeFolder(folder);
  const taken = await takeOver(body, folder, options);
  if (taken !== undefined) return taken;
  const path = join(folder, `${stagingPrefix()}${randomUUID()}`);
  try {
    await writeBody(body, path, options);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return { path, discard: () => rm(path, { force: true }) };
}

async function takeOver(
  body: Body,
  folder: string,
  { onProgress, subject }: StageOptions,
): Promise<StagedFile | undefined> {
  if (body instanceof Uint8Array || body.file === undefined) return undefined;
  const path = body.file;
  const [file, target] = await Promise.all([lstat(path), stat(folder)]);
  if (file.dev !== target.dev || !file.isFile()) return undefined;
  checkWritten(file.size, body, subject);
  // Linux lets nobody hard-link a file of another user (fs.protected_hardlinks).
  if (process.getuid !== undefined && file.uid !== process.getuid()) return undefined;
  const handle = await open(path, "r");
  try {
    await handle.chmod(0o400);
    await handle.sync();
  } finally {
    await handle.close();
  }
  onProgress?.(file.size);
  return {
    path,
    discard: (published) => (published ? rm(path, { force: true }) : chmod(path, 0o600)),
  };
}

async function writeBody(body: Body, path: string, options: StageOptions): Promise<void> {
  const { signal, onProgress, subject } = options;
  const handle = await open(path, "wx", 0o400);
  let written = 0;
  try {
    for await (const chunk of openBody(body)) {
      throwIfAborted(signal, subject);
      for (let done = 0; done < chunk.length;) {
        done += (await handle.write(chunk, done)).bytesWritten;
      }
      written += chunk.length;
      onProgress?.(written);
    }
    checkWritten(written, body, subject);
    throwIfAborted(signal, subject);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function checkWritten(size: number, body: Body, subject: CallSubject): void {
  if (size === bodySize(body)) return;
  const problem = `the data to store has ${size} bytes instead of ${bodySize(body)}`;
  throw new StoreError("corrupt", { ...subject, problem });
}

/** Removes what processes that are gone left behind. */
export async function removeStaleFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const owner = stagingOwner(name);
    if (owner === "running") continue;
    const path = join(folder, name);
    try {
      const { mtimeMs } = await lstat(path);
      const isStale = Date.now() - mtimeMs > (owner === "gone" ? goneMs : staleMs);
      if (isStale) await rm(path, { recursive: true, force: true });
    } catch (error) {
      // Somebody else was faster, or it is not ours to remove: neither matters here.
      if (!isSystemError(error, "ENOENT", "EACCES", "EPERM")) throw error;
    }
  }
}

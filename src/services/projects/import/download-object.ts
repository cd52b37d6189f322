import { createHash } from "node:crypto";
import { open, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import { isSystemError } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import { type ObjectStore, StoreError } from "../../../stores/objects/object-store.ts";
import { withProjectLock } from "../project-lock.ts";
import { refuseFullDisk } from "../project-quota.ts";
import { ProgressMeter, type ProjectRun } from "../project-run.ts";
import { downloadsFolder, type ProjectStorage } from "../project-storage.ts";
import { makeFolders } from "../../../stores/make-folders.ts";

const mostAttempts = 5;
const worthAnother = ["unavailable", "timeout", "throttled"];

/**
 * Brings an object into the storage while work is done with it. What was brought before it was interrupted, here or by a process that is gone, is not brought again
 * as long as the object is the same. Throws `object-missing`, `project-not-written`, `project-busy`, `cancelled` and what the store throws.
 */
export async function withDownload<Result>(
  storage: ProjectStorage,
  { store, key }: { readonly store: ObjectStore; readonly key: string },
  run: ProjectRun,
  work: (file: string) => Promise<Result>,
): Promise<Result> {
  const call = run.signal === undefined ? {} : { signal: run.signal };
  const found = await store.head(key, call);
  if (found === null) throw new ResteraError("object-missing", { store: store.url, key });
  const { version, size } = found;
  // Another state of the object is another file, so that two states are never mixed.
  const name = createHash("sha256").update(`${store.url}\0${key}\0${version}\0${size}`);
  const id = name.digest("hex").slice(0, 32);
  await makeFolders(downloadsFolder(storage), 0o700);
  const file = join(downloadsFolder(storage), id);
  return await withProjectLock(storage, `.download-${id}`, async () => {
    const there = await sizeOf(file);
    const named = { project: key, storage: storage.root };
    await refuseFullDisk(storage.root, size - there, named);
    const meter = new ProgressMeter(run, "download", { bytes: size, files: 0 });
    await fetchRest(file, { store, key, version, size }, meter, run);
    try {
      return await work(file);
    } finally {
      // All of it is here: whatever went wrong then is not for want of it, unless it was stopped.
      if (run.signal?.aborted !== true) await rm(file, { force: true });
    }
  });
}

interface Wanted {
  readonly store: ObjectStore;
  readonly key: string;
  readonly version: string;
  readonly size: number;
}

async function fetchRest(
  file: string,
  wanted: Wanted,
  meter: ProgressMeter,
  { signal }: ProjectRun,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      if ((await sizeOf(file)) < wanted.size) await fetchOnce(file, wanted, meter, signal);
      return;
    } catch (error) {
      throwIfCancelled(signal);
      const isPassing = error instanceof StoreError && worthAnother.includes(error.code);
      if (!isPassing || attempt === mostAttempts) throw inWords(error, wanted);
    }
  }
}

async function fetchOnce(
  file: string,
  { store, key, version, size }: Wanted,
  meter: ProgressMeter,
  signal: AbortSignal | undefined,
): Promise<void> {
  const start = await sizeOf(file);
  const call = signal === undefined ? {} : { signal };
  const range = start === 0 ? {} : { range: { start, end: size } };
  const got = await store.get(key, { ...call, ...range });
  if (got.version !== version) throw new Error("it was replaced while it was read; try again");
  const handle = await open(file, "a", 0o600);
  try {
    meter.share(start / Math.max(1, size));
    for await (const bytes of got.body) {
      throwIfCancelled(signal);
      for (let done = 0; done < bytes.length;) {
        done += (await handle.write(bytes, done)).bytesWritten;
      }
      meter.advance(bytes.length, key);
    }
  } finally {
    await handle.close();
  }
  await utimes(file, new Date(), new Date());
  if ((await sizeOf(file)) !== size) throw new StoreError("unavailable", { store: store.url, key });
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return 0;
    throw error;
  }
}

function inWords(error: unknown, { store, key }: Wanted): ResteraError {
  if (error instanceof ResteraError) return error;
  const problem = problemOf(error);
  return new ResteraError("object-not-read", { store: store.url, key, problem, cause: error });
}

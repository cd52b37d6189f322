import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { chmod, lstat, mkdir, open, rename, rm, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { decryptPortable, looksEncrypted } from "../../engine/portable/decrypt-portable.ts";
import { isSystemError, problemOf, ResteraError } from "../../foundation/errors.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import { hashStream } from "../../stores/objects/body.ts";
import { StoreError, type CallOptions } from "../../stores/objects/object-store.ts";
import type { ProjectCall } from "./back-up-project.ts";
import { filesPrefix, manifestKey, readManifest, type ProjectFile } from "./project-manifest.ts";
import { fileKey, filePath } from "./project-path.ts";
import type { RecordStore } from "./record-store.ts";
import { makeFolders } from "../../stores/make-folders.ts";

export interface ProjectRestore {
  readonly name: string;
  readonly target: string;
  /** Undefined for a project that no manifest lists. */
  readonly timestamp: number | undefined;
  readonly restored: number;
  /** There already, with the right content. */
  readonly unchanged: number;
  readonly bytes: number;
  readonly problems: readonly { readonly path: string; readonly problem: string }[];
}

/** What is enough to see whether a file is encrypted. */
const signatureBytes = 22;

interface WantedFile extends Partial<Omit<ProjectFile, "path">> {
  readonly path: string;
  readonly key: string;
}

/**
 * Brings a kept project back into a folder. Each file is compared with its hash before it takes its place; one that is
 * there with other content is left alone and named, unless `overwrite` is set. Throws `record-missing`, and `project-incomplete`
 * when its last upload was interrupted.
 */
export async function restoreProject(
  records: RecordStore,
  { name, target, overwrite = false }: { name: string; target: string; overwrite?: boolean },
  { signal, onProgress }: ProjectCall = {},
): Promise<ProjectRestore> {
  const call: CallOptions = signal === undefined ? {} : { signal };
  const found = await readManifest(records, name, call);
  if (found?.manifest.status === "incomplete") {
    throw new ResteraError("project-incomplete", { name, store: records.url });
  }
  const problems: { path: string; problem: string }[] = [];
  const files = found
    ? listed(name, found.manifest.files)
    : await unlisted(records, name, problems, call);
  if (files.length === 0 && found === undefined && problems.length === 0) {
    throw new ResteraError("record-missing", { key: manifestKey(name), store: records.url });
  }
  const counts = { restored: 0, unchanged: 0, bytes: 0 };
  await makeFolders(target);
  for (const file of files) {
    throwIfCancelled(signal);
    try {
      const outcome = await restoreFile(records, file, { target, overwrite }, call);
      counts[outcome.isNew ? "restored" : "unchanged"]++;
      counts.bytes += outcome.size;
    } catch (error) {
      if (!isOwnTrouble(error)) throw error;
      problems.push({ path: file.path, problem: problemOf(error) });
    }
    const filesDone = counts.restored + counts.unchanged;
    onProgress?.({ filesDone, filesTotal: files.length, bytesDone: counts.bytes, path: file.path });
  }
  return { name, target, timestamp: found?.manifest.timestamp, ...counts, problems };
}

function listed(name: string, files: readonly ProjectFile[]): WantedFile[] {
  return files.flatMap((file) => {
    const key = fileKey(file.path);
    return key === undefined ? [] : [{ ...file, key: filesPrefix(name) + key }];
  });
}

/** What lies in the project's folder when another program put it there. */
async function unlisted(
  records: RecordStore,
  name: string,
  problems: { path: string; problem: string }[],
  call: CallOptions,
): Promise<WantedFile[]> {
  const prefix = filesPrefix(name);
  const files: WantedFile[] = [];
  for await (const { key } of records.list(prefix, call)) {
    const path = filePath(key.slice(prefix.length));
    if (path === undefined)
      problems.push({ path: key, problem: "its name leads out of the folder" });
    else if (!key.endsWith(".uploading")) files.push({ path, key });
  }
  return files;
}

/** What is wrong with one file; a full disk or a store that is gone ends everything. */
function isOwnTrouble(error: unknown): boolean {
  if (error instanceof FileProblem) return true;
  if (error instanceof StoreError)
    return ["not-found", "corrupt", "unsupported"].includes(error.code);
  if (error instanceof ResteraError) return error.code.startsWith("portable-");
  return isSystemError(
    error,
    "EACCES",
    "EPERM",
    "EISDIR",
    "ENOTDIR",
    "EEXIST",
    "ENAMETOOLONG",
    "ENOTEMPTY",
  );
}

class FileProblem extends Error {}

async function restoreFile(
  records: RecordStore,
  { path, key, size, sha256, mode, modified }: WantedFile,
  { target, overwrite }: { target: string; overwrite: boolean },
  call: CallOptions,
): Promise<{ isNew: boolean; size: number }> {
  const place = join(target, ...path.split("/"));
  await makeParents(target, path);
  const there = await lstat(place).catch(() => undefined);
  if (there !== undefined) {
    const isSame =
      there.isFile() &&
      there.size === size &&
      (await hashStream(createReadStream(place))).sha256 === sha256;
    if (isSame) return { isNew: false, size };
    if (!overwrite || !there.isFile()) throw new FileProblem("it is there with other content");
  }
  const partial = join(dirname(place), `.restera-${randomUUID()}.part`);
  try {
    await pipeline(
      await contentOf(records, key, call),
      createWriteStream(partial, { flags: "wx", mode: 0o600 }),
    );
    const got = await hashStream(createReadStream(partial));
    if (sha256 !== undefined && (got.sha256 !== sha256 || got.size !== size)) {
      throw new FileProblem("its content does not have the hash that was kept");
    }
    await chmod(partial, (mode ?? 0o644) & 0o777);
    if (modified !== undefined) await utimes(partial, toSeconds(modified), toSeconds(modified));
    await makeDurable(partial);
    await rename(partial, place);
    return { isNew: true, size: got.size };
  } finally {
    await rm(partial, { force: true });
  }
}

async function makeDurable(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The folders above a file; a link among them would lead out of the target. */
async function makeParents(target: string, path: string): Promise<void> {
  let folder = target;
  for (const segment of path.split("/").slice(0, -1)) {
    folder = join(folder, segment);
    const found = await lstat(folder).catch(() => undefined);
    if (found === undefined) await mkdir(folder);
    else if (!found.isDirectory()) throw new FileProblem("a folder above it is none");
  }
}

async function contentOf(
  records: RecordStore,
  key: string,
  call: CallOptions,
): Promise<AsyncIterable<Uint8Array>> {
  const { body } = await records.store.get(records.prefix + key, call);
  const sealing = await records.writingKey(call);
  return sealing === undefined ? body : opened(body, sealing, key);
}

/** What was kept before encryption was switched on is still plain. */
async function* opened(
  body: AsyncIterable<Uint8Array>,
  key: Parameters<typeof decryptPortable>[1],
  name: string,
): AsyncGenerator<Uint8Array> {
  const parts = body[Symbol.asyncIterator]();
  let first: Buffer = Buffer.alloc(0);
  let next = await parts.next();
  for (; !next.done && first.length < signatureBytes; next = await parts.next()) {
    first = Buffer.concat([first, next.value]);
  }
  const whole = (async function* all() {
    yield first;
    for (; !next.done; next = await parts.next()) yield next.value;
  })();
  yield* looksEncrypted(first) ? decryptPortable(whole, key, { name }) : whole;
}

/** Just above the millisecond: seconds with a fraction are cut off on their way to the file system. */
function toSeconds(ms: number): number {
  return (ms + 0.1) / 1000;
}

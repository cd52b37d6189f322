import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { encryptPortable } from "../../engine/portable/encrypt-portable.ts";
import type { PortableKey } from "../../engine/portable/portable-key.ts";
import { isSystemError } from "../../foundation/errors.ts";
import { hashStream } from "../../stores/objects/body.ts";
import type { Body, CallOptions } from "../../stores/objects/object-store.ts";
import type { ProjectFile } from "./project-manifest.ts";
import { fileKey } from "./project-path.ts";
import { isStoreError, type RecordStore } from "./record-store.ts";

export interface FoundFile {
  readonly path: string;
  readonly mode: number;
  readonly modified: number;
}

interface FileToKeep {
  readonly folder: string;
  readonly file: FoundFile;
  /** Below which its key is. */
  readonly prefix: string;
  /** What was kept of it the last time. */
  readonly old: ProjectFile | undefined;
  readonly largeBytes: number;
}

const attempts = 3;

class FileChanged extends Error {}

/** True for what is wrong with one file, rather than with the store. */
export function isFileTrouble(error: unknown): boolean {
  return (
    isSystemError(error, "ENOENT", "EACCES", "EPERM", "EISDIR", "EIO", "ESTALE") ||
    error instanceof FileChanged
  );
}

/** Sends one file of a project unless it is there; what is sent is what the hash is of, also while it is written to. */
export async function keepFile(
  records: RecordStore,
  wanted: FileToKeep,
  call: CallOptions,
): Promise<{ file: ProjectFile; isNew: boolean }> {
  const { folder, file, prefix, old } = wanted;
  const path = join(folder, ...file.path.split("/"));
  const key = prefix + fileKey(file.path)!;
  const sealing = await records.writingKey(call);
  let failure: unknown;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { sha256, size } = await hashStream(createReadStream(path));
    const kept = { ...file, size, sha256 };
    if (old?.sha256 === sha256 && old.size === size && (await isThere(records, key, size, call))) {
      return { file: kept, isNew: false };
    }
    const read = new HashedFile(path, size);
    try {
      const isNew =
        sealing === undefined
          ? await send(records, { ...wanted, key, body: read.body(), sha256 }, call)
          : await seal(read, sealing, (body) => send(records, { ...wanted, key, body }, call));
      if (read.sha256 === undefined || read.sha256 === sha256) return { file: kept, isNew };
    } catch (error) {
      const now = await hashStream(createReadStream(path));
      if (now.sha256 === sha256 && (read.sha256 ?? sha256) === sha256) throw error;
      failure = error;
    }
  }
  throw new FileChanged("it changes all the time", { cause: failure });
}

/** A file that tells what was last read of it. */
class HashedFile {
  /** Undefined until it was read to its end. */
  sha256: string | undefined;
  readonly #path: string;
  readonly #size: number;

  constructor(path: string, size: number) {
    this.#path = path;
    this.#size = size;
  }

  body(): Body {
    if (this.#size === 0) return new Uint8Array(0);
    return { size: this.#size, open: () => this.read() };
  }

  async *read(): AsyncGenerator<Uint8Array> {
    if (this.#size === 0) return;
    const hash = createHash("sha256");
    // What was appended since does not belong to it.
    for await (const part of createReadStream(this.#path, { end: this.#size - 1 })) {
      hash.update(part as Uint8Array);
      yield part as Uint8Array;
    }
    this.sha256 = hash.digest("hex");
  }
}

/** Encrypts into a file of its own first: an upload that is repeated must send the same bytes. */
async function seal<T>(
  read: HashedFile,
  key: PortableKey,
  work: (body: Body) => Promise<T>,
): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), "restera-project-"));
  try {
    const sealed = join(scratch, "sealed");
    await pipeline(encryptPortable(read.read(), key), createWriteStream(sealed, { mode: 0o600 }));
    const { size } = await stat(sealed);
    return await work({ size, open: () => createReadStream(sealed) });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function isThere(
  records: RecordStore,
  key: string,
  size: number,
  call: CallOptions,
): Promise<boolean> {
  const info = await records.head(key, call);
  return info !== null && (records.isEncrypted || info.size === size);
}

interface Sending {
  readonly key: string;
  readonly body: Body;
  readonly sha256?: string;
  readonly largeBytes: number;
}

/** Puts bytes under a key, whatever is there; false when exactly these were there already. */
async function send(
  records: RecordStore,
  { key, body, sha256, largeBytes }: Sending,
  call: CallOptions,
): Promise<boolean> {
  const { store } = records;
  const name = records.prefix + key;
  const isLarge = !(body instanceof Uint8Array) && body.size > largeBytes;
  const options = { ...call, ...(sha256 !== undefined && { sha256 }) };
  for (let attempt = 1; ; attempt++) {
    try {
      if (!isLarge) return (await store.putNew(name, body, options)) === "created";
      await store.putLarge(name, body, options);
      return true;
    } catch (error) {
      if (!isStoreError(error, "corrupt") || attempt === attempts) throw error;
    }
    const there = await store.head(name, call);
    if (there === null) continue;
    if (!isLarge) {
      if ((await store.replace(name, body, there.version, call)).ok) return true;
      continue;
    }
    // Only creating works in parts. The list of files says "incomplete" until the new one is there.
    const failure = (await store.delete([name], call)).get(name);
    if (failure !== undefined) throw failure;
  }
}

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { ResteraError } from "../../../foundation/errors.ts";
import type { Body } from "../../../stores/objects/object-store.ts";
import type { ListedArchive } from "../archive-metadata.ts";
import type { ArchiveRun } from "../archive-options.ts";
import { readMetadata } from "../read-metadata.ts";
import { updateMetadata } from "../update-metadata.ts";
import { settleId } from "./settle-id.ts";
import { uploadNotesOf } from "./upload-notes.ts";
import { type ArchiveCloud, archiveKeyOf, cloudPathOf, metadataKeyOf } from "./archive-cloud.ts";

const metadataAttempts = 5;
const singleRequestBytes = 32 << 20;

/** Where an archive is now. */
export interface UploadedArchive {
  /** A new one when another machine's archive had it. */
  readonly backup_id: string;
  readonly cloud_path: string;
}

/**
 * Uploads one archive to `backups/<backup_id>/…` and then its metadata, and says `synced` only when the store has shown
 * that it holds all of its bytes: the size by `head`, the SHA-256 by the upload itself, which is checked on the way. The
 * local file is compared with its metadata first, so that nothing damaged replaces a good copy. An archive that is
 * there already, with the same content, is not sent again. Throws `archive-mismatch` and the store's errors.
 */
export async function uploadArchive(
  wanted: ListedArchive,
  cloud: ArchiveCloud,
  run: ArchiveRun = {},
): Promise<UploadedArchive> {
  const { store } = cloud;
  const call = run.signal === undefined ? {} : { signal: run.signal };
  const sha256 = await confirmedHash(wanted, run.signal);
  const archive = await settleId(wanted, sha256, cloud, call);
  const key = archiveKeyOf(archive.backup_id, archive.filename);
  const cloudPath = cloudPathOf(cloud, key);
  await updateMetadata(archive, { cloud_sync_status: "pending" });
  const options = {
    ...call,
    sha256,
    onProgress: (bytesDone: number) =>
      run.onProgress?.({
        bytesDone,
        bytesTotal: archive.size_bytes,
        filesDone: 0,
        currentFile: archive.filename,
      }),
  };
  // One request cannot leave anything half done; what is larger goes in parts.
  if (archive.size_bytes <= singleRequestBytes) await store.putNew(key, bodyOf(archive), options);
  else await store.putLarge(key, bodyOf(archive), { ...options, notes: uploadNotesOf(archive) });
  const there = await store.head(key, call);
  if (there?.size !== archive.size_bytes) {
    const problem = `the cloud has ${there?.size ?? "no"} bytes of it, not ${archive.size_bytes}`;
    throw new ResteraError("archive-not-synced", { archive: archive.filename, problem });
  }
  const synced = { cloud_sync_status: "synced", cloud_path: cloudPath } as const;
  const metadata = await readMetadata(dirname(archive.path), archive.backup_id);
  const text = `${JSON.stringify({ ...metadata, sha256, ...synced, cloud_problem: undefined }, null, 2)}\n`;
  await putMetadata(cloud, metadataKeyOf(archive.backup_id), Buffer.from(text), call);
  await updateMetadata(archive, { ...synced, sha256, cloud_problem: undefined });
  return { backup_id: archive.backup_id, cloud_path: cloudPath };
}

function bodyOf({ path, size_bytes: size }: ListedArchive): Body {
  return {
    size,
    open: () => readFrom(path, 0),
    openAt: (start) => readFrom(path, start),
  };
}

function readFrom(path: string, start: number): AsyncIterable<Uint8Array> {
  return createReadStream(path, { start, highWaterMark: 1 << 20 });
}

/** The file's SHA-256, once it is known that the file is what its metadata say. */
async function confirmedHash(archive: ListedArchive, signal?: AbortSignal): Promise<string> {
  const hashes = { md5: createHash("md5"), sha256: createHash("sha256") };
  const { size } = await stat(archive.path);
  const stream = createReadStream(archive.path, { highWaterMark: 1 << 20 });
  try {
    for await (const bytes of stream as AsyncIterable<Uint8Array>) {
      signal?.throwIfAborted();
      hashes.md5.update(bytes);
      hashes.sha256.update(bytes);
    }
  } catch (error) {
    if (signal?.aborted === true) throw new ResteraError("cancelled", { cause: error });
    throw error;
  }
  const [md5, sha256] = [hashes.md5.digest("hex"), hashes.sha256.digest("hex")];
  const isOther =
    size !== archive.size_bytes ||
    (archive.sha256 === null
      ? archive.checksum !== null && archive.checksum !== md5
      : archive.sha256 !== sha256);
  if (isOther) {
    const problem = "its hash is not the one in its metadata, so it was not uploaded";
    throw new ResteraError("archive-not-synced", { archive: archive.filename, problem });
  }
  return sha256;
}

/** Metadata are replaced: another machine may have written them before. */
async function putMetadata(
  { store }: ArchiveCloud,
  key: string,
  body: Uint8Array,
  call: { readonly signal?: AbortSignal },
): Promise<void> {
  for (let attempt = 1; attempt <= metadataAttempts; attempt++) {
    const version = (await store.head(key, call))?.version ?? null;
    if ((await store.replace(key, body, version, call)).ok) return;
  }
  const problem = "its metadata are being written by others all the time";
  throw new ResteraError("archive-not-synced", { archive: key, problem });
}

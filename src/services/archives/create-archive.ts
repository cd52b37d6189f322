import { createHash } from "node:crypto";
import { mkdir, open, rename, rm, stat, utimes } from "node:fs/promises";
import { join, resolve } from "node:path";
import { append } from "../../foundation/append.ts";
import { encryptPortable } from "../../engine/portable/encrypt-portable.ts";
import type { PortableKey } from "../../engine/portable/portable-key.ts";
import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import { ArchiveLog, type CapturedSource } from "./archive-log.ts";
import type { ArchivedSourceInfo, ArchiveFormat, ArchiveMetadata } from "./archive-metadata.ts";
import { archiveFileName, metadataFileName, timestampOf } from "./archive-name.ts";
import type { ArchiveRun } from "./archive-options.ts";
import type { ArchiveSource } from "./archived-source.ts";
import { gzipped, inPieces } from "../../engine/portable/byte-streams.ts";
import { captureAll, type CapturedAll } from "./capture-all.ts";
import {
  publishNew,
  removeStaleStaging,
  stagingPath,
  writeFileDurably,
} from "../../engine/portable/durable-file.ts";
import { makeFolder, syncFolder } from "../../stores/sync-folder.ts";
import { rebuildIndex } from "./list-archives.ts";
import { removeStaleReservations, type ReservedId, reserveId } from "./reserve-id.ts";
import { writeJson } from "./write-json.ts";
import { writeTar } from "./write-tar.ts";

export interface CreateArchiveInput {
  /** Where archives are kept; it is made when it is missing. */
  readonly folder: string;
  readonly sources: readonly ArchiveSource[];
  readonly format: ArchiveFormat;
  /** Encrypts the archive in the format of age. */
  readonly key?: PortableKey | undefined;
  /** The moment that the archive is of; now when absent. */
  readonly time?: Date | undefined;
}

export interface CreatedArchive {
  /** Absolute path. */
  readonly path: string;
  readonly metadata: ArchiveMetadata;
}

/**
 * Makes one archive of what the sources hold. It appears under its name whole and on disk, its metadata after it; whatever ends it early
 * leaves nothing. What is wrong with a single source or file is in `metadata.problems`, and the others are kept. Memory does not grow with the
 * content. Throws `archive-empty`, `archive-not-written` and `cancelled`.
 */
export async function createArchive(
  input: CreateArchiveInput,
  run: ArchiveRun = {},
): Promise<CreatedArchive> {
  const folder = resolve(input.folder);
  const scratch = stagingPath(folder);
  let id: ReservedId | undefined;
  const fresh = setInterval(() => void touch([scratch, id?.mark]), touchEveryMs).unref();
  try {
    await makeFolder(folder);
    await removeStaleStaging(folder);
    await removeStaleReservations(folder);
    await mkdir(scratch, { mode: 0o700 });
    const captured = await captureAll(input.sources, scratch, run.signal);
    const time = input.time ?? new Date();
    id = await reserveId(folder, time);
    const place = { folder, scratch, backupId: id.backupId, time };
    const metadata = await writeArchive(captured, { ...input, ...place }, run);
    await publish(metadata, place);
    await rebuildIndex(folder);
    return { path: join(folder, metadata.filename), metadata };
  } catch (error) {
    if (error instanceof ResteraError) throw error;
    const problem = problemOf(error);
    throw new ResteraError("archive-not-written", { folder, problem, cause: error });
  } finally {
    clearInterval(fresh);
    await rm(scratch, { recursive: true, force: true });
    await id?.release();
  }
}

/** So that no other machine or container takes long work for what a dead process left. */
async function touch(paths: readonly (string | undefined)[]): Promise<void> {
  const now = new Date();
  for (const path of paths) if (path !== undefined) await utimes(path, now, now).catch(() => {});
}

interface Place {
  readonly folder: string;
  readonly scratch: string;
  readonly backupId: string;
  readonly time: Date;
}

const stagedName = "archive";
const touchEveryMs = 60_000;

/** Writes the archive under a staging name, and gives what is known of it then. */
async function writeArchive(
  { sources, problems }: CapturedAll,
  input: CreateArchiveInput & Place,
  run: ArchiveRun,
): Promise<ArchiveMetadata> {
  const { format, key, scratch, backupId, time } = input;
  const log = new ArchiveLog(run, await totalsOf(sources));
  append(log.problems, problems);
  const isEncrypted = key !== undefined;
  const head = {
    backup_id: backupId,
    timestamp: timestampOf(time),
    created_at: time.toISOString(),
    files_backed_up: sources.flatMap(({ topPaths }) => topPaths),
  };
  const content =
    format === "json.gz"
      ? writeJson(sources, log, { head, scratch })
      : writeTar(sources, log, { withManifest: isEncrypted });
  const packed = format === "tar" ? inPieces(content) : gzipped(inPieces(content));
  const sealed = key === undefined ? packed : encryptPortable(packed, key);
  const written = await writeHashed(sealed, join(scratch, stagedName), run.signal);
  if (log.files.length === 0) throw new ResteraError("archive-empty", { problem: emptyText(log) });
  const { created_at: createdAt, ...documented } = head;
  return {
    ...{ backup_id: backupId, timestamp: documented.timestamp },
    filename: archiveFileName({ backupId, format, isEncrypted }),
    ...{ size_bytes: written.size, checksum: written.md5, format },
    files_backed_up: documented.files_backed_up,
    ...{ cloud_sync_status: "pending", cloud_path: null },
    ...{ created_at: createdAt, sha256: written.sha256, content_size_bytes: log.contentBytes },
    ...{ sources: sources.map((each) => sourceInfo(each, log)), problems: log.problems },
    ...(isEncrypted ? { encryption: "age" as const } : { files: log.files }),
  };
}

/** Names the archive first and its metadata last; when that fails, neither is left. */
async function publish(metadata: ArchiveMetadata, { folder, scratch }: Place): Promise<void> {
  const path = join(folder, metadata.filename);
  const described = join(scratch, metadataName);
  await writeFileDurably(described, `${JSON.stringify(metadata, null, 2)}\n`);
  if (!(await publishNew(join(scratch, stagedName), path))) {
    throw new Error(`${metadata.filename} is there already`);
  }
  try {
    await rename(described, join(folder, metadataFileName(metadata.backup_id)));
    await syncFolder(folder);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

const metadataName = "metadata";

async function totalsOf(
  sources: readonly CapturedSource[],
): Promise<{ bytesTotal: number; filesTotal: number }> {
  const entries = sources.flatMap((each) => each.entries);
  let bytesTotal = 0;
  for (const { file } of entries) {
    bytesTotal += await stat(file).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return { bytesTotal, filesTotal: entries.length };
}

/** Writes the stream to disk, hashed on its way. */
async function writeHashed(
  input: AsyncIterable<Uint8Array>,
  path: string,
  signal: AbortSignal | undefined,
): Promise<{ size: number; md5: string; sha256: string }> {
  const [md5, sha256] = [createHash("md5"), createHash("sha256")];
  const handle = await open(path, "wx", 0o600);
  let size = 0;
  try {
    for await (const bytes of input) {
      throwIfCancelled(signal);
      for (let done = 0; done < bytes.length;) {
        done += (await handle.write(bytes, done)).bytesWritten;
      }
      md5.update(bytes);
      sha256.update(bytes);
      size += bytes.length;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { size, md5: md5.digest("hex"), sha256: sha256.digest("hex") };
}

function sourceInfo({ source }: CapturedSource, { files }: ArchiveLog): ArchivedSourceInfo {
  const { name, kind, configured } = source;
  const own = files.filter((file) => file.source === name);
  const size = own.reduce((sum, file) => sum + file.size_bytes, 0);
  return { name, kind, configured, files: own.length, size_bytes: size };
}

function emptyText({ problems }: ArchiveLog): string {
  const told = problems.map(({ source, path, problem }) => `${path ?? source}: ${problem}`);
  return told.length === 0 ? "none of the default ones is there" : told.slice(0, 5).join("; ");
}

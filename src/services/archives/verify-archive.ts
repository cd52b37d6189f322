import { isObject } from "../../foundation/is-object.ts";
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import type { ArchivedFile, ListedArchive } from "./archive-metadata.ts";
import type { ReadArchiveOptions } from "./archive-options.ts";
import { hashProblem } from "./open-content.ts";
import { readFiles } from "./read-files.ts";
import { listedFiles, readMetadata } from "./read-metadata.ts";
import { EntryGate } from "../../engine/portable/tar/refuse-entry.ts";
import type { ReadOutcome } from "./read-outcome.ts";

/** What was found when all of an archive was read. */
export interface ArchiveCheck {
  readonly backup_id: string;
  /** No problem was found. */
  readonly ok: boolean;
  readonly files: number;
  readonly content_size_bytes: number;
  /** Whether there was something to compare the archive's and the files' hashes with. */
  readonly compared: { readonly archive: boolean; readonly files: boolean };
  readonly problems: readonly { readonly path?: string; readonly problem: string }[];
}

/**
 * Reads an archive to its end: the hash of its file, its structure, and the hash of each file in it, as far as its metadata or the archive itself has them.
 * Throws `archive-hostile`, `archive-unsupported`, and the errors of reading.
 */
export async function verifyArchive(
  archive: ListedArchive,
  options: ReadArchiveOptions = {},
): Promise<ArchiveCheck> {
  const outcome: ReadOutcome = { hashes: {} };
  const gate = new EntryGate(archive.filename);
  const found = new Map<string, { sha256: string; size: number }>();
  let [files, bytesDone] = [0, 0];
  const total = archive.content_size_bytes;
  const bytesTotal = total === null ? {} : { bytesTotal: total };
  for await (const entry of readFiles(archive, options, outcome)) {
    const path = gate.admit(entry);
    const hash = createHash("sha256");
    let size = 0;
    for await (const bytes of entry.content()) {
      hash.update(bytes);
      size += bytes.length;
      bytesDone += bytes.length;
      const told = { bytesDone, filesDone: files, currentFile: entry.path };
      options.onProgress?.({ phase: "check", ...bytesTotal, ...told });
    }
    if (entry.kind !== "file") continue;
    files += 1;
    found.set(path, { sha256: hash.digest("hex"), size });
  }
  const listed = outcome.manifest ?? (await filesBeside(archive));
  const problem = hashProblem(archive, outcome.hashes);
  const problems = [
    ...(problem === undefined ? [] : [{ problem }]),
    ...(listed === undefined ? [] : compareFiles(listed, found)),
  ];
  return {
    backup_id: archive.backup_id,
    ok: problems.length === 0,
    ...{ files, content_size_bytes: bytesDone },
    compared: {
      archive: archive.sha256 !== null || archive.checksum !== null,
      files: listed !== undefined,
    },
    problems,
  };
}

async function filesBeside(archive: ListedArchive): Promise<readonly ArchivedFile[] | undefined> {
  if (!archive.has_metadata) return undefined;
  const metadata = await readMetadata(dirname(archive.path), archive.backup_id);
  return listedFiles(metadata?.files);
}

function* compareFiles(
  listed: readonly ArchivedFile[],
  found: ReadonlyMap<string, { sha256: string; size: number }>,
): Generator<{ path: string; problem: string }> {
  const known = new Set<string>();
  for (const file of listed) {
    if (!isObject(file) || typeof file.path !== "string") continue;
    const { path, sha256 } = file;
    known.add(path);
    const there = found.get(path);
    if (there === undefined) yield { path, problem: "it is missing in the archive" };
    else if (there.sha256 !== sha256) yield { path, problem: "its SHA-256 is not the listed one" };
  }
  for (const path of found.keys()) {
    if (!known.has(path)) yield { path, problem: "it is in the archive, but not in its list" };
  }
}

import type { ArchivedFile, ListedArchive } from "./archive-metadata.ts";
import type { ReadArchiveOptions } from "./archive-options.ts";
import { openContent, readError } from "./open-content.ts";
import { readJsonFiles } from "./read-json-files.ts";
import type { StoredFile } from "../../engine/portable/tar/stored-file.ts";
import type { ReadOutcome } from "./read-outcome.ts";
import { readTar } from "../../engine/portable/tar/read-tar.ts";
import { manifestPath } from "./write-tar.ts";

/**
 * All that is in an archive, in the order of the archive. `outcome` is filled in at the end. Throws `archive-damaged`, `archive-too-large`,
 * `archive-encrypted`, `cancelled`.
 */
export async function* readFiles(
  archive: ListedArchive,
  options: ReadArchiveOptions,
  outcome: ReadOutcome,
): AsyncGenerator<StoredFile> {
  const { filename, format } = archive;
  try {
    const read = format === "json.gz" ? readJsonFiles : tarFiles;
    for await (const file of read(archive, options, outcome)) {
      yield { ...file, content: () => inWords(file.content(), filename) };
    }
  } catch (error) {
    throw readError(error, filename);
  }
}

async function* inWords(
  content: AsyncIterable<Uint8Array>,
  archive: string,
): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch (error) {
    throw readError(error, archive);
  }
}

async function* tarFiles(
  archive: ListedArchive,
  options: ReadArchiveOptions,
  outcome: ReadOutcome,
): AsyncGenerator<StoredFile> {
  for await (const entry of readTar(openContent(archive, options, outcome.hashes))) {
    if (archive.encryption !== undefined && entry.path === manifestPath) {
      const { files } = await readSmallJson<{ files?: unknown }>(entry.content(), entry.size);
      if (Array.isArray(files)) outcome.manifest = files as ArchivedFile[];
      continue;
    }
    yield entry;
  }
}

/** 100 bytes a file: a million of them. */
const mostManifestBytes = 256 << 20;

/** Parses JSON that has to fit into memory; throws an Error when it does not. */
async function readSmallJson<Value>(
  content: AsyncIterable<Uint8Array>,
  size: number,
  most = mostManifestBytes,
): Promise<Value> {
  if (size > most) throw new Error(`a JSON of more than ${most} bytes`);
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString()) as Value;
}

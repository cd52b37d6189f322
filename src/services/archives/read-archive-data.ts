import { parseExactJson } from "../../foundation/exact-json.ts";
import { isObject } from "../../foundation/is-object.ts";
import { constants } from "node:buffer";
import { problemOf, ResteraError } from "../../foundation/errors.ts";
import type { ArchiveProblem, ListedArchive } from "./archive-metadata.ts";
import type { ReadArchiveOptions } from "./archive-options.ts";
import { arrangeData } from "./data-tree.ts";
import { dataPlace } from "./data-place.ts";
import { type DataClash, type DataFile, mergeData } from "./merge-data.ts";
import { type FileHashes, hashProblem, openContent, readError } from "./open-content.ts";
import { readFiles } from "./read-files.ts";
import type { ReadOutcome } from "./read-outcome.ts";

/** What an archive holds, as one object. */
export interface ArchiveData {
  readonly backup_id: string;
  readonly timestamp: string;
  readonly created_at: string;
  /** By source; a folder is an object by file stem, with the file of its name merged in. */
  readonly data_sources: Readonly<Record<string, unknown>>;
  /** JSON files that are broken, keys that two files give. */
  readonly problems: readonly ArchiveProblem[];
  /** Fields that another program put into a JSON document. */
  readonly [other: string]: unknown;
}

/** Of JSON: as an object it takes some times as much memory, and no text can be longer. */
const mostParsedBytes = 512 << 20;
const longestText = constants.MAX_STRING_LENGTH;

/**
 * Reads an archive into an object: ours or another's tar, compressed or not, or a JSON document. Only JSON files are in it. Throws
 * `archive-mismatch` when the archive is not what its metadata says, and the errors of reading.
 */
export async function readArchiveData(
  archive: ListedArchive,
  options: ReadArchiveOptions = {},
): Promise<ArchiveData> {
  const hashes: FileHashes = {};
  const data =
    archive.format === "json.gz"
      ? await fromDocument(archive, options, hashes)
      : await fromTar(archive, options, hashes);
  const problem = hashProblem(archive, hashes);
  if (problem !== undefined) {
    throw new ResteraError("archive-mismatch", { archive: archive.filename, problem });
  }
  const { backup_id, timestamp, created_at } = archive;
  return { backup_id, timestamp, created_at, ...data };
}

function parserOf({ exactNumbers = false }: ReadArchiveOptions): (text: string) => unknown {
  return exactNumbers ? parseExactJson : (text) => JSON.parse(text) as unknown;
}

type Content = Pick<ArchiveData, "data_sources" | "problems">;

async function fromDocument(
  archive: ListedArchive,
  options: ReadArchiveOptions,
  hashes: FileHashes,
): Promise<Content> {
  try {
    const parts: Uint8Array[] = [];
    const maxContentBytes = Math.min(options.maxContentBytes ?? mostParsedBytes, longestText);
    const limited = { ...options, maxContentBytes };
    for await (const part of openContent(archive, limited, hashes)) parts.push(part);
    const document = parserOf(options)(Buffer.concat(parts).toString());
    if (!isObject(document) || !isObject(document["data_sources"])) {
      throw new Error("it has no data_sources");
    }
    const { raw_files: _raw, files: _files, problems, data_sources: sources, ...rest } = document;
    const told = Array.isArray(problems) ? (problems as ArchiveProblem[]) : [];
    return { ...rest, data_sources: sources, problems: told };
  } catch (error) {
    throw readError(error, archive.filename);
  }
}

async function fromTar(
  archive: ListedArchive,
  options: ReadArchiveOptions,
  hashes: FileHashes,
): Promise<Content> {
  const outcome: ReadOutcome = { hashes };
  const problems: ArchiveProblem[] = [];
  const files = new Map<string, DataFile>();
  const limit = options.maxContentBytes ?? mostParsedBytes;
  let jsonBytes = 0;
  for await (const { path, kind, size, content } of readFiles(archive, options, outcome)) {
    const place = dataPlace(path);
    if (place === undefined || kind !== "file") continue;
    const { source } = place;
    jsonBytes += size;
    if (jsonBytes > limit) {
      throw new ResteraError("archive-too-large", { archive: archive.filename, limit });
    }
    const parts: Uint8Array[] = [];
    for await (const part of content()) parts.push(part);
    try {
      const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
      files.set(path, { path, value: parserOf(options)(text.decode(Buffer.concat(parts))) });
    } catch (error) {
      files.set(path, { path, value: undefined });
      problems.push({ source, path, kind: "broken-json", problem: problemOf(error) });
    }
  }
  const { root, taken } = arrangeData([...files.values()]);
  const clashes: DataClash[] = taken.map(({ path }) => ({
    ...{ path, problem: "another file gives the same key" },
  }));
  const sources = mergeData(root, clashes) as Record<string, unknown> | undefined;
  const told = clashes.map(({ path, problem }) => {
    return { source: dataPlace(path)!.source, path, kind: "clash" as const, problem };
  });
  return { data_sources: sources ?? {}, problems: [...problems, ...told] };
}

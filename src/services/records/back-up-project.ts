import { lstat, opendir, stat } from "node:fs/promises";
import { join } from "node:path";
import { problemOf, ResteraError } from "../../foundation/errors.ts";
import { throwIfCancelled } from "../../foundation/throw-if-cancelled.ts";
import type { CallOptions } from "../../stores/objects/object-store.ts";
import { isFileTrouble, keepFile, type FoundFile } from "./keep-file.ts";
import {
  filesPrefix,
  makeManifest,
  manifestKey,
  readManifest,
  type ProjectFile,
} from "./project-manifest.ts";
import { fileKey } from "./project-path.ts";
import type { RecordStore } from "./record-store.ts";

export interface ProjectProgress {
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly bytesDone: number;
  readonly path: string;
}

export interface ProjectCall {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ProjectProgress) => void;
  readonly now?: () => number;
}

export interface ProjectBackup {
  readonly name: string;
  readonly timestamp: number;
  readonly key: string;
  readonly files: number;
  readonly bytes: number;
  readonly uploaded: number;
  readonly unchanged: number;
  /** What could not be read or kept; everything else was. */
  readonly problems: readonly { readonly path: string; readonly problem: string }[];
}

/** Up to here one request carries a file. */
const defaultLargeBytes = 64 << 20;
/** The list of what is there is written down after so many files, so that an interrupted upload goes on from there. */
const savedEvery = 50;

interface ProjectInput {
  readonly name: string;
  readonly folder: string;
  /** Larger files are sent in parts (64 MiB). */
  readonly largeBytes?: number;
}

/**
 * Keeps a folder as `projects/NAME/…`, each file under its own path, and then the list of them. Only what changed since
 * the last time is sent. Throws `path-missing`, `record-name-invalid`, and `record-changed` when another machine
 * keeps the same project at the same time.
 */
export async function backUpProject(
  records: RecordStore,
  { name, folder, largeBytes = defaultLargeBytes }: ProjectInput,
  { signal, onProgress, now = Date.now }: ProjectCall = {},
): Promise<ProjectBackup> {
  const call: CallOptions = signal === undefined ? {} : { signal };
  const [key, prefix] = [manifestKey(name), filesPrefix(name)];
  const { files, problems } = await findFiles(folder, signal);
  const old = await readManifest(records, name, call);
  const before = new Map(old?.manifest.files.map((file) => [file.path, file]));
  const counts = { uploaded: 0, unchanged: 0, bytes: 0 };
  let version = old?.version ?? null;
  let timestamp = now();
  const note = async (status: "complete" | "incomplete"): Promise<void> => {
    const known =
      status === "complete" ? kept : [...new Map([...before, ...keptByPath()]).values()];
    const next = await records.replace(
      key,
      makeManifest(name, status, known, now()),
      version,
      call,
    );
    if (next === undefined) throw new ResteraError("record-changed", { key, store: records.url });
    version = next;
  };
  const kept: ProjectFile[] = [];
  const keptByPath = (): [string, ProjectFile][] => kept.map((file) => [file.path, file]);
  await note("incomplete");
  for (const file of files) {
    throwIfCancelled(signal);
    try {
      const sent = await keepFile(
        records,
        { folder, file, prefix, old: before.get(file.path), largeBytes },
        call,
      );
      kept.push(sent.file);
      counts[sent.isNew ? "uploaded" : "unchanged"]++;
      counts.bytes += sent.file.size;
    } catch (error) {
      if (!isFileTrouble(error)) throw error;
      problems.push({ path: file.path, problem: problemOf(error) });
    }
    onProgress?.({
      filesDone: kept.length,
      filesTotal: files.length,
      bytesDone: counts.bytes,
      path: file.path,
    });
    if (counts.uploaded % savedEvery === savedEvery - 1) await note("incomplete");
  }
  await note("complete");
  return { name, timestamp, key, files: kept.length, ...counts, problems };
}

/** Every file below a folder, in order; what is no plain file is named as a problem. */
async function findFiles(
  folder: string,
  signal: AbortSignal | undefined,
): Promise<{ files: FoundFile[]; problems: { path: string; problem: string }[] }> {
  const files: FoundFile[] = [];
  const problems: { path: string; problem: string }[] = [];
  const top = await stat(folder).catch(() => undefined);
  if (top?.isDirectory() !== true) throw new ResteraError("path-missing", { path: folder });
  const walk = async (below: string): Promise<void> => {
    throwIfCancelled(signal);
    try {
      for await (const { name } of await opendir(join(folder, below))) {
        const path = below === "" ? name : `${below}/${name}`;
        const found = await lstat(join(folder, path));
        if (found.isDirectory()) await walk(path);
        else if (!found.isFile()) problems.push({ path, problem: "it is no plain file" });
        else if (fileKey(path) === undefined)
          problems.push({ path, problem: "no store can keep its name" });
        else
          files.push({
            path,
            mode: found.mode & 0o777,
            modified: Math.trunc(found.mtimeMs),
          });
      }
    } catch (error) {
      if (!(error instanceof Error && "code" in error) || error instanceof ResteraError)
        throw error;
      problems.push({ path: below, problem: problemOf(error) });
    }
  };
  await walk("");
  return { files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)), problems };
}

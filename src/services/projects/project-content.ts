import type { StoredFile } from "../../engine/portable/tar/stored-file.ts";
import { leadsInside } from "../../engine/portable/tar/refuse-entry.ts";
import type { GivenMetadata } from "./project-metadata.ts";
import type { ProjectRun } from "./project-run.ts";
import { filesOf, type Measured, measureFolder } from "./walk-project.ts";

/** What a project lacks because it could not be kept safely. */
export interface LeftOut {
  readonly path: string;
  readonly problem: string;
}

/** Where the files of a new project come from. */
export interface ProjectContent {
  /** For messages. */
  readonly label: string;
  /** As far as is known before all of it is read. */
  readonly expected: { readonly bytes: number; readonly files: number };
  /** What it is; absent: looked at once it is written. */
  readonly measured?: Measured | undefined;
  readonly gitRepository: string | null;
  /** What it says about itself; what the caller says wins. */
  readonly metadata?: GivenMetadata | undefined;
  /** Of a project that has no type yet; absent: generation. */
  readonly usualType?: string | undefined;
  /** Everything below `source/` and `artifacts/`, those two included; each looked at. */
  entries(leftOut: LeftOut[], run: ProjectRun): AsyncIterable<StoredFile>;
}

const mostLeftOutTold = 100;

interface Parts {
  /** Absolute paths; what is in the first becomes `source/`. */
  readonly folder: string;
  readonly artifacts: string | undefined;
  /** Passed over: the storage. */
  readonly without: string;
}

/** Folders as they are. */
export async function folderContent(
  parts: Parts,
  gitRepository: string | null,
  run: ProjectRun,
): Promise<ProjectContent> {
  const measured = await measureAll(parts, run);
  return {
    ...{ label: parts.folder, expected: measured, measured, gitRepository },
    entries: (leftOut, { signal }) => entriesOf(parts, leftOut, signal),
  };
}

async function measureAll(
  { folder, artifacts, without }: Parts,
  { signal }: ProjectRun,
): Promise<Measured> {
  const walk = { signal, without };
  const source = await measureFolder(folder, walk);
  if (artifacts === undefined) return source;
  const { bytes, files } = await measureFolder(artifacts, walk);
  return { ...source, bytes: source.bytes + bytes, files: source.files + files };
}

async function* entriesOf(
  { folder, artifacts, without }: Parts,
  leftOut: LeftOut[],
  signal: AbortSignal | undefined,
): AsyncGenerator<StoredFile> {
  const onOdd = (path: string, problem: string) => leaveOut(leftOut, path, problem);
  const walk = { signal, without, onOdd };
  yield folderEntry("source");
  yield* withoutOutside(filesOf(folder, "source/", walk), leftOut);
  yield folderEntry("artifacts");
  if (artifacts === undefined) return;
  yield* withoutOutside(filesOf(artifacts, "artifacts/", walk), leftOut);
}

export function folderEntry(path: string): StoredFile {
  const content = async function* (): AsyncGenerator<Uint8Array> {};
  const modifiedMs = Date.now();
  return { path, kind: "folder", size: 0, modifiedMs, mode: 0o755, linkTarget: "", content };
}

/** The same entries but for links that lead out, which are named. */
export async function* withoutOutside(
  entries: AsyncIterable<StoredFile>,
  leftOut: LeftOut[],
): AsyncGenerator<StoredFile> {
  for await (const entry of entries) {
    if (entry.kind !== "symlink" || staysInside(entry)) {
      yield entry;
    } else {
      leaveOut(leftOut, entry.path, "it is a link that leads out of the project");
    }
  }
}

/** Names what is not kept, as long as somebody may still read it. */
export function leaveOut(leftOut: LeftOut[], path: string, problem: string): void {
  if (leftOut.length < mostLeftOutTold) leftOut.push({ path, problem });
}

/** From `source/` or `artifacts/` on, so that a part of a project is whole by itself. */
export function staysInside({ path, linkTarget }: StoredFile): boolean {
  return leadsInside(path.slice(path.indexOf("/") + 1), linkTarget);
}

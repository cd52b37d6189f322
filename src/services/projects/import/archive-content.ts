import { basename } from "node:path";
import type { StoredFile } from "../../../engine/portable/tar/stored-file.ts";
import { ResteraError } from "../../../foundation/errors.ts";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import {
  folderEntry,
  type LeftOut,
  type ProjectContent,
  withoutOutside,
} from "../project-content.ts";
import { type GivenMetadata, parseMetadata, withoutFoundOut } from "../project-metadata.ts";
import type { ProjectRun } from "../project-run.ts";
import { NamesOnce } from "./names-once.ts";

/** An archive that can be read from its beginning as often as needed; its entries were looked at by the gate. */
export type ReadEntries = (signal: AbortSignal | undefined) => AsyncIterable<StoredFile>;

const mostMetadataBytes = 1 << 20;

/** What is in an archive, found out before anything of it is written. */
interface Layout {
  readonly bytes: number;
  readonly files: number;
  /** The one folder that everything is in, with a slash; else empty. */
  readonly top: string;
  /** Of a project that was archived: its files are in `source/` and `artifacts/`. */
  readonly metadata: string | undefined;
  /** Of entries, by their number: a later one has the name. */
  readonly superseded: ReadonlySet<number>;
}

/** The files of an archive, without the one folder that all are in. An archive of a project becomes that project again. */
export async function archiveContent(
  file: string,
  read: ReadEntries,
  { signal }: ProjectRun,
): Promise<ProjectContent & { readonly metadata: GivenMetadata }> {
  const layout = await layoutOf(basename(file), read, signal);
  const { bytes, files, top, metadata } = layout;
  if (files === 0) throw new ResteraError("import-empty", { path: file });
  return {
    ...{ label: file, expected: { bytes, files }, gitRepository: null },
    metadata: metadata === undefined ? {} : metadataIn(metadata, top || basename(file)),
    entries: (leftOut, run) => entriesOf(read, layout, leftOut, run),
  };
}

async function layoutOf(
  archive: string,
  read: ReadEntries,
  signal: AbortSignal | undefined,
): Promise<Layout> {
  const names = new NamesOnce(archive);
  let top: string | undefined;
  let [hasSource, metadata] = [false, undefined as string | undefined];
  for await (const entry of read(signal)) {
    throwIfCancelled(signal);
    const { path, kind, size } = entry;
    const [first = ""] = path.split("/", 1);
    const isFolder = path.includes("/") || kind === "folder";
    const folder = isFolder ? `${first}/` : "";
    top = top === undefined || top === folder ? folder : "";
    names.add(entry);
    if (/^(?:[^/]+\/)?source(?:\/|$)/.test(path)) hasSource = true;
    const isMetadata = /^(?:[^/]+\/)?metadata\.json$/.test(path) && kind === "file";
    if (isMetadata && (metadata === undefined || names.isAgain) && size <= mostMetadataBytes) {
      metadata = await textOf(entry);
    }
  }
  const isProject = hasSource && metadata !== undefined && isOne(metadata);
  const { bytes, files, superseded } = names;
  const counted = { bytes, files, superseded };
  return { ...counted, top: top ?? "", metadata: isProject ? metadata : undefined };
}

/** `source/metadata.json` of a program of somebody's is none. */
function isOne(text: string): boolean {
  try {
    return parseMetadata(text, "x").created_at !== "";
  } catch {
    return false;
  }
}

/** What was said about the project, but for what is counted and what was true of it where it was. */
function metadataIn(text: string, id: string): GivenMetadata {
  const { project_id: _, ...given } = withoutFoundOut({ ...parseMetadata(text, id) });
  // What it has none of is found out, as for any project.
  const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0;
  return Object.fromEntries(Object.entries(given).filter(([, value]) => !isEmpty(value)));
}

async function* entriesOf(
  read: ReadEntries,
  { top, metadata, superseded }: Layout,
  leftOut: LeftOut[],
  { signal }: ProjectRun,
): AsyncGenerator<StoredFile> {
  yield folderEntry("source");
  yield folderEntry("artifacts");
  const within = (path: string): string | undefined => {
    const plain = path.startsWith(top) ? path.slice(top.length) : "";
    if (plain === "") return undefined;
    if (metadata === undefined) return `source/${plain}`;
    return /^(?:source|artifacts)\//.test(plain) ? plain : undefined;
  };
  const moved = async function* (): AsyncGenerator<StoredFile> {
    let at = 0;
    for await (const entry of read(signal)) {
      throwIfCancelled(signal);
      if (superseded.has(at++)) continue;
      const path = within(entry.path);
      if (path === undefined) continue;
      const isTwin = entry.kind === "hardlink";
      const linkTarget = isTwin ? (within(entry.linkTarget) ?? "") : entry.linkTarget;
      yield { ...entry, path, linkTarget };
    }
  };
  yield* withoutOutside(moved(), leftOut);
}

async function textOf(entry: StoredFile): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of entry.content()) parts.push(part);
  return Buffer.concat(parts).toString();
}

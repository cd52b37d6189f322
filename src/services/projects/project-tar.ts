import { paddingBytes } from "../../engine/portable/tar/tar-block.ts";
import { tarEnd, tarHeader } from "../../engine/portable/tar/tar-header.ts";
import { metadataText, type ProjectMetadata } from "./project-metadata.ts";
import type { ProgressMeter } from "./project-run.ts";
import { staysInside } from "./project-content.ts";
import { filesOf, type FolderStamp, oddName } from "./walk-project.ts";

export interface ProjectTarRun {
  /** Told of all that was read: whoever compares it later knows whether somebody changed something meanwhile. */
  readonly stamp?: FolderStamp | undefined;
  readonly meter?: ProgressMeter | undefined;
  /** Gets the links that lead out of the project, which nobody could follow elsewhere, and what has a name that is not UTF-8. */
  readonly leftOut?: string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

const mostLeftOutTold = 100;

/** A project's folder as a tar in a folder of its id; the metadata first, so that they can be read without the rest. Throws `project-unreadable`, `cancelled`. */
export async function* projectTar(
  folder: string,
  metadata: ProjectMetadata,
  { stamp, meter, leftOut = [], signal }: ProjectTarRun,
): AsyncGenerator<Uint8Array> {
  const id = metadata.project_id;
  const text = Buffer.from(metadataText(metadata));
  // The same project is the same tar.
  const updatedMs = Date.parse(metadata.updated_at);
  yield tarHeader({ path: `${id}/metadata.json`, size: text.length, modifiedMs: updatedMs });
  yield text;
  yield Buffer.alloc(paddingBytes(text.length));
  const onStats: FolderStamp["add"] = (path, stats) => stamp?.add(path, stats);
  const leaveOut = (path: string) => {
    if (leftOut.length < mostLeftOutTold) leftOut.push(path);
  };
  const onOdd = (path: string, problem: string) => {
    // A link was added already.
    if (problem === oddName) stamp?.addOdd(path);
    leaveOut(path);
  };
  for await (const entry of filesOf(folder, "", { signal, onStats, onOdd })) {
    const { path, kind, size, modifiedMs, mode, linkTarget } = entry;
    if (path === "metadata.json") continue;
    if (kind === "symlink" && !staysInside(entry)) {
      leaveOut(path);
      continue;
    }
    const common = { path: `${id}/${path}`, size, modifiedMs, mode, linkTarget };
    yield tarHeader({ ...common, kind: kind as "file" | "folder" | "symlink" });
    for await (const bytes of entry.content()) {
      meter?.advance(bytes.length, path);
      yield bytes;
    }
    yield Buffer.alloc(paddingBytes(size));
    if (kind === "file") meter?.fileDone(path);
  }
  yield tarEnd();
}

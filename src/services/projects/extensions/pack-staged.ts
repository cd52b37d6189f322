import { join } from "node:path";
import { removeTree } from "../../../engine/portable/remove-tree.ts";
import { ResteraError } from "../../../foundation/errors.ts";
import type { PackedBody, ProjectMetadata } from "../project-metadata.ts";
import { projectTar } from "../project-tar.ts";
import type { ProjectStorage } from "../project-storage.ts";
import type { BodyKeeper } from "./body-keeper.ts";

/** Shows a project to the plugins before it is stored. Rejects with what they throw. */
export async function showStaged(
  { bodies }: ProjectStorage,
  staged: string,
  metadata: ProjectMetadata,
  signal: AbortSignal | undefined,
): Promise<void> {
  await bodies?.look(metadata.project_id, () => projectTar(staged, metadata, { signal }), signal);
}

/** Moves a staged project's files to where they are kept; only the metadata stay in the folder. Nothing where they stay there. */
export async function packStaged(
  { bodies }: ProjectStorage,
  staged: string,
  metadata: ProjectMetadata,
  signal: AbortSignal | undefined,
): Promise<{ readonly packed?: PackedBody }> {
  if (bodies?.keeps !== true) return {};
  const tar = projectTar(staged, metadata, { signal });
  const packed = await bodies.keep(metadata.project_id, tar, signal);
  for (const part of ["source", "artifacts"]) {
    await removeTree(join(staged, part));
  }
  return { packed };
}

/** Who opens the project's files; undefined when they are in its folder. Throws `project-elsewhere`. */
export function keeperOf(
  { bodies }: ProjectStorage,
  { project_id: project, packed }: ProjectMetadata,
): BodyKeeper | undefined {
  if (packed === undefined) return undefined;
  if (bodies?.keeps === true) return bodies;
  throw new ResteraError("project-elsewhere", { project });
}

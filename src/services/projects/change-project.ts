import { findProject, type FoundProject } from "./find-project.ts";
import type { ProjectStorage } from "./project-storage.ts";
import { recoverStorage } from "./recover-storage.ts";
import { withProject } from "./settle-project.ts";

/** Changes a project that nobody else changes meanwhile, as it is once that is sure. Throws `project-unknown`, `project-busy`. */
export async function changeProject(
  storage: ProjectStorage,
  wanted: string,
  change: (found: FoundProject) => Promise<FoundProject>,
): Promise<FoundProject> {
  await findProject(storage, wanted);
  await recoverStorage(storage);
  return await withProject(storage, wanted, async () => change(await findProject(storage, wanted)));
}

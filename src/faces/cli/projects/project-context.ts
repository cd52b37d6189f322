import { join, resolve } from "node:path";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { projectMessages } from "../../../foundation/messages/project-messages.ts";
import { translateProblem } from "../../../foundation/messages/translate-problem.ts";
import type { FoundProject } from "../../../services/projects/find-project.ts";
import type { ProjectRun } from "../../../services/projects/project-run.ts";
import { projectStorage, type ProjectStorage } from "../../../services/projects/project-storage.ts";
import { storageSettings } from "../../environment/storage-settings.ts";
import type { CommandContext } from "../command-context.ts";
import { formatCount } from "../output/format-values.ts";
import { createProgress } from "../output/progress.ts";
import { resteraHome } from "../vault-access/restera-home.ts";

/** The storage that the command line or the environment names, else the one in RESTERA_HOME. */
export function chosenStorage({ options, system }: CommandContext): ProjectStorage {
  const settings = storageSettings(system.environment);
  const given = options.text("storage") ?? settings.basePath;
  const root = given === undefined ? join(resteraHome(system), "storage") : given;
  return projectStorage(resolve(system.cwd, root), settings);
}

/** Shows the progress of work on a project while it runs. */
export async function whileWorking<Result>(
  context: CommandContext,
  work: (run: ProjectRun) => Promise<Result>,
): Promise<Result> {
  const display = createProgress(context);
  const startedMs = performance.now();
  const { language, text, signal } = context;
  try {
    return await work({
      signal,
      onProgress: (percent, details) => {
        const secondsElapsed = (performance.now() - startedMs) / 1000;
        const { bytesDone, bytesTotal, filesDone, filesTotal, currentFile } = details;
        const state = {
          ...{ label: text(projectMessages.working), secondsElapsed, done: bytesDone },
          ...{ total: bytesTotal, bytes: true },
          counts: formatCount(filesDone, nouns.file, language),
          ...(currentFile !== undefined && { current: currentFile }),
        };
        display.update(state, () => ({
          ...{ message_type: "status", seconds_elapsed: Math.floor(secondsElapsed) },
          ...{ percent_done: percent / 100, bytes_done: bytesDone, total_bytes: bytesTotal },
          ...{ files_done: filesDone, total_files: filesTotal },
        }));
      },
    });
  } finally {
    display.finish();
  }
}

/** A project as `--json` has it: its metadata, and where it is. */
export function projectJson({ metadata, place }: FoundProject): object {
  return { ...metadata, path: "folder" in place ? place.folder : place.archive };
}

/** What is wrong with one project or path, in the user's language. */
export function problemLine(
  { id, problem }: { readonly id: string; readonly problem: string },
  { language, text }: CommandContext,
): string {
  return text(projectMessages.problem, { id, problem: translateProblem(problem, language) });
}

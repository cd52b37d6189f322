import { type ProjectBackups, projectBackups } from "../../../compose/project-backups.ts";
import { keepingVersions } from "../../../compose/project-versions.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { projectBackupMessages } from "../../../foundation/messages/project-backup-messages.ts";
import { projectMessages } from "../../../foundation/messages/project-messages.ts";
import { translateProblem } from "../../../foundation/messages/translate-problem.ts";
import type { FoundProject } from "../../../services/projects/find-project.ts";
import { FolderBackend } from "../../../services/projects/extensions/folder-backend.ts";
import type { FoundSecret } from "../../../services/projects/extensions/find-secrets.ts";
import { PackedBodies } from "../../../services/projects/extensions/packed-bodies.ts";
import { checkPlugin } from "../../../services/projects/extensions/storage-plugin.ts";
import { lowSpace } from "../../../services/projects/low-space.ts";
import type { ProjectRun } from "../../../services/projects/project-run.ts";
import { projectStorage, type ProjectStorage } from "../../../services/projects/project-storage.ts";
import type { ProjectSettings } from "../../../services/projects/project-settings.ts";
import { cloudCredentials } from "../../environment/cloud-credentials.ts";
import { type ProjectConfig, projectConfig } from "../../environment/config/project-config.ts";
import { resteraHome } from "../../environment/restera-home.ts";
import { SecretScanPlugin } from "../../library/orchestrator/secret-scan-plugin.ts";
import type { CommandContext } from "../command-context.ts";
import { formatCount, formatSize } from "../output/format-values.ts";
import { createProgress } from "../output/progress.ts";

/** What is in force here: options, variables, the project's and the user's files; else what is in RESTERA_HOME. Throws `config-invalid` and its kin. */
export function chosenConfig(
  { options, system }: Pick<CommandContext, "options" | "system">,
  more: Readonly<Record<string, unknown>> = {},
): ProjectConfig {
  const { cwd, environment } = system;
  const home = resteraHome(system);
  const given = { base_path: options.text("storage"), ...more };
  return projectConfig({ cwd, environment, home, defaultFolder: home, options: given });
}

/** The storage that is in force. */
export function chosenStorage(context: CommandContext): ProjectStorage {
  const { settings } = chosenConfig(context);
  const storage = storageOf(settings);
  const { secretScan: onFound } = settings;
  if (onFound === "off") return storage;
  const { output, text } = context;
  const report = (found: readonly FoundSecret[]): void => {
    for (const each of found) output.warn(text(projectBackupMessages.secret, { ...each }));
  };
  const scan = checkPlugin(new SecretScanPlugin({ onFound, report }));
  return { ...storage, bodies: new PackedBodies(new FolderBackend(storage), false, () => [scan]) };
}

export function storageOf({ basePath, ...limits }: ProjectSettings): ProjectStorage {
  return keepingVersions(projectStorage(basePath, limits));
}

/** Backups of the storage that is in force, to and from the places that are. */
export function chosenBackups(
  { settings, inForce }: ProjectConfig,
  { system }: Pick<CommandContext, "system">,
): ProjectBackups {
  const { destinations, compression: compress, log } = settings.backup;
  const origin = inForce.find(({ path }) => path === "backup.destination")?.origin;
  return projectBackups({
    ...{ storage: storageOf(settings), destinations, compress, log },
    isDefault: origin?.from === "default",
    stores: cloudCredentials(system.environment),
  });
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

/** Says that the disk of the storage is nearly full, and what to do. */
export async function warnLowSpace(
  { output, text, language }: Pick<CommandContext, "output" | "text" | "language">,
  storage: ProjectStorage,
): Promise<void> {
  const free = await lowSpace(storage);
  if (free === undefined) return;
  const parameters = { storage: storage.root, free: formatSize(free, language) };
  output.warn(text(projectBackupMessages.lowSpace, parameters));
}

import { hash } from "node:crypto";
import { join } from "node:path";
import { openDatabase } from "../../../compose/open-database.ts";
import { backupTimes } from "../../../services/projects/project-settings.ts";
import type { ProjectRun } from "../../../services/projects/project-run.ts";
import { dropSchedule, keepSchedule } from "../../../services/tasks/keep-schedule.ts";
import { runSchedules } from "../../../services/tasks/run-schedules.ts";
import { supervise } from "../../../services/tasks/supervise.ts";
import type { Json } from "../../../services/tasks/task.ts";
import type { TaskRun } from "../../../services/tasks/task-run.ts";
import type { ManagerCore } from "./manager-core.ts";

export interface AutomaticCall {
  /** Ends it: what runs is stopped, and done again by whoever runs it next. */
  readonly signal: AbortSignal;
  /** Of schedules and tasks: a file, or `postgres://…`; the one of Restera's commands when absent. */
  readonly database?: string;
  /** The database could not be used; it is tried again. */
  readonly onProblem?: (error: unknown) => void;
}

/**
 * Runs backups and clean-up when the configuration says, as schedules and tasks of the supervisor: what was missed while nobody ran them is caught up once, and
 * `restera task list` and `restera health` know of them. Only a process that calls this for the same storage runs them.
 */
export async function runAutomatically(
  core: ManagerCore,
  { signal, database: url = join(core.home, "restera.db"), onProblem }: AutomaticCall,
): Promise<void> {
  const { settings, storage } = core;
  const { backup, cleanupEnabled, cleanupSchedule } = settings;
  const suffix = hash("sha256", storage.root).slice(0, 12);
  const wanted = [
    { kind: "project backup", isOn: backup.enabled, times: backupTimes[backup.frequency] },
    { kind: "project cleanup", isOn: cleanupEnabled, times: cleanupSchedule },
  ];
  const handlerOf = (kind: string): string => `${kind} ${suffix}`;
  const database = await openDatabase(url);
  try {
    for (const { kind, isOn, times } of wanted) {
      const name = `${kind.replace(" ", "-")}-${suffix}`;
      const input = { storage: storage.root };
      if (!isOn) await dropSchedule(database, name);
      else await keepSchedule(database, { name, kind, times, handler: handlerOf(kind), input });
    }
    const told = { signal, ...(onProblem !== undefined && { onProblem }) };
    const handlers = {
      [handlerOf("project backup")]: (run: TaskRun) => backUp(core, run),
      [handlerOf("project cleanup")]: (run: TaskRun) => cleanUp(core, run),
    };
    await Promise.all([runSchedules(database, told), supervise(database, { ...told, handlers })]);
  } finally {
    await database.close();
  }
}

async function backUp(core: ManagerCore, run: TaskRun): Promise<Json> {
  const report = await core.backups().backUp(undefined, runOf(run));
  for (const { id, problem } of report.problems) run.log(`${id}: ${problem}`);
  const { backup_id, size_bytes, projects, problems } = report;
  return { backup_id, size_bytes, projects: projects.length, problems: problems.length };
}

async function cleanUp(core: ManagerCore, run: TaskRun): Promise<Json> {
  const { freed_bytes, problems } = await core.cleanUp(false, runOf(run));
  for (const { id, problem } of problems) run.log(`${id}: ${problem}`);
  return { freed_bytes, problems: problems.length };
}

function runOf(run: TaskRun): ProjectRun {
  return {
    signal: run.signal,
    onProgress: (_, { phase, bytesDone, bytesTotal, filesDone, filesTotal, currentFile }) =>
      run.progress({
        ...{ phase, bytesDone, bytesTotal, itemsDone: filesDone, itemsTotal: filesTotal },
        ...(currentFile !== undefined && { currentItem: currentFile }),
      }),
  };
}

import { existsSync } from "node:fs";
import { exitCodes } from "../exit-code.ts";
import type { CommandLine } from "../parse/parse-command-line.ts";
import type { System } from "../system.ts";

/** Commands whose last success `restera health` tells. */
const noted = ["backup", "check", "drill"];
/** Nobody waits long for a note. */
const busyTimeoutMs = 500;

/**
 * Notes that a command was run by hand and went well, when there is a database of tasks: health then knows of it. Of those that
 * a supervisor runs the task itself is the note. Never fails.
 */
export async function noteRun(
  { path, values }: Extract<CommandLine, { kind: "run" }>,
  code: number,
  startedMs: number,
  system: System,
): Promise<void> {
  const [kind = ""] = path;
  const isSuccess = code === exitCodes.done || code === exitCodes.partly;
  if (path.length !== 1 || !noted.includes(kind) || !isSuccess || values.has("dry-run")) return;
  if (system.environment.RESTERA_TASK !== undefined) return;
  const { databaseUrl, withDatabase } = await import("./with-database.ts");
  const url = databaseUrl(system);
  if (!url.includes("://") && !existsSync(url)) return;
  try {
    const { addDoneTask } = await import("../../../services/tasks/add-task.ts");
    const partly = code === exitCodes.partly || undefined;
    const result = { exit_code: code, partly };
    const task = { kind, handler: "by hand", input: null, startedMs, result };
    await withDatabase({ system }, (database) => addDoneTask(database, task), { busyTimeoutMs });
  } catch {
    // The command itself went well.
  }
}

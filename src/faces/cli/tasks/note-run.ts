import { existsSync } from "node:fs";
import type { Database } from "../../../stores/database/database.ts";
import { databaseUrl } from "../../environment/restera-home.ts";
import { exitCodes } from "../exit-code.ts";
import type { CommandLine } from "../parse/parse-command-line.ts";
import type { System } from "../system.ts";

/** What commands do whose last success `restera health` tells. */
const noted: Readonly<Record<string, readonly string[]>> = {
  backup: ["backup"],
  check: ["check"],
  drill: ["drill"],
  protect: ["backup", "check"],
};
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
  const kinds = noted[path[0] ?? ""];
  const isSuccess = code === exitCodes.done || code === exitCodes.partly;
  if (path.length !== 1 || kinds === undefined || !isSuccess || values.has("dry-run")) return;
  if (system.environment.RESTERA_TASK !== undefined) return;
  const url = databaseUrl(system);
  if (!url.includes("://") && !existsSync(url)) return;
  try {
    const { withDatabase } = await import("./with-database.ts");
    const { addDoneTask } = await import("../../../services/tasks/add-task.ts");
    const partly = code === exitCodes.partly || undefined;
    const result = { exit_code: code, partly };
    const done = { handler: "by hand", input: null, startedMs, result };
    const note = async (database: Database): Promise<void> => {
      for (const kind of kinds) await addDoneTask(database, { kind, ...done });
    };
    await withDatabase({ system }, note, { busyTimeoutMs });
  } catch {
    // The command itself went well.
  }
}

import { createHash } from "node:crypto";
import { ResteraError } from "../../../foundation/errors.ts";
import { archiveCloudMessages } from "../../../foundation/messages/archive-cloud-messages.ts";
import { addSchedule } from "../../../services/tasks/schedules.ts";
import type { Database } from "../../../stores/database/database.ts";
import { archiveSettings } from "../../environment/archive-settings.ts";
import { isEnvTracked } from "../../environment/is-env-tracked.ts";
import { cloudProvider } from "../../environment/open-archive-cloud.ts";
import { archiveEnvironment } from "../archives/cloud-context.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { commandHandlerName, commandJson } from "../tasks/command-input.ts";
import { withDatabase } from "../tasks/with-database.ts";
import { watchCommand } from "./watch.ts";

interface Planned {
  readonly name: string;
  readonly times: string;
  readonly words: readonly string[];
}

/** `restera archive watch`: schedules for this folder, run by the supervisor that runs all others. */
export async function archiveWatchCommand(context: CommandContext): Promise<number> {
  const { options, system, output, text } = context;
  const planned = plan(context);
  if (await isEnvTracked(system.cwd)) output.warn(text(archiveCloudMessages.envTracked));
  await withDatabase(context, async (database) => {
    for (const schedule of planned) await addMissing(database, schedule, context);
  });
  return options.flag("no-run") ? exitCodes.done : await watchCommand(context);
}

/** The SignalTrust summary: a backup each day, a sync each hour, and the sync only where there is a cloud. */
function plan(context: CommandContext): Planned[] {
  const { options, system } = context;
  const environment = archiveEnvironment(context);
  const { syncIntervalSeconds } = archiveSettings(environment);
  const keepLast = options.count("keep-last");
  // Two folders have schedules of their own.
  const suffix = createHash("sha256").update(system.cwd).digest("hex").slice(0, 8);
  const create = { name: `archive-create-${suffix}`, words: ["archive", "create"] };
  const sync = { name: `archive-sync-${suffix}`, words: ["archive", "sync"] };
  const words = ["archive", "prune", "--keep-last", String(keepLast)];
  return [
    { ...create, times: "every 24 h" },
    ...(cloudProvider(environment) === "local"
      ? []
      : [{ ...sync, times: `every ${syncIntervalSeconds} s` }]),
    ...(keepLast === undefined
      ? []
      : [{ name: `archive-prune-${suffix}`, words, times: "every 24 h" }]),
  ];
}

async function addMissing(
  database: Database,
  { name, times, words }: Planned,
  { system, output, text, settings }: CommandContext,
): Promise<void> {
  const kind = words.slice(0, 2).join(" ");
  // Which cloud it is, the command reads in its folder's `.env` and the supervisor's environment: no key is kept here.
  const input = commandJson({ words, cwd: system.cwd, environment: {} });
  try {
    await addSchedule(database, { name, kind, times, handler: commandHandlerName, input });
  } catch (error) {
    if (error instanceof ResteraError && error.code === "schedule-exists") return;
    throw error;
  }
  if (settings.json) output.json({ message_type: "schedule", name, times, kind });
  else output.note(text(archiveCloudMessages.watchAdded, { name, times }));
}

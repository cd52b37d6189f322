import { resolve } from "node:path";
import { taskMessages } from "../../../foundation/messages/task-messages.ts";
import { addSchedule, timesOf } from "../../../services/tasks/schedules.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { checkValues } from "../parse/check-values.ts";
import { parseCommandLine } from "../parse/parse-command-line.ts";
import { type ParsedOptions, parsedOptions } from "../parse/parsed-options.ts";
import { everywhereOptions } from "../registry/everywhere-options.ts";
import { registry } from "../registry/registry.ts";
import { commandHandlerName, commandJson, type CommandInput } from "../tasks/command-input.ts";
import { schedulable } from "../tasks/schedulable.ts";
import { scheduleJson } from "../tasks/task-json.ts";
import { shownTime } from "../tasks/task-text.ts";
import { withDatabase } from "../tasks/with-database.ts";
import { UsageError } from "../usage-error.ts";
import { vaultUrl } from "../vault-access/vault-url.ts";

/** Options of every command that mean nothing here, but would to the command that is scheduled. */
const ofTheCommand = [
  ...["no-lock", "retry-lock", "option", "no-cache", "cache-dir", "limit-upload", "limit-download"],
  ...["compression", "pack-size", "no-extra-verify", "key-hint"],
];

/** `restera schedule add NAME --times TIMES COMMAND…` */
export async function scheduleAddCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, text } = context;
  const [name = "", ...words] = context.arguments;
  const times = options.text("times");
  if (times === undefined) throw new UsageError(taskMessages.timesMissing);
  const lost = ofTheCommand.find((option) => options.flag(option));
  if (lost !== undefined) {
    const parameters = { option: options.shown(lost), name, command: words[0] ?? "backup" };
    throw new UsageError(taskMessages.ofTheCommand, parameters);
  }
  const { kind, input } = await commandInput(words, context);
  const [timeZone, graceMs] = [options.text("time-zone"), options.duration("grace")];
  const schedule = await withDatabase(context, (database) =>
    addSchedule(database, {
      ...{ name, kind, times, handler: commandHandlerName, input: commandJson(input) },
      jitterMs: options.duration("jitter") ?? 0,
      ...(timeZone !== undefined && { timeZone }),
      ...(graceMs !== undefined && { graceMs }),
    }),
  );
  warnAboutPassword(input, context);
  const next = timesOf(schedule).next(schedule.lastDueMs);
  if (settings.json) {
    output.json(scheduleJson(schedule, next));
  } else if (!settings.quiet) {
    const zone = schedule.timeZone;
    output.line(text(taskMessages.scheduleAdded, { name, times, zone, next: shownTime(next) }));
    output.note(text(taskMessages.scheduleHint));
  }
  return exitCodes.done;
}

/** Checks the command now: a schedule that cannot run would only fail when nobody looks. */
async function commandInput(
  words: readonly string[],
  context: CommandContext,
): Promise<{ kind: string; input: CommandInput }> {
  const line = parseCommandLine(words, registry, everywhereOptions);
  const kind = line.kind === "run" ? line.path.join(" ") : words.join(" ");
  if (line.kind !== "run" || !schedulable.includes(kind)) {
    const known = schedulable.filter((each) => registry.some(({ name }) => each.startsWith(name)));
    throw new UsageError(taskMessages.notSchedulable, {
      command: kind,
      commands: known.join(", "),
    });
  }
  const known = [...(line.spec.options ?? []), ...everywhereOptions];
  checkValues(line);
  const own = parsedOptions(line.values, new Set(known.map((option) => option.name)));
  const namesVault = own.text("vault") ?? own.text("repository-file");
  const options = namesVault === undefined ? context.options : own;
  const { system } = context;
  const environment = {
    RESTERA_VAULT: await vaultUrl({ system, options }),
    ...passwordSource(context),
  };
  return { kind, input: { words, cwd: system.cwd, environment } };
}

/** Where the password is found, as options or variables say; the password itself is never kept. */
function passwordSource({
  system,
  options,
}: {
  readonly system: CommandContext["system"];
  readonly options: ParsedOptions;
}): Record<string, string> {
  const { environment: env, cwd } = system;
  const [file, command] = [options.text("password-file"), options.text("password-command")];
  if (command !== undefined) return { RESTERA_PASSWORD_COMMAND: command };
  if (file !== undefined) return { RESTERA_PASSWORD_FILE: resolve(cwd, file) };
  for (const prefix of ["RESTERA", "RESTIC"]) {
    if (env[`${prefix}_PASSWORD`]) return {};
    const [ofFile, ofCommand] = [env[`${prefix}_PASSWORD_FILE`], env[`${prefix}_PASSWORD_COMMAND`]];
    if (ofFile) return { [`${prefix}_PASSWORD_FILE`]: resolve(cwd, ofFile) };
    if (ofCommand) return { [`${prefix}_PASSWORD_COMMAND`]: ofCommand };
  }
  return {};
}

function warnAboutPassword(input: CommandInput, { system, output, text }: CommandContext): void {
  const isNamed = Object.keys(input.environment).some((name) => name.includes("_PASSWORD_"));
  const variable = ["RESTERA_PASSWORD", "RESTIC_PASSWORD"].find((each) => system.environment[each]);
  if (!isNamed && variable !== undefined) {
    output.warn(text(taskMessages.passwordNotKept, { variable }));
  }
}

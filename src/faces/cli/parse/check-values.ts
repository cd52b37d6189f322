import { parseCalendarDuration } from "../../../foundation/calendar-duration.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { parseDuration } from "../../../foundation/parse-duration.ts";
import { parseSize } from "../../../foundation/parse-size.ts";
import type { OptionSpec, ValueKind } from "../registry/command-spec.ts";
import { everywhereOptions } from "../registry/everywhere-options.ts";
import { UsageError } from "../usage-error.ts";
import { storeSettings } from "../vault-access/store-settings.ts";
import type { CommandLine } from "./parse-command-line.ts";
import { parseResticTime } from "./parse-restic-time.ts";
import { parseTime } from "./parse-time.ts";

/** Reads a value; undefined, or whatever it throws, for one that is none. */
type Reader = (value: string) => unknown;

const isCount: Reader = (value) => /^\d{1,15}$/.test(value) || undefined;

/** Kinds of values that say by themselves whether they are right; the commands judge the others. */
const readers: Readonly<Partial<Record<ValueKind, Reader>>> = {
  amount: (value) => value === "unlimited" || /^\+?\d{1,15}$/.test(value) || undefined,
  count: isCount,
  duration: parseDuration,
  moment: parseResticTime,
  period: parseCalendarDuration,
  rate: isCount,
  size: parseSize,
  time: parseTime,
};

/** An empty value of these is a variable that was not set: it must not mean this folder, or another vault. */
const neverEmpty: ReadonlySet<ValueKind> = new Set<ValueKind>([
  ...(["command", "file", "folder", "key-value", "object", "path"] as const),
  ...(["snapshot", "subset", "times", "url", "zone"] as const),
]);

/**
 * Checks every value that was typed, whether the command will use it or not: one that is only read now and then would be
 * wrong in silence the rest of the time. Throws `UsageError`, which names the option.
 */
export function checkValues({ spec, values }: Extract<CommandLine, { kind: "run" }>): void {
  for (const option of [...(spec.options ?? []), ...everywhereOptions]) {
    for (const value of values.get(option.name) ?? []) checkValue(option, value);
  }
  storeSettings(values.get("option") ?? []);
}

function checkValue({ name, value: kind, choices }: OptionSpec, value: string): void {
  if (kind === undefined) return;
  const option = `--${name}`;
  if (choices !== undefined && !choices.includes(value)) {
    const known = choices.join(", ");
    throw new UsageError(cliMessages.badChoice, { option, value, choices: known });
  }
  if (value === "" && neverEmpty.has(kind)) {
    throw new UsageError(cliMessages.emptyValue, { option });
  }
  const read = readers[kind];
  if (read !== undefined && !isRead(read, value)) {
    throw new UsageError(cliMessages.badValue, { option, value });
  }
}

function isRead(read: Reader, value: string): boolean {
  try {
    return read(value) !== undefined;
  } catch {
    return false;
  }
}

import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { UsageError } from "../usage-error.ts";
import type { ParsedOptions } from "./parsed-options.ts";

/** Refuses options that would do nothing beside another one, where that is given. Throws `UsageError`. */
export function refuseBeside(
  options: ParsedOptions,
  names: readonly string[],
  beside: string,
): void {
  if (!options.flag(beside)) return;
  const idle = names.find((name) => options.flag(name));
  if (idle === undefined) return;
  const [first, second] = [options.shown(beside), options.shown(idle)];
  throw new UsageError(cliMessages.notTogether, { first, second });
}

/** Refuses options that say something only together with another one, where that is not given. Throws `UsageError`. */
export function refuseIdle(options: ParsedOptions, names: readonly string[], needed: string): void {
  if (options.flag(needed)) return;
  const idle = names.find((name) => options.flag(name));
  if (idle === undefined) return;
  const [first, second] = [options.shown(idle), options.shown(needed)];
  throw new UsageError(cliMessages.needsOption, { first, second });
}

import { parseKeepCount } from "../../../engine/snapshot/policy.ts";
import { parseCalendarDuration } from "../../../foundation/calendar-duration.ts";
import { ResteraError } from "../../../foundation/errors.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import type { KeepPolicy } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { UsageError } from "../usage-error.ts";

/** What `--keep-…` options say is to be kept; empty when there are none. */
export function keepPolicy(context: Pick<CommandContext, "options">): KeepPolicy {
  const lists = context.options.texts("keep-tag");
  const tags = lists.map((list) => list.split(",").map((tag) => tag.trim()));
  return { ...keptAmounts(context), ...(tags.length > 0 ? { tags } : {}) };
}

/** The same for what has no tags. */
export function keptAmounts({
  options,
}: Pick<CommandContext, "options">): Omit<KeepPolicy, "tags"> {
  const valueOf = <T>(name: string, parse: (text: string) => T): T | undefined => {
    const value = options.text(name);
    if (value === undefined) {
      return undefined;
    }
    try {
      return parse(value);
    } catch (error) {
      if (!(error instanceof ResteraError)) {
        throw error;
      }
      throw new UsageError(cliMessages.badValue, { option: `--${name}`, value });
    }
  };
  const count = (name: string) => valueOf(name, parseKeepCount);
  const duration = (name: string) => valueOf(name, parseCalendarDuration);
  const policy = {
    last: count("keep-last"),
    hourly: count("keep-hourly"),
    daily: count("keep-daily"),
    weekly: count("keep-weekly"),
    monthly: count("keep-monthly"),
    yearly: count("keep-yearly"),
    within: duration("keep-within"),
    withinHourly: duration("keep-within-hourly"),
    withinDaily: duration("keep-within-daily"),
    withinWeekly: duration("keep-within-weekly"),
    withinMonthly: duration("keep-within-monthly"),
    withinYearly: duration("keep-within-yearly"),
  };
  const given = Object.entries(policy).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Omit<KeepPolicy, "tags">;
}

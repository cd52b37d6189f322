import { type GroupBy, parseGroupBy } from "../../../engine/snapshot/group-snapshots.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import { UsageError } from "../usage-error.ts";

/** What --group-by says. Throws `UsageError`. */
export function groupByOption(value: string): GroupBy {
  try {
    return parseGroupBy(value);
  } catch {
    throw new UsageError(resultMessages.badGroup, { value });
  }
}

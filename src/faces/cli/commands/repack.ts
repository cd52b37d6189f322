import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import type { CommandContext } from "../command-context.ts";
import { UsageError } from "../usage-error.ts";
import { packingInput } from "./packing-input.ts";
import { runPrune } from "./prune.ts";
import { smallOf } from "./prune-input.ts";

/** `restera repack` */
export async function repackCommand(context: CommandContext): Promise<number> {
  const { options } = context;
  const packing = packingInput(context);
  const smallerThan = options.size("smaller-than");
  if (smallerThan === 0) {
    throw new UsageError(cliMessages.badValue, { option: "--smaller-than", value: "0" });
  }
  return runPrune(context, {
    ...packing,
    // What is partly unused stays: only small packs are joined.
    maxUnused: () => Number.POSITIVE_INFINITY,
    smallPackBytes: smallerThan ?? smallOf(packing.packSizeMib),
    ...(options.flag("mark") ? { way: "mark" } : {}),
  });
}

import type { CommandContext } from "../command-context.ts";
import { packingInput } from "./packing-input.ts";
import { runPrune } from "./prune.ts";
import { smallOf } from "./prune-input.ts";

/** `restera repack` */
export async function repackCommand(context: CommandContext): Promise<number> {
  const { options } = context;
  const packing = packingInput(context);
  return runPrune(context, {
    ...packing,
    // What is partly unused stays: only small packs are joined.
    maxUnused: () => Number.POSITIVE_INFINITY,
    smallPackBytes: options.size("smaller-than") ?? smallOf(packing.packSizeMib),
    ...(options.flag("mark") ? { way: "mark" } : {}),
  });
}

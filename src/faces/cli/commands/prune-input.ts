import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { forgetMessages } from "../../../foundation/messages/forget-messages.ts";
import { parseSize } from "../../../foundation/parse-size.ts";
import type { PruneInput, PruneLimits } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { UsageError } from "../usage-error.ts";
import { packingInput } from "./packing-input.ts";

const defaultPackMib = 16;
/** What --repack-small calls small: 80 % of the size of new packs. */
const smallShare = 0.8;

/** What the options that `prune` and `forget --prune` share say. */
export function pruneInput(context: CommandContext): Omit<PruneInput, "lock" | "dryRun"> {
  const { options } = context;
  if (options.flag("mark") && options.flag("exclusive")) {
    throw new UsageError(cliMessages.notTogether, { first: "--mark", second: "--exclusive" });
  }
  const packing = packingInput(context);
  if (options.flag("repack-uncompressed") && packing.compression === "off") {
    throw new UsageError(cliMessages.notTogether, {
      first: "--repack-uncompressed",
      second: "--compression off",
    });
  }
  const maxUnused = options.text("max-unused");
  const maxRepackBytes = options.size("max-repack-size");
  const smallPackBytes = smallBytes(context, packing.packSizeMib);
  return {
    ...packing,
    cacheableOnly: options.flag("repack-cacheable-only"),
    uncompressed: options.flag("repack-uncompressed"),
    ...(options.flag("mark") ? { way: "mark" } : {}),
    ...(options.flag("exclusive") ? { way: "exclusive" } : {}),
    ...(maxUnused === undefined ? {} : { maxUnused: maxUnusedOf(maxUnused) }),
    ...(maxRepackBytes === undefined ? {} : { maxRepackBytes }),
    ...(smallPackBytes === undefined ? {} : { smallPackBytes }),
  };
}

/** Packs below this are joined; undefined for the usual. */
function smallBytes({ options }: CommandContext, packSizeMib = defaultPackMib): number | undefined {
  const given = options.size("repack-smaller-than");
  if (given === 0) {
    throw new UsageError(cliMessages.badValue, { option: "--repack-smaller-than", value: "0" });
  }
  return given ?? (options.flag("repack-small") ? smallOf(packSizeMib) : undefined);
}

export function smallOf(packSizeMib = defaultPackMib): number {
  return Math.floor((packSizeMib << 20) * smallShare);
}

/** restic's --max-unused: a size, a share of what is left in percent, or `unlimited`. */
function maxUnusedOf(text: string): NonNullable<PruneLimits["maxUnused"]> {
  const wrong = () => new UsageError(forgetMessages.badMaxUnused, { value: text });
  const limit = text.trim();
  if (limit === "unlimited") {
    return () => Number.POSITIVE_INFINITY;
  }
  if (limit.endsWith("%")) {
    const percent = Number(limit.slice(0, -1));
    if (limit === "%" || !(percent >= 0 && percent < 100)) {
      throw wrong();
    }
    return (used) => Math.floor((percent / (100 - percent)) * used);
  }
  try {
    const bytes = parseSize(limit);
    return () => bytes;
  } catch {
    throw wrong();
  }
}

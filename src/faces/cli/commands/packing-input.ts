import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import type { BackUpInput } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { UsageError } from "../usage-error.ts";

const compressions = ["auto", "off", "fastest", "better", "max"] as const;
const leastPackMib = 4;
const mostPackMib = 128;

/** How new packs are made, from --compression, --pack-size and --no-extra-verify. */
export function packingInput(
  context: CommandContext,
): Pick<BackUpInput, "verify" | "compression" | "packSizeMib"> {
  const { options } = context;
  const packSizeMib = packSize(context);
  const compression = options.choice("compression", compressions) ?? compressionFrom(context);
  return {
    verify: !options.flag("no-extra-verify"),
    ...(packSizeMib === undefined ? {} : { packSizeMib }),
    ...(compression === undefined ? {} : { compression }),
  };
}

function compressionFrom({ system }: CommandContext): BackUpInput["compression"] {
  const { RESTIC_COMPRESSION: value } = system.environment;
  if (!value) return undefined;
  const compression = compressions.find((each) => each === value);
  if (compression !== undefined) return compression;
  const [option, choices] = ["RESTIC_COMPRESSION", compressions.join(", ")];
  throw new UsageError(cliMessages.badChoice, { option, value, choices });
}

function packSize({ options, system }: CommandContext): number | undefined {
  const { RESTIC_PACK_SIZE } = system.environment;
  const typed = options.count("pack-size");
  const size = typed ?? (RESTIC_PACK_SIZE ? Number(RESTIC_PACK_SIZE) : undefined);
  if (size !== undefined && !(size >= leastPackMib && size <= mostPackMib)) {
    throw new UsageError(cliMessages.outOfRange, {
      option: typed === undefined ? "RESTIC_PACK_SIZE" : "--pack-size",
      least: leastPackMib,
      most: mostPackMib,
    });
  }
  return size;
}

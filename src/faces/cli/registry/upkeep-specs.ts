import {
  copyHelp,
  doctorHelp,
  repairHelp,
  repairIndexHelp,
  repairPacksHelp,
  repairSnapshotsHelp,
  unlockHelp,
} from "../../../foundation/messages/help-upkeep.ts";
import type { CommandSpec } from "./command-spec.ts";
import { filterOptions } from "./filter-options.ts";
import { fromOptions } from "./from-options.ts";

export const unlockSpec: CommandSpec = {
  name: "unlock",
  words: unlockHelp,
  options: [{ name: "remove-all" }],
  examples: ["restera unlock", "restera unlock --remove-all"],
  load: async () => (await import("../commands/unlock.ts")).unlockCommand,
};

export const copySpec: CommandSpec = {
  name: "copy",
  words: copyHelp,
  arguments: [{ name: "snapshots", value: "snapshot", optional: true, repeat: true }],
  options: [...fromOptions, ...filterOptions],
  alsoShows: ["compression", "pack-size", "limit-upload", "limit-download"],
  examples: [
    "restera copy --from-vault ~/vault --vault /media/usb/vault",
    "restera copy latest --from-vault ~/vault --vault s3://bucket/vault",
  ],
  load: async () => (await import("../commands/copy.ts")).copyCommand,
};

export const repairSpec: CommandSpec = {
  name: "repair",
  words: repairHelp,
  examples: ["restera repair index"],
  commands: [
    {
      name: "index",
      words: repairIndexHelp,
      options: [{ name: "read-all-packs" }],
      examples: ["restera repair index", "restera repair index --read-all-packs"],
      load: async () => (await import("../commands/repair-index.ts")).repairIndexCommand,
    },
    {
      name: "packs",
      words: repairPacksHelp,
      arguments: [{ name: "packs", value: "object", repeat: true }],
      examples: ["restera repair packs 4f3c2a1b"],
      load: async () => (await import("../commands/repair-packs.ts")).repairPacksCommand,
    },
    {
      name: "snapshots",
      words: repairSnapshotsHelp,
      arguments: [{ name: "snapshots", value: "snapshot", optional: true, repeat: true }],
      options: [{ name: "dry-run", short: "n" }, { name: "forget" }, ...filterOptions],
      examples: ["restera repair snapshots --dry-run", "restera repair snapshots --forget"],
      load: async () => (await import("../commands/repair-snapshots.ts")).repairSnapshotsCommand,
    },
  ],
};

export const doctorSpec: CommandSpec = {
  name: "doctor",
  words: doctorHelp,
  arguments: [{ name: "store", value: "url", optional: true }],
  examples: [
    "restera doctor",
    "restera doctor --json",
    "restera doctor 's3://bucket/vault?region=eu-west-3'",
  ],
  load: async () => (await import("../commands/doctor.ts")).doctorCommand,
};

import { forgetHelp, pruneHelp, repackHelp } from "../../../foundation/messages/help-forget.ts";
import type { CommandSpec, OptionSpec } from "./command-spec.ts";
import { keepOptionsWithLetters } from "./keep-options.ts";

/** What `prune` and `forget --prune` share. */
const pruneLimits: readonly OptionSpec[] = [
  { name: "max-unused", value: "share", default: "5%" },
  { name: "max-repack-size", value: "size" },
  { name: "repack-cacheable-only" },
  { name: "repack-small" },
  { name: "repack-smaller-than", value: "size" },
  { name: "repack-uncompressed" },
  { name: "mark" },
  { name: "exclusive" },
];

const packing = ["compression", "pack-size", "no-extra-verify"];

export const forgetSpec: CommandSpec = {
  name: "forget",
  words: forgetHelp,
  arguments: [{ name: "snapshots", value: "snapshot", optional: true, repeat: true }],
  options: [
    ...keepOptionsWithLetters,
    { name: "unsafe-allow-remove-all" },
    // As in restic, -H is the hours here.
    { name: "host", aliases: ["hostname"], value: "host", repeat: true },
    { name: "path", value: "path", repeat: true },
    { name: "tag", value: "tag", repeat: true },
    { name: "group-by", short: "g", value: "group", default: "host,paths" },
    { name: "compact", short: "c" },
    { name: "dry-run", short: "n" },
    { name: "prune" },
    ...pruneLimits,
  ],
  alsoShows: packing,
  examples: [
    "restera forget --keep-daily 7 --keep-weekly 5 --dry-run",
    "restera forget 4f3c2a1b",
    "restera forget --group-by host --keep-last 10 --prune",
  ],
  load: async () => (await import("../commands/forget.ts")).forgetCommand,
};

export const pruneSpec: CommandSpec = {
  name: "prune",
  words: pruneHelp,
  options: [
    { name: "dry-run", short: "n" },
    ...pruneLimits,
    { name: "unsafe-recover-no-free-space", value: "object" },
  ],
  alsoShows: packing,
  examples: ["restera prune --dry-run", "restera prune --mark"],
  load: async () => (await import("../commands/prune.ts")).pruneCommand,
};

export const repackSpec: CommandSpec = {
  name: "repack",
  words: repackHelp,
  options: [
    { name: "smaller-than", value: "size" },
    { name: "dry-run", short: "n" },
    { name: "mark" },
  ],
  alsoShows: packing,
  examples: ["restera repack", "restera repack --smaller-than 1M"],
  load: async () => (await import("../commands/repack.ts")).repackCommand,
};

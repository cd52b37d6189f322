import {
  checkHelp,
  lsHelp,
  snapshotsHelp,
  statsHelp,
} from "../../../foundation/messages/help-listing.ts";
import type { CommandSpec } from "./command-spec.ts";
import { filterOptions } from "./filter-options.ts";

export const snapshotsSpec: CommandSpec = {
  name: "snapshots",
  words: snapshotsHelp,
  arguments: [{ name: "snapshots", value: "snapshot", optional: true, repeat: true }],
  options: [
    ...filterOptions,
    { name: "latest", value: "count" },
    { name: "compact", short: "c" },
    { name: "group-by", short: "g", value: "group" },
  ],
  examples: ["restera snapshots", "restera snapshots --latest 1 --group-by host"],
  load: async () => (await import("../commands/snapshots.ts")).snapshotsCommand,
};

export const lsSpec: CommandSpec = {
  name: "ls",
  words: lsHelp,
  arguments: [
    { name: "snapshot", value: "snapshot" },
    { name: "folders", value: "path", optional: true, repeat: true },
  ],
  options: [
    { name: "long", short: "l" },
    { name: "human-readable" },
    { name: "recursive" },
    {
      name: "sort",
      short: "s",
      value: "choice",
      choices: ["name", "size", "time", "mtime", "atime", "ctime", "extension"],
      default: "name",
    },
    { name: "reverse" },
    { name: "ncdu" },
    ...filterOptions,
  ],
  examples: [
    "restera ls latest",
    "restera ls latest /home/ada --long --human-readable",
    "restera ls latest --long --sort size --reverse",
    "restera ls latest --ncdu",
  ],
  load: async () => (await import("../commands/ls.ts")).lsCommand,
};

export const statsSpec: CommandSpec = {
  name: "stats",
  words: statsHelp,
  arguments: [{ name: "snapshots", value: "snapshot", optional: true, repeat: true }],
  options: [
    {
      name: "mode",
      value: "choice",
      choices: ["restore-size", "files-by-contents", "blobs-per-file", "raw-data"],
      default: "restore-size",
    },
    ...filterOptions,
  ],
  examples: ["restera stats latest", "restera stats --mode raw-data"],
  load: async () => (await import("../commands/stats.ts")).statsCommand,
};

export const checkSpec: CommandSpec = {
  name: "check",
  words: checkHelp,
  arguments: [{ name: "snapshots", value: "snapshot", optional: true, repeat: true }],
  options: [
    { name: "read-data" },
    { name: "read-data-subset", value: "subset" },
    ...filterOptions,
    { name: "check-unused", hidden: true },
    { name: "with-cache", hidden: true },
  ],
  examples: [
    "restera check",
    "restera check --read-data",
    "restera check --read-data-subset 5%",
    "restera check latest --read-data",
  ],
  load: async () => (await import("../commands/check.ts")).checkCommand,
};

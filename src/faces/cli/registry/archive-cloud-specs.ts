import {
  archiveImportHelp,
  archivePruneHelp,
  archiveStatsHelp,
  archiveSyncHelp,
  archiveWatchHelp,
} from "../../../foundation/messages/help-archive-cloud.ts";
import type { CommandSpec, OptionSpec } from "./command-spec.ts";

const folder: OptionSpec = { name: "folder", value: "folder", default: "backups" };
const keys: readonly OptionSpec[] = [
  { name: "passphrase-file", value: "file" },
  { name: "identity-file", value: "file" },
];

/** The commands of `archive` that reach beyond its folder: the cloud, the schedules, the vault. */
export const archiveCloudSpecs: readonly CommandSpec[] = [
  {
    name: "sync",
    words: archiveSyncHelp,
    options: [folder],
    examples: ["restera archive sync"],
    load: async () => (await import("../commands/archive-sync.ts")).archiveSyncCommand,
  },
  {
    name: "stats",
    words: archiveStatsHelp,
    options: [folder, { name: "limit", value: "count", default: "5" }],
    examples: ["restera archive stats", "restera archive stats --json"],
    load: async () => (await import("../commands/archive-stats.ts")).archiveStatsCommand,
  },
  {
    name: "prune",
    words: archivePruneHelp,
    options: [
      { name: "keep-last", value: "count", default: "30" },
      { name: "keep-days", value: "count" },
      { name: "dry-run", short: "n" },
      ...[folder, ...keys],
    ],
    examples: [
      "restera archive prune --dry-run",
      "restera archive prune --keep-last 10 --keep-days 90",
    ],
    load: async () => (await import("../commands/archive-prune.ts")).archivePruneCommand,
  },
  {
    name: "watch",
    words: archiveWatchHelp,
    options: [
      { name: "keep-last", value: "count" },
      { name: "no-run" },
      { name: "concurrency", value: "count", default: "2" },
    ],
    examples: ["restera archive watch", "restera archive watch --no-run"],
    load: async () => (await import("../commands/archive-watch.ts")).archiveWatchCommand,
  },
  {
    name: "import",
    words: archiveImportHelp,
    arguments: [{ name: "archives", value: "name", repeat: true }],
    options: [
      { name: "tag", value: "tag", repeat: true },
      { name: "host", value: "host" },
      ...[folder, ...keys],
      { name: "max-size", value: "size" },
    ],
    examples: [
      "restera archive import latest",
      "restera archive import /media/usb/backups/*.tar.gz --tag old",
    ],
    load: async () => (await import("../commands/archive-import.ts")).archiveImportCommand,
  },
];

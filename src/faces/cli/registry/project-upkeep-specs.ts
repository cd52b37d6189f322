import {
  configHelp,
  configShowHelp,
  projectBackupHelp,
  projectCleanupHelp,
  projectRestoreBackupHelp,
} from "../../../foundation/messages/help-project-upkeep.ts";
import type { CommandSpec, OptionSpec } from "./command-spec.ts";
import { keepOptions } from "./keep-options.ts";

const places: readonly OptionSpec[] = [
  { name: "storage", value: "folder" },
  { name: "destination", value: "url", repeat: true },
];
/** Of schedules that the configuration made. */
const scheduled: OptionSpec = { name: "scheduled", hidden: true };

export const projectUpkeepSpecs: readonly CommandSpec[] = [
  {
    name: "backup",
    words: projectBackupHelp,
    arguments: [{ name: "projects", value: "object", optional: true, repeat: true }],
    options: [
      ...places,
      { name: "all" },
      { name: "list" },
      { name: "verify", value: "object" },
      { name: "no-compression" },
      scheduled,
    ],
    examples: [
      "restera project backup --all",
      "restera project backup shop --destination s3://bucket/backups",
      "restera project backup --list",
    ],
    load: async () => (await import("../commands/project-backup.ts")).projectBackupCommand,
  },
  {
    name: "restore-backup",
    words: projectRestoreBackupHelp,
    arguments: [{ name: "backup", value: "object" }],
    options: [
      ...places,
      { name: "project", value: "object" },
      { name: "target", short: "t", value: "folder" },
    ],
    examples: [
      "restera project restore-backup latest",
      "restera project restore-backup latest --project shop --target ./shop",
    ],
    load: async () =>
      (await import("../commands/project-restore-backup.ts")).projectRestoreBackupCommand,
  },
  {
    name: "cleanup",
    words: projectCleanupHelp,
    options: [
      ...places,
      ...keepOptions.filter(({ name }) => name !== "keep-tag"),
      { name: "dry-run", short: "n" },
      scheduled,
    ],
    examples: [
      "restera project cleanup --dry-run",
      "restera project cleanup",
      "restera project cleanup --keep-last 5 --keep-monthly 12",
    ],
    load: async () => (await import("../commands/project-cleanup.ts")).projectCleanupCommand,
  },
];

export const configSpec: CommandSpec = {
  name: "config",
  words: configHelp,
  examples: ["restera config show"],
  commands: [
    {
      name: "show",
      words: configShowHelp,
      examples: ["restera config show"],
      load: async () => (await import("../commands/config-show.ts")).configShowCommand,
    },
  ],
};

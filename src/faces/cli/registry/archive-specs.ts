import {
  archiveCreateHelp,
  archiveHelp,
  archiveListHelp,
  archiveRestoreHelp,
  archiveShowHelp,
  archiveVerifyHelp,
} from "../../../foundation/messages/help-archive.ts";
import { archiveCloudSpecs } from "./archive-cloud-specs.ts";
import type { ArgumentSpec, CommandSpec, OptionSpec } from "./command-spec.ts";

const archive: ArgumentSpec = { name: "archive", value: "name" };
const folder: OptionSpec = { name: "folder", value: "folder", default: "backups" };
const keys: readonly OptionSpec[] = [
  { name: "passphrase-file", value: "file" },
  { name: "identity-file", value: "file" },
];
const maxSize: OptionSpec = { name: "max-size", value: "size" };

export const archiveSpec: CommandSpec = {
  name: "archive",
  words: archiveHelp,
  examples: ["restera archive list"],
  commands: [
    {
      name: "create",
      words: archiveCreateHelp,
      options: [
        {
          ...{ name: "format", value: "choice", default: "tar.gz" },
          choices: ["tar.gz", "tar", "json.gz"],
        },
        { name: "source", value: "name", repeat: true },
        { name: "from-snapshot", value: "snapshot" },
        folder,
        ...keys,
      ],
      examples: [
        "restera archive create",
        "restera archive create --source ai_hub --source notes --format json.gz",
        "restera archive create --passphrase-file passphrase.txt",
        "restera archive create --from-snapshot latest",
      ],
      load: async () => (await import("../commands/archive-create.ts")).archiveCreateCommand,
    },
    {
      name: "list",
      words: archiveListHelp,
      options: [{ name: "limit", value: "count" }, folder],
      examples: ["restera archive list", "restera archive list --limit 5 --json"],
      load: async () => (await import("../commands/archive-list.ts")).archiveListCommand,
    },
    {
      name: "show",
      words: archiveShowHelp,
      arguments: [archive],
      options: [{ name: "data" }, folder, ...keys, maxSize],
      examples: ["restera archive show latest", "restera archive show latest --data"],
      load: async () => (await import("../commands/archive-show.ts")).archiveShowCommand,
    },
    {
      name: "verify",
      words: archiveVerifyHelp,
      arguments: [archive],
      options: [folder, ...keys, maxSize],
      examples: ["restera archive verify latest", "restera archive verify /media/usb/old.tar.gz"],
      load: async () => (await import("../commands/archive-verify.ts")).archiveVerifyCommand,
    },
    {
      name: "restore",
      words: archiveRestoreHelp,
      arguments: [archive, { name: "paths", value: "path", optional: true, repeat: true }],
      options: [
        { name: "target", short: "t", value: "folder" },
        { name: "dry-run", short: "n" },
        ...[folder, ...keys, maxSize],
      ],
      examples: [
        "restera archive restore latest --target restored",
        "restera archive restore latest data/ai_hub --target .",
      ],
      load: async () => (await import("../commands/archive-restore.ts")).archiveRestoreCommand,
    },
    ...archiveCloudSpecs,
  ],
};

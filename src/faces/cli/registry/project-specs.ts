import {
  projectArchiveHelp,
  projectDeleteHelp,
  projectExtractHelp,
  projectHelp,
  projectListHelp,
  projectRestoreHelp,
  projectShowHelp,
  projectStatsHelp,
  projectStoreHelp,
} from "../../../foundation/messages/help-project.ts";
import { projectImportSpecs } from "./project-import-specs.ts";
import { projectVersionSpecs } from "./project-version-specs.ts";
import type { ArgumentSpec, CommandSpec, OptionSpec } from "./command-spec.ts";
import { projectUpkeepSpecs } from "./project-upkeep-specs.ts";

const storage: OptionSpec = { name: "storage", value: "folder" };
const project: ArgumentSpec = { name: "project", value: "object" };

const storeSpec: CommandSpec = {
  name: "store",
  words: projectStoreHelp,
  arguments: [{ name: "folder", value: "folder" }],
  options: [
    storage,
    { name: "id", value: "name" },
    { name: "name", value: "name" },
    { name: "type", value: "name" },
    { name: "tag", value: "name", repeat: true },
    { name: "language", value: "name", repeat: true },
    { name: "framework", value: "name", repeat: true },
    { name: "artifacts", value: "folder" },
    { name: "no-versions" },
    { name: "level", value: "count" },
  ],
  examples: [
    "restera project store ./shop --tag ecommerce --tag production",
    "restera project store ./shop --id shop --artifacts ./shop-build",
    "restera project store ./shop --id shop",
  ],
  load: async () => (await import("../commands/project-store.ts")).projectStoreCommand,
};

const listSpec: CommandSpec = {
  name: "list",
  words: projectListHelp,
  options: [
    storage,
    { name: "status", value: "choice", choices: ["active", "archived", "deleted", "all"] },
    { name: "language", value: "name" },
    { name: "framework", value: "name" },
    { name: "tag", value: "name" },
    { name: "type", value: "name" },
    { name: "min-size", value: "size" },
    { name: "max-size", value: "size" },
    { name: "text", value: "pattern" },
    { name: "older-than", value: "count" },
    { name: "newer-than", value: "count" },
    { name: "sort", value: "choice", choices: ["name", "created", "updated", "size"] },
    { name: "reverse" },
    { name: "limit", value: "count" },
    { name: "offset", value: "count" },
  ],
  examples: [
    "restera project list",
    "restera project list --language python --min-size 1G --sort size --reverse",
  ],
  load: async () => (await import("../commands/project-list.ts")).projectListCommand,
};

export const projectSpec: CommandSpec = {
  name: "project",
  words: projectHelp,
  examples: ["restera project list"],
  commands: [
    storeSpec,
    listSpec,
    {
      name: "show",
      words: projectShowHelp,
      arguments: [project],
      options: [storage],
      examples: ["restera project show shop"],
      load: async () => (await import("../commands/project-show.ts")).projectShowCommand,
    },
    {
      name: "extract",
      words: projectExtractHelp,
      arguments: [project],
      options: [
        storage,
        { name: "version", value: "count" },
        { name: "target", short: "t", value: "folder" },
        { name: "workbench", value: "name" },
        { name: "with-artifacts" },
      ],
      examples: [
        "restera project extract shop --target ./workspace",
        "restera project extract shop --workbench agent-7",
        "restera project extract shop --version 1 --target ./first",
      ],
      load: async () => (await import("../commands/project-extract.ts")).projectExtractCommand,
    },
    ...projectImportSpecs,
    ...projectVersionSpecs,
    {
      name: "archive",
      words: projectArchiveHelp,
      arguments: [{ ...project, optional: true }],
      options: [storage, { name: "older-than", value: "count" }, { name: "dry-run", short: "n" }],
      examples: ["restera project archive shop", "restera project archive --older-than 90"],
      load: async () => (await import("../commands/project-archive.ts")).projectArchiveCommand,
    },
    {
      name: "restore",
      words: projectRestoreHelp,
      arguments: [project],
      options: [storage],
      examples: ["restera project restore shop"],
      load: async () => (await import("../commands/project-restore.ts")).projectRestoreCommand,
    },
    {
      name: "delete",
      words: projectDeleteHelp,
      arguments: [project],
      options: [storage, { name: "hard" }, { name: "confirm", value: "object" }],
      examples: [
        "restera project delete shop",
        "restera project delete shop --hard --confirm shop",
      ],
      load: async () => (await import("../commands/project-delete.ts")).projectDeleteCommand,
    },
    ...projectUpkeepSpecs,
    {
      name: "stats",
      words: projectStatsHelp,
      options: [storage],
      examples: ["restera project stats"],
      load: async () => (await import("../commands/project-stats.ts")).projectStatsCommand,
    },
  ],
};

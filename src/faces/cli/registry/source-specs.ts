import {
  sourceAddHelp,
  sourceDetectHelp,
  sourceHelp,
  sourceListHelp,
  sourceRemoveHelp,
} from "../../../foundation/messages/help-source.ts";
import type { CommandSpec } from "./command-spec.ts";

export const sourceSpec: CommandSpec = {
  name: "source",
  words: sourceHelp,
  examples: ["restera source list"],
  commands: [
    {
      name: "add",
      words: sourceAddHelp,
      arguments: [
        { name: "name", value: "name" },
        { name: "places", value: "path", repeat: true },
      ],
      options: [
        { name: "kind", value: "kind", choices: ["files", "sqlite", "http", "postgres", "memory"] },
        { name: "headers-file", value: "file" },
        { name: "timeout", value: "duration", default: "1m" },
      ],
      examples: [
        "restera source add notes ~/notes",
        "restera source add memory ~/agent/memory.db",
        "restera source add crm https://example.org/crm.json --headers-file crm.txt",
        "restera source add shop postgres://ada@db.example.org/shop",
        "restera source add remembered memory:",
      ],
      load: async () => (await import("../commands/source-add.ts")).sourceAddCommand,
    },
    {
      name: "list",
      words: sourceListHelp,
      examples: ["restera source list"],
      load: async () => (await import("../commands/source-list.ts")).sourceListCommand,
    },
    {
      name: "detect",
      words: sourceDetectHelp,
      examples: ["restera source detect"],
      load: async () => (await import("../commands/source-detect.ts")).sourceDetectCommand,
    },
    {
      name: "remove",
      words: sourceRemoveHelp,
      arguments: [{ name: "name", value: "name" }],
      examples: ["restera source remove notes"],
      load: async () => (await import("../commands/source-remove.ts")).sourceRemoveCommand,
    },
  ],
};

import {
  healthHelp,
  notifyAddHelp,
  notifyHelp,
  notifyListHelp,
  notifyRemoveHelp,
  notifyTestHelp,
} from "../../../foundation/messages/help-health.ts";
import type { CommandSpec } from "./command-spec.ts";

export const healthSpec: CommandSpec = {
  name: "health",
  words: healthHelp,
  options: [{ name: "notify" }],
  examples: ["restera health", "restera health --notify --quiet"],
  load: async () => (await import("../commands/health.ts")).healthCommand,
};

export const notifySpec: CommandSpec = {
  name: "notify",
  words: notifyHelp,
  examples: ["restera notify list"],
  commands: [
    {
      name: "add",
      words: notifyAddHelp,
      arguments: [
        { name: "name", value: "name" },
        { name: "command", value: "command", optional: true, repeat: true },
      ],
      options: [
        { name: "webhook", value: "url" },
        { name: "secret-file", value: "file" },
        { name: "email", value: "name" },
        { name: "smtp", value: "url" },
        { name: "smtp-password-file", value: "file" },
        { name: "from", value: "name" },
        { name: "on", value: "kind", default: "failure,overdue,recovery" },
      ],
      examples: [
        "restera notify add team --webhook https://example.org/hook",
        "restera notify add ada --email ada@example.org --smtp smtp://mail.example.org",
        "restera notify add screen -- notify-send --urgency critical",
      ],
      load: async () => (await import("../commands/notify-add.ts")).notifyAddCommand,
    },
    {
      name: "list",
      words: notifyListHelp,
      examples: ["restera notify list"],
      load: async () => (await import("../commands/notify-list.ts")).notifyListCommand,
    },
    {
      name: "test",
      words: notifyTestHelp,
      arguments: [{ name: "name", value: "name" }],
      examples: ["restera notify test team"],
      load: async () => (await import("../commands/notify-test.ts")).notifyTestCommand,
    },
    {
      name: "remove",
      words: notifyRemoveHelp,
      arguments: [{ name: "name", value: "name" }],
      examples: ["restera notify remove team"],
      load: async () => (await import("../commands/notify-remove.ts")).notifyRemoveCommand,
    },
  ],
};

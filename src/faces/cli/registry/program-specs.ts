import { helpHelp, versionHelp } from "../../../foundation/messages/help-program.ts";
import type { CommandSpec } from "./command-spec.ts";

export const helpSpec: CommandSpec = {
  name: "help",
  words: helpHelp,
  arguments: [{ name: "command", value: "name", optional: true, repeat: true }],
  examples: ["restera help backup"],
  load: async () => (await import("../commands/help.ts")).helpCommand,
};

export const versionSpec: CommandSpec = {
  name: "version",
  words: versionHelp,
  examples: ["restera version --json"],
  load: async () => (await import("../commands/version.ts")).versionCommand,
};

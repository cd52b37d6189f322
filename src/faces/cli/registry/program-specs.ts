import { completionHelp } from "../../../foundation/messages/help-completion.ts";
import { helpHelp, versionHelp } from "../../../foundation/messages/help-program.ts";
import type { CommandSpec } from "./command-spec.ts";

export const completionSpec: CommandSpec = {
  name: "completion",
  words: completionHelp,
  arguments: [{ name: "shell", value: "kind", choices: ["bash", "zsh", "fish"] }],
  examples: [
    "restera completion bash > ~/.local/share/bash-completion/completions/restera",
    "restera completion zsh > ~/.zfunc/_restera",
    "restera completion fish > ~/.config/fish/completions/restera.fish",
  ],
  load: async () => (await import("../commands/completion.ts")).completionCommand,
};

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

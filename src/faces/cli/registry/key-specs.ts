import {
  keysAddHelp,
  keysHelp,
  keysListHelp,
  keysPasswdHelp,
  keysRecoveryHelp,
  keysRemoveHelp,
} from "../../../foundation/messages/help-keys.ts";
import type { CommandSpec, OptionSpec } from "./command-spec.ts";

const ownerOptions: readonly OptionSpec[] = [
  { name: "new-password-file", value: "file" },
  { name: "new-insecure-no-password" },
  { name: "user", value: "name" },
  { name: "host", value: "host" },
];

export const keysSpec: CommandSpec = {
  name: "keys",
  words: keysHelp,
  examples: ["restera keys list"],
  commands: [
    {
      name: "list",
      words: keysListHelp,
      examples: ["restera keys list"],
      load: async () => (await import("../commands/keys-list.ts")).keysListCommand,
    },
    {
      name: "add",
      words: keysAddHelp,
      options: ownerOptions,
      examples: ["restera keys add", "restera keys add --user grace --new-password-file grace.txt"],
      load: async () => (await import("../commands/keys-add.ts")).keysAddCommand,
    },
    {
      name: "remove",
      words: keysRemoveHelp,
      arguments: [{ name: "id", value: "object" }],
      examples: ["restera keys remove 4f3c2a1b"],
      load: async () => (await import("../commands/keys-remove.ts")).keysRemoveCommand,
    },
    {
      name: "passwd",
      words: keysPasswdHelp,
      options: ownerOptions,
      examples: ["restera keys passwd", "restera keys passwd --new-password-file new.txt"],
      load: async () => (await import("../commands/keys-passwd.ts")).keysPasswdCommand,
    },
    {
      name: "recovery",
      words: keysRecoveryHelp,
      options: [{ name: "replace" }],
      examples: ["restera keys recovery", "restera keys recovery --replace"],
      load: async () => (await import("../commands/keys-recovery.ts")).keysRecoveryCommand,
    },
  ],
};

/** restic's name of the same. */
export const keySpec: CommandSpec = { ...keysSpec, name: "key", hidden: true };

import type { OptionSpec } from "./command-spec.ts";

/** A second vault to read from; restic's names. */
export const fromOptions: readonly OptionSpec[] = [
  { name: "from-vault", aliases: ["from-repo"], value: "url" },
  { name: "from-repository-file", value: "file" },
  { name: "from-password-file", value: "file" },
  { name: "from-password-command", value: "command" },
  { name: "from-insecure-no-password" },
  { name: "from-key-hint", value: "object", hidden: true },
];

import type { Message } from "../../../foundation/messages/format-message.ts";
import type { CommandContext } from "../command-context.ts";
import { UsageError } from "../usage-error.ts";

export const optionNames: Readonly<Record<string, string>> = {
  vault: "from-vault",
  "repository-file": "from-repository-file",
  "password-file": "from-password-file",
  "password-command": "from-password-command",
  "key-hint": "from-key-hint",
  "insecure-no-password": "from-insecure-no-password",
};

const variables = {
  VAULT: "RESTERA_FROM_VAULT",
  PASSWORD: "RESTERA_FROM_PASSWORD",
  PASSWORD_FILE: "RESTERA_FROM_PASSWORD_FILE",
  PASSWORD_COMMAND: "RESTERA_FROM_PASSWORD_COMMAND",
  KEY_HINT: "RESTERA_FROM_KEY_HINT",
} as const;

const resticVariables = [
  "REPOSITORY",
  "REPOSITORY_FILE",
  "PASSWORD",
  "PASSWORD_FILE",
  "PASSWORD_COMMAND",
  "KEY_HINT",
] as const;

/**
 * The same command, seen as one about the vault that --from-vault names: every option and variable of
 * a vault stands for its `from` form. Throws `UsageError` when nothing names that vault.
 */
export function fromContext(context: CommandContext, missing: Message): CommandContext {
  const { options, system } = context;
  const { environment } = system;
  const own: Record<string, string | undefined> = { ...environment };
  for (const [name, from] of Object.entries(variables)) {
    own[`RESTERA_${name}`] = environment[from];
  }
  for (const name of resticVariables) {
    own[`RESTIC_${name}`] = environment[`RESTIC_FROM_${name}`];
  }
  const isNamed =
    options.text("from-vault") ??
    options.text("from-repository-file") ??
    (own.RESTERA_VAULT || own.RESTIC_REPOSITORY || own.RESTIC_REPOSITORY_FILE);
  if (!isNamed) {
    throw new UsageError(missing);
  }
  return {
    ...context,
    system: { ...system, environment: own },
    options: {
      ...options,
      shown: (name) => options.shown(optionNames[name] ?? name),
      shownVariable: (name) => name.replace("_", "_FROM_"),
      flag: (name) => options.flag(optionNames[name] ?? name),
      text: (name) => options.text(optionNames[name] ?? name),
    },
  };
}

import { join, resolve } from "node:path";
import type { OpenVaultOptions } from "../../../compose.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import type { LockInput } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { UsageError } from "../usage-error.ts";

/** How the vault's store is reached, from the options of every command. */
export function vaultOptions({ options, signal }: CommandContext): OpenVaultOptions {
  return { signal } as OpenVaultOptions;
}

/** Whether a lock is taken and how long a foreign one is waited for. */
export function lockInput({ options }: Pick<CommandContext, "options">): LockInput {
  const retryMs = options.duration("retry-lock");
  return {
    ...(options.flag("no-lock") ? { take: false } : {}),
    ...(retryMs === undefined ? {} : { retryMs }),
  };
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { OpenVaultOptions } from "../../../compose.ts";
import { ResteraError } from "../../../foundation/errors.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { progressMessages } from "../../../foundation/messages/progress-messages.ts";
import type { Vault } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { NotedError } from "../noted-error.ts";
import { formatNumber } from "../output/format-values.ts";
import { createProgress, type ProgressDisplay } from "../output/progress.ts";
import { limitYoungSpace } from "../../../engine/workers/young-space.ts";
import { resolveSecret } from "./resolve-secret.ts";
import { vaultOptions } from "./vault-options.ts";
import { localFolder, vaultUrl } from "./vault-url.ts";

const mostAttempts = 3;

/** Runs a command's work with the vault that the command line names, and closes it; `operation` is the work's first. */
export async function withVault<Result>(
  context: CommandContext,
  work: (vault: Vault) => Promise<Result>,
  operation?: OpenVaultOptions["operation"],
  onDamaged?: () => void,
): Promise<Result> {
  const vault = await openContextVault(context, operation, onDamaged);
  try {
    return await work(vault);
  } finally {
    await vault.close();
  }
}

/**
 * Opens the vault that the command line names; asks again when a typed password was wrong. Damaged snapshots that a list
 * leaves out are named on stderr, and `onDamaged` is called.
 */
export async function openContextVault(
  context: CommandContext,
  operation?: OpenVaultOptions["operation"],
  onDamaged: () => void = () => undefined,
): Promise<Vault> {
  limitYoungSpace();
  const url = await vaultUrl(context);
  // Nobody should be asked for the password of a vault that is not there.
  const folder = localFolder(url, context.system.cwd);
  if (folder !== undefined && !existsSync(join(folder, "config"))) {
    throw new ResteraError("no-vault", { url });
  }
  for (let attempt = 1; ; attempt++) {
    const { origin, typed, ...secret } = await resolveSecret(context, url);
    const keys = keyProgress(context);
    try {
      const options = {
        ...vaultOptions(context, url),
        onKeyTried: keys.tried,
        ...(operation && { operation }),
        onDamaged: (error: ResteraError) => {
          nameDamaged(error, context);
          onDamaged();
        },
      };
      return await context.vaults.open(url, secret, options);
    } catch (error) {
      if (!(error instanceof ResteraError) || error.code !== "wrong-password") {
        throw error;
      }
      if (!typed) {
        throw new NotedError(error, cliMessages.passwordFrom, { origin });
      }
      if (attempt >= mostAttempts) {
        throw error;
      }
      context.output.warn(context.text(cliMessages.tryAgain));
    } finally {
      keys.finish();
    }
  }
}

function nameDamaged({ details }: ResteraError, { output, settings, text }: CommandContext): void {
  const message = text(cliMessages.snapshotLeftOut, details);
  if (settings.json) output.jsonProblem({ message_type: "error", message });
  else output.warn(message);
}

/** Tells how far a search among many keys is, once one was tried in vain. */
function keyProgress(context: CommandContext): {
  readonly tried: (tried: number, total: number) => void;
  readonly finish: () => void;
} {
  const { text, language } = context;
  const label = text(progressMessages.tryingKeys);
  const startedMs = Date.now();
  let display: ProgressDisplay | undefined;
  return {
    tried: (tried, total) => {
      if (tried === total) return;
      display ??= createProgress(context);
      const shown = { tried: formatNumber(tried, language), total: formatNumber(total, language) };
      const counts = text(progressMessages.keysTried, shown);
      const secondsElapsed = (Date.now() - startedMs) / 1000;
      display.update({ label, secondsElapsed, done: tried, total, counts });
    },
    finish: () => display?.finish(),
  };
}

import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ResteraError } from "../../../foundation/errors.ts";
import { protectMessages } from "../../../foundation/messages/protect-messages.ts";
import { readKey } from "../../../services/snapshots/key-store.ts";
import {
  protect,
  type ProtectInput,
  type ProtectPorts,
  type ProtectResult,
  type VaultSecret,
} from "../../../services/snapshots/protect.ts";
import { detectSources } from "../../../services/sources/detect-sources.ts";
import { keysFolder, resteraHome } from "../../environment/restera-home.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { UsageError } from "../usage-error.ts";
import { explicitSecret, resolveSecret } from "../vault-access/resolve-secret.ts";
import { lockInput, vaultOptions } from "../vault-access/vault-options.ts";
import { canonicalUrl, localFolder, vaultUrl } from "../vault-access/vault-url.ts";
import { presentPhrase, presentProtect, protectJson, showPhases } from "./present-protect.ts";

/** `restera protect [paths…]` */
export async function protectCommand(context: CommandContext): Promise<number> {
  const { settings, output, signal } = context;
  const input = await protectInput(context);
  const phases = showPhases(context);
  let phrase: string | undefined;
  let result: ProtectResult;
  try {
    result = await protect(input, ports(context), {
      signal,
      onProgress: phases.show,
      onRecoveryPhrase: (made) => (phrase = made),
    });
  } catch (error) {
    // It opens the vault from now on and is kept nowhere: it must be seen, whatever else failed.
    if (phrase !== undefined) {
      presentPhrase(phrase, undefined, context);
    }
    throw error;
  } finally {
    phases.finish();
  }
  if (settings.json) {
    output.json(protectJson(result, input, phrase));
  } else {
    presentProtect(result, input, phrase, context);
  }
  return exitCodeFor(result);
}

function exitCodeFor({ check, sample, recovery, backup }: ProtectResult): number {
  if (!check.ok || sample?.different.length || recovery?.different.length) {
    return exitCodes.damaged;
  }
  return backup.problems.some(({ harmless }) => !harmless) ? exitCodes.partly : exitCodes.done;
}

async function protectInput(context: CommandContext): Promise<ProtectInput> {
  const { system, options } = context;
  const url = await vaultUrl(context);
  const keyName = canonicalUrl(url, system.cwd);
  const vaultFolder = localFolder(url, system.cwd);
  const paths = await pathsToProtect(context);
  const secret = await secretFor(context, url, keyName);
  return {
    url,
    keyName,
    keysFolder: keysFolder(system),
    paths,
    exclude: options.texts("exclude"),
    scratch: tmpdir(),
    lock: lockInput(context),
    ...(vaultFolder === undefined ? {} : { vaultFolder }),
    ...(secret && { secret }),
  };
}

async function pathsToProtect(context: CommandContext): Promise<string[]> {
  const { system, settings, output, text } = context;
  if (context.arguments.length > 0) {
    const paths = context.arguments.map((path) => resolve(system.cwd, path));
    // A misspelt path must not leave a vault behind that protects nothing.
    const missing = paths.find((path) => !existsSync(path));
    if (missing !== undefined) {
      throw new ResteraError("path-missing", { path: missing });
    }
    return paths;
  }
  const found = await detectSources(system.home, system.cwd);
  if (found.length === 0) {
    throw new UsageError(protectMessages.nothingFound);
  }
  if (!settings.json) {
    output.note(text(protectMessages.found));
    for (const { path, owner } of found) {
      output.note(text(protectMessages.source, { path, owner }));
    }
  }
  return found.map(({ path }) => path);
}

/** A password that the user gave or must give; undefined when a key is kept, or made. */
async function secretFor(
  context: CommandContext,
  url: string,
  keyName: string,
): Promise<VaultSecret | undefined> {
  const { system } = context;
  const explicit = await explicitSecret(context);
  if (explicit) {
    return { password: explicit.password };
  }
  if (await readKey(keysFolder(system), keyName)) {
    return undefined;
  }
  const folder = localFolder(url, system.cwd);
  const { RESTIC_PASSWORD, RESTIC_PASSWORD_FILE, RESTIC_PASSWORD_COMMAND } = system.environment;
  const ambient = RESTIC_PASSWORD || RESTIC_PASSWORD_FILE || RESTIC_PASSWORD_COMMAND;
  const isOwn = url === join(resteraHome(system), "vault");
  const exists = folder !== undefined && existsSync(join(folder, "config"));
  // restic's variables are meant for another vault than the one that protect makes by itself.
  return exists || (ambient && !isOwn) ? resolveSecret(context, url) : undefined;
}

function ports(context: CommandContext): ProtectPorts {
  const { vaults } = context;
  return {
    openVault: (url, secret) => vaults.open(url, secret, vaultOptions(context, url)),
    createVault: (url, secret) => vaults.create(url, secret, vaultOptions(context, url)),
  };
}

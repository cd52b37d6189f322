import { realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { resteraHome } from "../../environment/restera-home.ts";
import type { CommandContext } from "../command-context.ts";
import { UsageError } from "../usage-error.ts";
import { readSmallFile } from "./read-small-file.ts";
import { fromResticUrl } from "./restic-url.ts";
import type { System } from "../system.ts";

/**
 * The vault's address: --vault, --repository-file, RESTERA_VAULT, RESTIC_REPOSITORY,
 * RESTIC_REPOSITORY_FILE, or else the vault that `protect` makes. A local one is an absolute path.
 */
export async function vaultUrl({
  system,
  options,
}: Pick<CommandContext, "system" | "options">): Promise<string> {
  const { RESTERA_VAULT, RESTIC_REPOSITORY, RESTIC_REPOSITORY_FILE } = system.environment;
  const flag = options.text("vault");
  const fileFlag = options.text("repository-file");
  if (flag !== undefined && fileFlag !== undefined) {
    throw new UsageError(cliMessages.notTogether, {
      first: options.shown("vault"),
      second: options.shown("repository-file"),
    });
  }
  const url =
    flag ||
    (fileFlag && (await addressIn(fileFlag, options.shown("repository-file"), system))) ||
    RESTERA_VAULT ||
    RESTIC_REPOSITORY ||
    (RESTIC_REPOSITORY_FILE &&
      (await addressIn(
        RESTIC_REPOSITORY_FILE,
        options.shownVariable("RESTIC_REPOSITORY_FILE"),
        system,
      ))) ||
    join(resteraHome(system), "vault");
  const own = fromResticUrl(url);
  return localFolder(own, system.cwd) ?? own.replace(/\/+$/, "");
}

/** The absolute folder of a local vault; undefined for one in another kind of store. */
export function localFolder(url: string, cwd: string): string | undefined {
  if (url.startsWith("file:")) {
    return fileURLToPath(url);
  }
  if (url.startsWith("local:")) {
    return resolve(cwd, url.slice("local:".length));
  }
  return /^[a-z][a-z\d+.-]*:\/\//i.test(url) ? undefined : resolve(cwd, url);
}

/** One spelling for each vault, whatever symbolic links lead to it: its key is kept under it. */
export function canonicalUrl(url: string, cwd: string): string {
  const folder = localFolder(url, cwd);
  return folder === undefined ? url : realPath(folder);
}

/** The real path of what exists, and the rest as it is. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(realPath(parent), path.slice(parent.length));
  }
}

async function addressIn(file: string, option: string, system: System): Promise<string> {
  return (await readSmallFile(resolve(system.cwd, file), { file, option })).toString("utf8").trim();
}

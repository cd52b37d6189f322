import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { PortableKey } from "../../../engine/portable/portable-key.ts";
import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import { archiveMessages } from "../../../foundation/messages/archive-messages.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { nouns } from "../../../foundation/messages/nouns.ts";
import { progressMessages } from "../../../foundation/messages/progress-messages.ts";
import { archiveAt, looksLikeArchive } from "../../../services/archives/archive-at.ts";
import type { ListedArchive } from "../../../services/archives/archive-metadata.ts";
import type {
  ArchiveProgress,
  ArchiveRun,
  ReadArchiveOptions,
} from "../../../services/archives/archive-options.ts";
import { findArchive } from "../../../services/archives/list-archives.ts";
import { resteraHome } from "../../environment/restera-home.ts";
import type { CommandContext } from "../command-context.ts";
import { formatCount } from "../output/format-values.ts";
import { refuseAsFolder } from "../output/given-places.ts";
import { createProgress } from "../output/progress.ts";
import { UsageError } from "../usage-error.ts";
import { decodePassword } from "../vault-access/decode-password.ts";

/** Where archives are read from, ours first: `--folder`, and where the SignalTrust guide has them. */
export function archiveFolders({ options, system }: CommandContext): [string, ...string[]] {
  const given = options.text("folder");
  const folder = resolve(system.cwd, given ?? "backups");
  if (given !== undefined) refuseAsFolder({ path: folder, option: "--folder" });
  return given === undefined ? [folder, join(system.cwd, "data", "unified_backups")] : [folder];
}

export function sourcesFile({ system }: Pick<CommandContext, "system">): string {
  return join(resteraHome(system), "sources.json");
}

/** The archive that the first argument names: by id, `latest`, or the path of a file. */
export async function chosenArchive(context: CommandContext): Promise<ListedArchive> {
  const [wanted = ""] = context.arguments;
  if (looksLikeArchive(wanted)) return await archiveAt(resolve(context.system.cwd, wanted));
  const folders = archiveFolders(context);
  try {
    // What is here needs no cloud.
    return await findArchive(folders, wanted);
  } catch (error) {
    if (!(error instanceof ResteraError && error.code === "archive-unknown")) throw error;
    const { fetchFromCloud } = await import("./cloud-context.ts");
    return await fetchFromCloud(folders, wanted, context);
  }
}

/** What encrypts or opens an archive; undefined when nothing was given. */
export async function archiveKey(context: CommandContext): Promise<PortableKey | undefined> {
  const { options, system } = context;
  const [passphrase, identity] = [options.text("passphrase-file"), options.text("identity-file")];
  if (passphrase !== undefined && identity !== undefined) {
    throw new UsageError(archiveMessages.oneKey);
  }
  if (passphrase !== undefined) {
    return { passphrase: await readSecret(passphrase, "--passphrase-file", system.cwd) };
  }
  if (identity === undefined) return undefined;
  const text = await readSecret(identity, "--identity-file", system.cwd);
  // As age-keygen writes it: comments, then the key.
  const line = text.split(/\r?\n/).find((each) => each.startsWith("AGE-SECRET-KEY-"));
  return { identity: line ?? text };
}

async function readSecret(file: string, option: string, cwd: string): Promise<string> {
  const path = resolve(cwd, file);
  let text: string;
  try {
    text = decodePassword(await readFile(path));
  } catch (error) {
    throw new ResteraError("settings-unreadable", {
      path,
      problem: problemOf(error),
      cause: error,
    });
  }
  if (text === "") throw new UsageError(cliMessages.badValue, { option, value: file });
  return text;
}

/** Options of a reading command, with progress on the screen while `work` runs. */
export async function whileReading<Result>(
  context: CommandContext,
  work: (options: ReadArchiveOptions) => Promise<Result>,
): Promise<Result> {
  const key = await archiveKey(context);
  const maxContentBytes = context.options.size("max-size");
  return await whileShown(context, "verifying", (run) => work({ ...run, key, maxContentBytes }));
}

/** Shows the progress of a piece of work while it runs. */
export async function whileShown<Result>(
  context: CommandContext,
  label: "archiving" | "verifying" | "uploading",
  work: (run: ArchiveRun) => Promise<Result>,
): Promise<Result> {
  const display = createProgress(context);
  const startedMs = performance.now();
  const { language } = context;
  try {
    return await work({
      signal: context.signal,
      onProgress: (progress) => {
        const secondsElapsed = (performance.now() - startedMs) / 1000;
        const { phase, bytesDone, bytesTotal, filesDone, currentFile } = progress;
        const message = phase === "restore" ? progressMessages.restoring : archiveMessages[label];
        const state = {
          ...{ label: message[language], secondsElapsed, done: bytesDone },
          ...(bytesTotal !== undefined && { total: bytesTotal }),
          ...{ bytes: true, counts: formatCount(filesDone, nouns.file, language) },
          ...(currentFile !== undefined && { current: currentFile }),
        };
        display.update(state, () => statusJson(progress, secondsElapsed));
      },
    });
  } finally {
    display.finish();
  }
}

function statusJson(progress: ArchiveProgress, secondsElapsed: number): object {
  return {
    message_type: "status",
    seconds_elapsed: Math.floor(secondsElapsed),
    bytes_done: progress.bytesDone,
    total_bytes: progress.bytesTotal,
    files_done: progress.filesDone,
    total_files: progress.filesTotal,
    current_files: progress.currentFile === undefined ? [] : [progress.currentFile],
  };
}

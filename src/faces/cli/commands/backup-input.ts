import { append } from "../../../foundation/append.ts";
import { flattenTags } from "../../../engine/snapshot/snapshot-filter.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type { BackUpInput } from "../../../services/snapshots/vault.ts";
import { keysFolder } from "../../environment/restera-home.ts";
import type { CommandContext } from "../command-context.ts";
import { UsageError } from "../usage-error.ts";
import { localFolder } from "../vault-access/vault-url.ts";
import { lockInput } from "../vault-access/vault-options.ts";
import { commandOutput } from "./command-output.ts";
import { groupByOption } from "./group-by-option.ts";
import { packingInput } from "./packing-input.ts";
import { readGivenFile, readPatterns } from "./read-patterns.ts";

/** What `restera backup` was asked to do, read and checked before the vault is opened. */
export async function backUpInput(context: CommandContext): Promise<BackUpInput> {
  const { options, system } = context;
  const flag = (name: string) => options.flag(name);
  const host = options.text("host") || system.environment.RESTIC_HOST;
  const time = options.time("time");
  const parent = options.text("parent");
  const limit = options.size("exclude-larger-than");
  const groupBy = options.text("group-by");
  groupByOption(groupBy ?? "");
  return {
    ...(await sourceOf(context)),
    tags: flattenTags(options.texts("tag")),
    exclude: await readPatterns(context, "exclude"),
    excludesShown: options.texts("exclude"),
    iexclude: await readPatterns(context, "iexclude"),
    excludeIfPresent: options.texts("exclude-if-present"),
    excludeCaches: flag("exclude-caches"),
    oneFileSystem: flag("one-file-system"),
    force: flag("force"),
    ignoreInode: flag("ignore-inode"),
    ignoreCtime: flag("ignore-ctime"),
    withAtime: flag("with-atime"),
    skipIfUnchanged: flag("skip-if-unchanged"),
    dryRun: flag("dry-run"),
    ...packingInput(context),
    lock: lockInput(context),
    ...(host ? { host } : {}),
    ...(time === undefined || options.text("time") === "now" ? {} : { time }),
    ...(parent === undefined ? {} : { parent }),
    ...(groupBy === undefined ? {} : { groupBy }),
    ...(limit === undefined ? {} : { excludeLargerThanBytes: limit }),
  };
}

/** The vault and the keys are never part of a backup, whatever paths it has. */
export function neverReadFolders(
  url: string,
  { system }: Pick<CommandContext, "system">,
): string[] {
  const folder = localFolder(url, system.cwd);
  return folder === undefined ? [keysFolder(system)] : [folder, keysFolder(system)];
}

/** Paths from the command line and from files, or a stream that becomes one file. */
async function sourceOf(context: CommandContext): Promise<Pick<BackUpInput, "paths" | "stdin">> {
  const { options, system } = context;
  const name = options.text("stdin-filename") ?? "stdin";
  const stream = ["stdin", "stdin-from-command"].find((each) => options.flag(each));
  if (stream !== undefined && options.flag("memory")) {
    const both = { first: "--memory", second: `--${stream}` };
    throw new UsageError(cliMessages.notTogether, both);
  }
  const given = context.arguments;
  if (options.flag("stdin-from-command")) {
    if (given.length === 0) {
      throw new UsageError(resultMessages.commandMissing);
    }
    return { paths: [], stdin: { name, stream: commandOutput(given, context) } };
  }
  const listed = await listedPaths(context);
  // In restic's order.
  const paths = [...listed, ...given.filter((path) => path !== "")];
  if (options.flag("stdin")) {
    if (paths.length > 0) {
      throw new UsageError(resultMessages.stdinWithPaths);
    }
    return { paths: [], stdin: { name, stream: system.stdin as AsyncIterable<Uint8Array> } };
  }
  if (paths.length === 0 && !options.flag("memory")) {
    throw new UsageError(resultMessages.nothingGiven);
  }
  return { paths };
}

async function listedPaths(context: CommandContext): Promise<(string | Uint8Array)[]> {
  const { options, system, output, text } = context;
  const kinds = ["files-from", "files-from-verbatim", "files-from-raw"] as const;
  if (kinds.every((kind) => options.texts(kind).length === 0)) {
    return [];
  }
  const read = await import("../../../engine/scan/files-from.ts");
  const paths: (string | Uint8Array)[] = [];
  for (const kind of kinds) {
    for (const file of options.texts(kind)) {
      const bytes = await readGivenFile(context, file, `--${kind}`);
      if (kind === "files-from") {
        const found = read.parseFilesFrom(bytes, system.cwd);
        append(paths, found.paths);
        for (const pattern of found.unmatched) {
          output.warn(text(resultMessages.patternUnmatched, { pattern }));
        }
      } else if (kind === "files-from-verbatim") {
        append(paths, read.parseFilesFromVerbatim(bytes));
      } else {
        append(paths, read.parseFilesFromRaw(bytes));
      }
    }
  }
  return paths;
}

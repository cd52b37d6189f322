import { changeMessages } from "../../../foundation/messages/change-messages.ts";
import type { Message } from "../../../foundation/messages/format-message.ts";
import { resultMessages } from "../../../foundation/messages/result-messages.ts";
import type { DiffCounts, DiffMessage } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatNumber, formatSize } from "../output/format-values.ts";
import { withVault } from "../vault-access/open-context-vault.ts";

type Statistics = Extract<DiffMessage, { kind: "statistics" }>;

/** `restera diff FIRST SECOND` */
export async function diffCommand(context: CommandContext): Promise<number> {
  const { settings, options, output, signal, text } = context;
  const [first = "", second = ""] = context.arguments;
  const input = options.flag("metadata") ? { metadata: true } : {};
  if (!settings.json) {
    output.note(text(changeMessages.comparing, { first, second }));
  }
  let code: number = exitCodes.done;
  await withVault(context, async (vault) => {
    for await (const message of vault.diff(first, second, input, { signal })) {
      if (message.kind === "change") {
        await presentChange(message, context);
      } else if (message.kind === "statistics") {
        presentStatistics(message, context);
      } else {
        code = exitCodes.damaged;
        presentProblem(message, context);
      }
    }
  });
  return code;
}

async function presentChange(
  { path, modifier }: Extract<DiffMessage, { kind: "change" }>,
  { settings, output }: CommandContext,
): Promise<void> {
  if (settings.quiet) {
    return;
  }
  if (settings.json) {
    output.json({ message_type: "change", path, modifier });
  } else {
    await output.data(`${modifier.padEnd(5)}${escapeText(path)}\n`);
  }
}

function presentProblem(
  { object, problem }: Extract<DiffMessage, { kind: "problem" }>,
  { settings, output, text }: CommandContext,
): void {
  if (settings.json) {
    output.jsonProblem({ message_type: "error", object, message: `${object}: ${problem}` });
  } else {
    output.warn(text(resultMessages.problem, { path: object, problem }));
  }
}

function presentStatistics(statistics: Statistics, context: CommandContext): void {
  const { settings, output, language, text } = context;
  const { added, removed, changedFiles } = statistics;
  if (settings.json) {
    output.json({
      message_type: "statistics",
      source_snapshot: statistics.source,
      target_snapshot: statistics.target,
      changed_files: changedFiles,
      added: countsJson(added),
      removed: countsJson(removed),
    });
    return;
  }
  const number = (value: number) => formatNumber(value, language);
  const counts: [Message, keyof DiffCounts][] = [
    [changeMessages.diffFiles, "files"],
    [changeMessages.diffFolders, "dirs"],
    [changeMessages.diffOthers, "others"],
    [changeMessages.diffDataBlobs, "dataBlobs"],
    [changeMessages.diffTreeBlobs, "treeBlobs"],
  ];
  output.line();
  for (const [message, field] of counts) {
    const both = { new: number(added[field]), removed: number(removed[field]) };
    output.line(text(message, { ...both, changed: number(changedFiles) }));
  }
  const sizes = {
    new: formatSize(added.bytes, language),
    removed: formatSize(removed.bytes, language),
  };
  output.line(text(changeMessages.diffBytes, sizes));
}

function countsJson(counts: DiffCounts): Record<string, number> {
  return {
    files: counts.files,
    dirs: counts.dirs,
    others: counts.others,
    data_blobs: counts.dataBlobs,
    tree_blobs: counts.treeBlobs,
    bytes: counts.bytes,
  };
}

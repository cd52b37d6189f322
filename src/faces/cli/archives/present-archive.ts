import { archiveMessages } from "../../../foundation/messages/archive-messages.ts";
import { translateProblem } from "../../../foundation/messages/translate-problem.ts";
import type { ArchiveProblem, ListedArchive } from "../../../services/archives/archive-metadata.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";

/** What means that something is missing; the others are only told. */
const losses: readonly ArchiveProblem["kind"][] = ["missing", "failed", "unreadable", "changed"];

/** Names what is wrong with sources, on stderr; gives 3 when something of them is missing, else 0. */
export function presentSourceProblems(
  problems: readonly ArchiveProblem[],
  context: CommandContext,
): number {
  const { settings, output } = context;
  const partly = problems.some(({ kind }) => losses.includes(kind));
  if (settings.json) return partly ? exitCodes.partly : exitCodes.done;
  for (const each of problems) {
    const line = sourceProblemText(each, context);
    if (losses.includes(each.kind)) output.warn(line);
    else output.note(line);
  }
  return partly ? exitCodes.partly : exitCodes.done;
}

export function sourceProblemText(
  { source, path, problem }: ArchiveProblem,
  { text, language }: Pick<CommandContext, "text" | "language">,
): string {
  const about = path === undefined ? source : `${source}: ${path}`;
  const problemText = translateProblem(problem, language);
  return text(archiveMessages.problem, { source: about, problem: problemText });
}

/** `tar.gz`, `tar.gz, encrypted`. */
export function formatText(
  { format, encryption }: Pick<ListedArchive, "format" | "encryption">,
  { text }: Pick<CommandContext, "text">,
): string {
  return encryption === undefined ? format : text(archiveMessages.encrypted, { format });
}

/** As in the documents: `2026-02-07 17:51:54`, without what is smaller than a second. */
export function timeText(timestamp: string): string {
  return timestamp.replace("T", " ").replace(/\.\d+/, "");
}

import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { resolve } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { problemOf } from "../../../foundation/errors.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { memoryMessages } from "../../../foundation/messages/memory-messages.ts";
import type { MemoryStore } from "../../../services/memory/memory-store.ts";
import { type Memory, type MemoryKind, memoryKinds } from "../../../services/memory/memory.ts";
import type { MemoryQuery } from "../../../services/memory/read-memories.ts";
import type { CommandContext } from "../command-context.ts";
import { escapeText } from "../output/escape-text.ts";
import { formatTime } from "../output/format-values.ts";
import { formatTable } from "../output/table.ts";
import type { ParsedOptions } from "../parse/parsed-options.ts";
import { withDatabase } from "../tasks/with-database.ts";
import { UsageError } from "../usage-error.ts";
import { memoryJson } from "./memory-json.ts";

/** Runs a command's work with memory, in the name of whoever runs it, and closes it. */
export async function withMemory<Result>(
  context: CommandContext,
  work: (store: MemoryStore) => Promise<Result>,
  author?: string,
): Promise<Result> {
  const { memoryStoreOf } = await import("../../../compose/memory-store-of.ts");
  const { USER: user, USERNAME: username } = context.system.environment;
  const name = author ?? user ?? username ?? nameOfUser();
  return withDatabase(context, async (database) =>
    work(await memoryStoreOf(database, { author: name })),
  );
}

function nameOfUser(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // Nobody in the system's list, as in some containers.
    return undefined;
  }
}

/** Which memories the options ask for; the option `kind` only where the command has it. */
export function queryOf(options: ParsedOptions, kinds?: readonly MemoryKind[]): MemoryQuery {
  const asked = kinds ?? options.texts("kind").map(kindOf);
  const tags = options.texts("tag");
  return {
    ...(asked.length > 0 && { kinds: asked }),
    hero: options.text("hero"),
    ...(tags.length > 0 && { tags }),
    sinceMs: momentOf(options, "since"),
    untilMs: momentOf(options, "until"),
    asOfMs: momentOf(options, "as-of"),
  };
}

/** Milliseconds since 1970. */
export function momentOf(options: ParsedOptions, name: string): number | undefined {
  const time = options.time(name);
  return time === undefined ? undefined : Date.parse(time);
}

/** The tags to keep something with. Throws UsageError for one that is empty. */
export function tagsOf(options: ParsedOptions): readonly string[] {
  const tags = options.texts("tag");
  if (tags.every((tag) => tag.trim() !== "")) return tags;
  throw new UsageError(cliMessages.badValue, { option: "--tag", value: "" });
}

export function kindOf(word: string): MemoryKind {
  const kind = memoryKinds.find((each) => each === word);
  if (kind !== undefined) return kind;
  throw new UsageError(memoryMessages.unknownKind, { kind: word, kinds: memoryKinds.join(", ") });
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** `1,2,3,4,5,6`; spaces will do too. */
export function positionOf(typed: string): number[] {
  const parts = typed
    .replace(/[[\]]/g, " ")
    .split(/[\s,]+/)
    .filter(Boolean);
  const position = parts.map((part) => (decimal.test(part) ? Number(part) : Number.NaN));
  if (position.length === 6 && position.every((each) => Number.isFinite(each))) return position;
  throw new UsageError(memoryMessages.noPosition, { value: typed });
}

export function numberOf(options: ParsedOptions, name: string): number | undefined {
  const typed = options.text(name);
  if (typed === undefined) return undefined;
  const value = typed.trim() === "" ? Number.NaN : Number(typed);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new UsageError(cliMessages.badValue, { option: `--${name}`, value: typed });
}

/** A file's text, or what comes in where it is `-`. */
export async function readText({ system }: CommandContext, file: string): Promise<string> {
  try {
    if (file === "-") return await textOf(system.stdin);
    return await readFile(resolve(system.cwd, file), "utf8");
  } catch (error) {
    const problem = problemOf(error);
    throw new UsageError(cliMessages.fileUnreadable, { path: file, option: "--file", problem });
  }
}

/** Memories as JSON or as a table. */
export function presentMemories(memories: readonly Memory[], context: CommandContext): void {
  const { settings, output, text } = context;
  if (settings.json) return output.json(memories.map(memoryJson));
  if (memories.length === 0) return output.note(text(memoryMessages.nothing));
  const columns = [
    { title: text(memoryMessages.columnKind) },
    { title: text(memoryMessages.columnId), shrink: true },
    { title: text(memoryMessages.columnHero) },
    { title: text(memoryMessages.columnTime) },
    { title: text(memoryMessages.columnText), shrink: true },
  ];
  const rows = memories.map((memory) => [
    text(memoryMessages[memory.kind]),
    escapeText(memory.id),
    escapeText(memory.heroId ?? ""),
    formatTime(new Date(memory.createdMs).toISOString()),
    shortText(memory),
  ]);
  for (const line of formatTable(columns, rows, output.width)) output.line(line);
}

/** One memory whole. */
export function presentMemory(memory: Memory, { settings, output }: CommandContext): void {
  if (settings.json) output.json(memoryJson(memory));
  else output.line(JSON.stringify(memoryJson(memory), null, 2));
}

/** The beginning of what it says, on one line. */
export function shortText({ title, text, kind }: Memory): string {
  const line = (kind === "document" && title !== "" ? `${title}: ${text}` : text).slice(0, 160);
  return escapeText(line.replace(/\s+/g, " "));
}

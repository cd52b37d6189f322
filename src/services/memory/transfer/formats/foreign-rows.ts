import { parseKeepingDigits } from "../../exact-json.ts";
import type { Json } from "../../json.ts";
import { type ParsedRow, parseRow, RowProblem } from "../parse-row.ts";
import { type SplitRow, splitRows } from "../split-rows.ts";
import { type Fields, type ForeignReader, objectIn } from "./foreign-row.ts";
import { readChatGpt } from "./read-chatgpt.ts";
import { readCogx } from "./read-cogx.ts";
import { readLetta } from "./read-letta.ts";
import { readMcp } from "./read-mcp.ts";
import { readMem0 } from "./read-mem0.ts";

/** Whose file it is: `interstice` is ours, and the Interstice's own. */
export type ImportFormat = "interstice" | "mem0" | "letta" | "mcp" | "chatgpt" | "cogx";

export const importFormats: readonly ImportFormat[] = [
  ...(["interstice", "mem0", "letta", "mcp", "chatgpt", "cogx"] as const),
];

/** A row that was found, read when it is asked for. Throws `RowProblem`. */
export interface FoundRow {
  readonly letters: number;
  parse(): readonly ParsedRow[];
}

const readers: Readonly<Record<Exclude<ImportFormat, "interstice" | "letta">, ForeignReader>> = {
  ...{ mem0: readMem0, mcp: readMcp, chatgpt: readChatGpt, cogx: readCogx },
};

const mostLettersOfAgent = 256 * 2 ** 20;
const headLetters = 16_384;

/**
 * The rows of a document as it comes, of whatever program it is: told by its shape when `format` is absent. Throws an Error that
 * says what is wrong with the document.
 */
export async function* foundRows(
  parts: AsyncIterable<string>,
  format: ImportFormat | undefined,
): AsyncGenerator<FoundRow> {
  const [head, all] = await peek(parts);
  if (format === "letta" || (format === undefined && isAgentFile(head))) {
    yield* agentRows(all);
    return;
  }
  let found: Exclude<ImportFormat, "letta"> | undefined = format;
  for await (const split of splitRows(all)) {
    found ??= formatOf(split);
    const reader = found === "interstice" ? undefined : readers[found];
    if (reader !== undefined && isBeside(split)) continue;
    const parse = (): readonly ParsedRow[] =>
      reader === undefined ? [parseRow(split)] : read(split.text, reader);
    yield { letters: split.text.length, parse };
  }
}

/** mem0's export has lists of relations beside the memories. */
function isBeside({ list }: SplitRow): boolean {
  return list !== undefined && !["results", "memories", "items", "conversations"].includes(list);
}

async function* agentRows(parts: AsyncIterable<string>): AsyncGenerator<FoundRow> {
  let text = "";
  for await (const part of parts) {
    text += part;
    if (text.length > mostLettersOfAgent) throw new Error("an agent file has more than 256 MiB");
  }
  let file: Json;
  try {
    file = parseKeepingDigits(text);
  } catch (error) {
    throw new Error("it is no JSON", { cause: error });
  }
  for (const memory of readLetta(objectIn(file) ?? {})) {
    yield { letters: memory.text?.length ?? 0, parse: () => [{ kind: memory.kind, memory }] };
  }
}

function read(text: string, reader: ForeignReader): readonly ParsedRow[] {
  let value: Json;
  try {
    value = parseKeepingDigits(text);
  } catch {
    throw new RowProblem("it is no JSON", {});
  }
  const row = objectIn(value);
  if (row === undefined) throw new RowProblem("it is no JSON object", {});
  return reader(row).map((memory) => ({ kind: memory.kind, memory }));
}

/** What the first row looks like. */
function formatOf({ list, text }: SplitRow): Exclude<ImportFormat, "letta"> {
  let row: Fields;
  try {
    row = objectIn(JSON.parse(text) as Json) ?? {};
  } catch {
    return "interstice";
  }
  const { type, kind } = row;
  if (type === "entity" && ("observations" in row || "entityType" in row)) return "mcp";
  if (type === "relation" && "relationType" in row) return "mcp";
  if (objectIn(row["mapping"]) !== undefined) return "chatgpt";
  if (typeof kind === "string" && "external_id" in row) return "cogx";
  const isMem0List = list === undefined || ["results", "memories", "items"].includes(list);
  return isMem0List && typeof row["memory"] === "string" ? "mem0" : "interstice";
}

/** Letta's files begin with an agent's fields, or with the list of agents. */
function isAgentFile(head: string): boolean {
  const isObject = /^\uFEFF?\s*\{/.test(head);
  const names = /"(?:agent_type|core_memory|block_ids|in_context_message_(?:ids|indices))"\s*:/;
  return isObject && (/^\uFEFF?\s*\{\s*"agents"\s*:\s*\[/.test(head) || names.test(head));
}

/** The beginning, and everything with it. */
async function peek(
  parts: AsyncIterable<string>,
): Promise<readonly [head: string, all: AsyncIterable<string>]> {
  const iterator = parts[Symbol.asyncIterator]();
  let head = "";
  let isOver = false;
  while (!isOver && head.length < headLetters) {
    const { value, done } = await iterator.next();
    if (done === true) isOver = true;
    else head += value;
  }
  const all = async function* (): AsyncGenerator<string> {
    yield head;
    if (isOver) return;
    for (;;) {
      const { value, done } = await iterator.next();
      if (done === true) return;
      yield value;
    }
  };
  return [head, all()];
}

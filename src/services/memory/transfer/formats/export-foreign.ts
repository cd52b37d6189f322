import type { Json } from "../../json.ts";
import type { MemoryStore } from "../../memory-store.ts";
import type { Memory } from "../../memory.ts";
import { exportedMemories, type ExportInput } from "../export-memories.ts";
import { type Fields, listIn, objectIn, textIn } from "./foreign-row.ts";

/**
 * The knowledge graph of MCP's server-memory, a line each. What came from there is as it was; anything else becomes an entity of its kind
 * whose observation is its text. Entities come first, as relations speak of them.
 */
export async function* exportMcp(
  store: MemoryStore,
  input: ExportInput = {},
): AsyncGenerator<string> {
  const relations: string[] = [];
  for await (const memory of exportedMemories(store, ["entity", "tattoo", "hero", "note"], input)) {
    const line = `${JSON.stringify(mcpRow(memory))}\n`;
    if (relationOf(memory) === undefined) yield line;
    else relations.push(line);
  }
  yield* relations;
}

/** mem0's `{"results": []}`, a memory a line. What came from there is as it was. */
export async function* exportMem0(
  store: MemoryStore,
  input: ExportInput = {},
): AsyncGenerator<string> {
  yield '{"results": [';
  let separator = "\n";
  for await (const memory of exportedMemories(store, ["entity", "tattoo", "hero", "note"], input)) {
    yield `${separator}${JSON.stringify(mem0Row(memory))}`;
    separator = ",\n";
  }
  yield "]}\n";
}

function relationOf(memory: Memory): Fields | undefined {
  const content = objectIn(memory.content);
  const isRelation = memory.kind === "note" && memory.id.startsWith("mcp-relation/");
  return isRelation ? content : undefined;
}

function mcpRow(memory: Memory): object {
  const relation = relationOf(memory);
  if (relation !== undefined) return { type: "relation", ...relation };
  const { kind, id, text, content } = memory;
  const own = objectIn(content);
  const name = own && memory.id.startsWith("mcp/") ? textIn(own, "name") : undefined;
  if (name !== undefined) {
    const { entityType = "", observations } = own!;
    return { type: "entity", name, entityType, observations: listIn(observations) };
  }
  return { type: "entity", name: id, entityType: kind, observations: text === "" ? [] : [text] };
}

function mem0Row(memory: Memory): Json {
  const { kind, id, text, title, tags, heroId, createdMs, storedMs, author } = memory;
  const content = objectIn(memory.content);
  if (id.startsWith("mem0/") && content !== undefined) return content;
  return {
    ...{ id: `${kind}/${id}`, memory: text === "" ? title : text },
    ...(heroId !== undefined && { agent_id: heroId }),
    created_at: new Date(createdMs).toISOString(),
    updated_at: new Date(storedMs).toISOString(),
    categories: tags,
    metadata: { kind, ...(title !== "" && { title }), ...(author !== undefined && { author }) },
  };
}

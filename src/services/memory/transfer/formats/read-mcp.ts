import type { NewMemory } from "../../memory.ts";
import { type Fields, foreignId, listIn, refuse, textIn } from "./foreign-row.ts";

/**
 * A line of the knowledge graph of MCP's server-memory (modelcontextprotocol/servers, src/memory/index.ts): `{"type": "entity",
 * name, entityType, observations}` or `{"type": "relation", from, to, relationType}`. Entities stay entities, a relation becomes a note.
 */
export function readMcp(row: Fields): NewMemory[] {
  const type = textIn(row, "type");
  if (type === "entity") {
    const [name, entityType] = [textIn(row, "name"), textIn(row, "entityType") ?? ""];
    if (name === undefined) refuse("its name is missing", "entity");
    const observations = listIn(row["observations"]);
    const tags = ["mcp", ...(entityType === "" ? [] : [entityType])];
    const content = { name, entityType, observations };
    return [{ kind: "entity", id: foreignId("mcp", name), title: name, content, tags }];
  }
  if (type !== "relation") refuse("it is neither an entity nor a relation");
  const [from, to, relationType] = ["from", "to", "relationType"].map((name) => textIn(row, name));
  if (from === undefined || to === undefined || relationType === undefined) {
    refuse("one of its ends or its type is missing", "note");
  }
  const id = foreignId("mcp-relation", from, relationType, to);
  const [content, text] = [{ from, to, relationType }, `${from} ${relationType} ${to}`];
  return [{ kind: "note", id, content, text, tags: ["mcp", "relation"] }];
}

import type { NewMemory } from "../../memory.ts";
import { type Fields, foreignId, listIn, refuse, textIn, timeIn } from "./foreign-row.ts";

/**
 * A memory of mem0, as `get_all()` gives it in `results` (https://docs.mem0.ai/cookbooks/essentials/exporting-memories) and its export in
 * `memories`: `{id, memory, user_id, agent_id, run_id, categories, metadata, created_at, updated_at}`. It becomes a note, and its agent or
 * else its user the hero; the row stays whole as its content.
 */
export function readMem0(row: Fields): NewMemory[] {
  const said = textIn(row, "memory", "text", "data", "content");
  const id = textIn(row, "id", "memory_id");
  if (id === undefined) refuse("its id is missing", "note");
  if (said === undefined) refuse("it has no text", "note", id);
  const categories = listIn(row["categories"]).filter((each) => typeof each === "string");
  return [
    {
      ...{ kind: "note", id: foreignId("mem0", id), content: row, text: said },
      ...{ heroId: textIn(row, "agent_id", "user_id"), tags: ["mem0", ...categories] },
      createdMs: timeIn(row, "created_at"),
    },
  ];
}

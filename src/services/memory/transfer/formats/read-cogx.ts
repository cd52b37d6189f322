import type { NewMemory } from "../../memory.ts";
import { type Fields, foreignId, listIn, objectIn, refuse, textIn, timeIn } from "./foreign-row.ts";

/**
 * A record of COGX, Cognee's exchange format (topoteretes/cognee, cognee/modules/migration/cogx.py): a line with a `kind`, of one of the
 * `.jsonl` files of an archive. Entities stay entities, a fact keeps from when to when it was true, everything else becomes a note.
 */
export function readCogx(row: Fields): NewMemory[] {
  const [kind, external] = [textIn(row, "kind"), textIn(row, "external_id")];
  if (external === undefined) refuse("its id is missing", kind);
  const { scope = null } = row;
  const system = textIn(row, "external_system") ?? "unknown";
  const said = textOf(kind, row);
  if (said === undefined) refuse("it has no text", kind, external);
  const owner = objectIn(scope) ?? {};
  const categories = listIn(row["categories"]).filter((each) => typeof each === "string");
  return [
    {
      kind: kind === "entity" ? "entity" : "note",
      ...{ id: foreignId("cogx", system, kind ?? "", external), content: row, text: said },
      title: textIn(row, "title", "label", "name") ?? "",
      heroId: textIn(owner, "agent_id", "user_id"),
      tags: ["cogx", kind ?? "", ...categories],
      createdMs: timeIn(row, "created_at"),
      validFromMs: timeIn(row, "valid_at"),
      validToMs: timeIn(row, "invalid_at"),
    },
  ];
}

function textOf(kind: string | undefined, row: Fields): string | undefined {
  if (kind === "memory" || kind === "document") return textIn(row, "content");
  if (kind === "memory_block") return textIn(row, "value");
  if (kind === "episode") {
    const turns = listIn(row["turns"]).map((turn) => objectIn(turn) ?? {});
    const lines = turns.map(
      (turn) => `${textIn(turn, "role") ?? ""}: ${textIn(turn, "content") ?? ""}`,
    );
    return lines.length === 0 ? undefined : lines.join("\n");
  }
  if (kind === "fact") {
    const parts = ["subject_ref", "predicate", "object_ref"].map((name) => textIn(row, name) ?? "");
    return textIn(row, "fact_text") ?? parts.join(" ");
  }
  if (kind === "entity") {
    const name = textIn(row, "name");
    return (
      name &&
      [name, textIn(row, "entity_type"), textIn(row, "description")].filter(Boolean).join("\n")
    );
  }
  return refuse(`${kind ?? "?"} is no kind that is imported`, kind);
}

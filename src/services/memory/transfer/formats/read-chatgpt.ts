import type { NewMemory } from "../../memory.ts";
import { type Fields, foreignId, listIn, objectIn, refuse, textIn, timeIn } from "./foreign-row.ts";

/**
 * A conversation of ChatGPT's data export, `conversations.json`: a tree of messages in `mapping`, each with `author.role`,
 * `create_time` in seconds and `content.parts` (there is no published specification; mitkury/chatgpt-export-parser describes it). Each
 * message of a person or the assistant that has text becomes a note, in all branches; prompts and tools are left out.
 */
export function readChatGpt(row: Fields): NewMemory[] {
  const conversation = textIn(row, "conversation_id", "id");
  if (conversation === undefined) refuse("its id is missing", "note");
  const mapping = objectIn(row["mapping"]);
  if (mapping === undefined) refuse("it has no messages", "note", conversation);
  const title = textIn(row, "title") ?? "";
  return Object.entries(mapping).flatMap(([node, value]): NewMemory[] => {
    const message = objectIn(objectIn(value)?.["message"]);
    const role = textIn(objectIn(message?.["author"]) ?? {}, "role");
    if (message === undefined || (role !== "user" && role !== "assistant")) return [];
    const said = textOf(objectIn(message["content"]));
    if (said === "") return [];
    const model = textIn(objectIn(message["metadata"]) ?? {}, "model_slug");
    const id = foreignId("chatgpt", conversation, textIn(message, "id") ?? node);
    return [
      {
        ...{ kind: "note", id, title, content: said, tags: ["chatgpt", role] },
        ...{ author: role === "user" ? "user" : (model ?? "assistant") },
        createdMs: timeIn(message, "create_time") ?? timeIn(row, "create_time"),
      },
    ];
  });
}

/** Texts of a message; pictures and files have none. */
function textOf(content: Fields | undefined): string {
  if (content === undefined) return "";
  const parts = listIn(content["parts"]).map((part) =>
    typeof part === "string" ? part : (textIn(objectIn(part) ?? {}, "text") ?? ""),
  );
  const all = [...parts, textIn(content, "text") ?? ""].filter((each) => each !== "");
  return all.join("\n").trim();
}

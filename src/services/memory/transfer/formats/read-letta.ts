import { hash } from "node:crypto";
import type { Json } from "../../json.ts";
import type { NewMemory } from "../../memory.ts";
import { type Fields, foreignId, listIn, objectIn, refuse, textIn, timeIn } from "./foreign-row.ts";

/**
 * A whole agent file of Letta (`.af`): `{agents, blocks, …}` as letta/schemas/agent_file.py has it, or one agent with `core_memory` and
 * `messages` as files before it. Blocks become notes of their agent, so do messages of a person and of the assistant; tools,
 * prompts and settings are left out.
 */
export function readLetta(file: Fields): NewMemory[] {
  const agents = listIn(file["agents"])
    .map(objectIn)
    .filter((each) => each !== undefined);
  if (agents.length === 0 && !Array.isArray(file["core_memory"])) {
    refuse("it holds no agents");
  }
  if (agents.length === 0) return ofAgent(file, listIn(file["core_memory"]));
  const blocks = new Map(
    listIn(file["blocks"]).flatMap((block) => {
      const id = textIn(objectIn(block) ?? {}, "id");
      return id === undefined ? [] : [[id, block] as const];
    }),
  );
  return agents.flatMap((agent) => {
    const own = listIn(agent["block_ids"]).map((id) => blocks.get(id as string) ?? null);
    return ofAgent(agent, [...own, ...listIn(agent["memory_blocks"])]);
  });
}

function ofAgent(agent: Fields, blocks: readonly Json[]): NewMemory[] {
  const name = textIn(agent, "name", "id") ?? "agent";
  const own = blocks.flatMap((each): NewMemory[] => {
    const block = objectIn(each);
    const [label, value] = [textIn(block ?? {}, "label"), textIn(block ?? {}, "value")];
    if (block === undefined || label === undefined || value === undefined) return [];
    const { description = null } = block;
    return [
      {
        ...{ kind: "note", id: foreignId("letta", name, label), title: label, text: value },
        ...{ content: { label, value, description }, heroId: name, tags: ["letta", "block"] },
        createdMs: timeIn(block, "created_at"),
      },
    ];
  });
  return [...own, ...listIn(agent["messages"]).flatMap((each) => ofMessage(name, each))];
}

function ofMessage(agent: string, each: Json): NewMemory[] {
  const message = objectIn(each) ?? {};
  const role = textIn(message, "role");
  if (role !== "user" && role !== "assistant") return [];
  const { content } = message;
  const said = (
    typeof content === "string"
      ? content
      : listIn(content)
          .map((part) => textIn(objectIn(part) ?? {}, "text") ?? "")
          .join("\n")
  ).trim();
  if (said === "") return [];
  const createdMs = timeIn(message, "created_at");
  // A file numbers its messages anew: what tells one is when it was said, by whom, and what.
  const digest = hash("sha256", `${createdMs}\n${role}\n${said}`).slice(0, 16);
  const id = foreignId("letta", agent, "message", digest);
  const author = role === "user" ? "user" : agent;
  return [
    {
      ...{ kind: "note", id, content: said, heroId: agent, author, createdMs },
      tags: ["letta", role],
    },
  ];
}

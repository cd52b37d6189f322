import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { NewMemory } from "../../memory.ts";
import { RowProblem } from "../parse-row.ts";
import { foundRows, type ImportFormat } from "./foreign-rows.ts";

/** Memories of a text that comes in small parts, and what was refused. */
async function read(
  text: string,
  format?: ImportFormat,
): Promise<{ memories: NewMemory[]; refused: string[] }> {
  const parts = async function* () {
    for (let at = 0; at < text.length; at += 7) yield text.slice(at, at + 7);
  };
  const [memories, refused]: [NewMemory[], string[]] = [[], []];
  for await (const found of foundRows(parts(), format)) {
    try {
      for (const row of found.parse()) if ("memory" in row) memories.push(row.memory);
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      refused.push(`${error.id ?? "?"}: ${error.message}`);
    }
  }
  return { memories, refused };
}

const lines = (...rows: readonly object[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join("");

describe("files of other programs, told by their shape", () => {
  it("mem0's", async () => {
    const memory = { id: "m1", memory: "Ada drinks tea", user_id: "ada", categories: ["drinks"] };
    const rows = [
      { ...memory, created_at: "2024-07-01T10:00:00-07:00", metadata: { a: 1 } },
      { id: "m2" },
      { memory: "nobody's" },
    ];
    const text = JSON.stringify({ results: rows, relations: [{ source: "x" }] });
    const { memories, refused } = await read(text);
    assert.deepEqual(
      memories.map(({ id, text: said, heroId, tags, createdMs }) => [
        id,
        said,
        heroId,
        tags,
        createdMs,
      ]),
      [["mem0/m1", "Ada drinks tea", "ada", ["mem0", "drinks"], Date.UTC(2024, 6, 1, 17)]],
    );
    assert.deepEqual(memories[0]?.content, rows[0], "nothing of it is lost");
    assert.deepEqual(refused, ["m2: it has no text", "?: its id is missing"]);
    assert.equal((await read(JSON.stringify([rows[0]]))).memories[0]?.id, "mem0/m1");
  });

  it("MCP's server-memory, line by line", async () => {
    const { memories, refused } = await read(
      lines(
        { type: "entity", name: "Ada", entityType: "person", observations: ["drinks tea"] },
        { type: "relation", from: "Ada", to: "Bob", relationType: "knows" },
        { type: "relation", from: "Ada" },
      ) + "{broken\n",
    );
    assert.deepEqual(
      memories.map(({ kind, id }) => [kind, id]),
      [
        ["entity", "mcp/Ada"],
        ["note", "mcp-relation/Ada/knows/Bob"],
      ],
    );
    assert.deepEqual(refused, ["?: one of its ends or its type is missing", "?: it is no JSON"]);
  });

  it("ChatGPT's, a note for each message of a person or the assistant", async () => {
    const message = (role: string, parts: unknown[], more = {}) => ({
      message: {
        id: `${role}-1`,
        author: { role },
        create_time: 1_700_000_000.25,
        content: { parts },
        ...more,
      },
    });
    const mapping = {
      root: { message: null },
      a: message("system", ["be kind"]),
      b: message("user", ["What is tea?", { content_type: "image_asset_pointer" }]),
      c: message("assistant", ["A drink."], { metadata: { model_slug: "gpt-4o" } }),
      d: message("tool", ["{}"]),
    };
    const conversation = { title: "Tea", conversation_id: "c1", create_time: 1, mapping };
    const { memories, refused } = await read(JSON.stringify([conversation, { mapping }]));
    assert.deepEqual(
      memories.map(({ id, content, author, title, createdMs }) => [
        id,
        content,
        author,
        title,
        createdMs,
      ]),
      [
        ["chatgpt/c1/user-1", "What is tea?", "user", "Tea", 1_700_000_000_250],
        ["chatgpt/c1/assistant-1", "A drink.", "gpt-4o", "Tea", 1_700_000_000_250],
      ],
    );
    assert.deepEqual(refused, ["?: its id is missing"]);
  });

  it("Letta's agent files, of both kinds", async () => {
    const block = { label: "human", value: "Ada", limit: 5000, description: "who" };
    const messages = [
      { role: "system", content: "be kind", created_at: "2025-01-01T00:00:00Z" },
      {
        role: "user",
        content: [{ type: "text", text: "Hello" }],
        created_at: "2025-01-01T00:00:01Z",
      },
      { role: "tool", content: "{}" },
    ];
    const older = { agent_type: "memgpt_agent", name: "loop", core_memory: [block], messages };
    const agent = { id: "agent-0", name: "loop", block_ids: ["block-0"], messages };
    const newer = { agents: [agent], blocks: [{ id: "block-0", ...block }], tools: [{}] };
    for (const file of [older, newer]) {
      const { memories } = await read(JSON.stringify(file, null, 2));
      assert.deepEqual(
        memories.map(({ text, content, heroId, title }) => [text ?? content, heroId, title]),
        [
          ["Ada", "loop", "human"],
          ["Hello", "loop", undefined],
        ],
      );
      assert.equal(memories[0]?.id, "letta/loop/human");
    }
    const [first, second] = [older, newer].map((file) => read(JSON.stringify(file)));
    assert.equal((await first!).memories[1]?.id, (await second!).memories[1]?.id);
    await assert.rejects(read("{}", "letta"), /no agents/);
  });

  it("Cognee's COGX, with facts and when they were true", async () => {
    const { memories, refused } = await read(
      lines(
        {
          kind: "fact",
          external_id: "f",
          subject_ref: "Ada",
          predicate: "likes",
          object_ref: "tea",
          valid_at: "2020-01-01T00:00:00Z",
          invalid_at: "2021-01-01T00:00:00Z",
        },
        {
          kind: "entity",
          external_system: "zep",
          external_id: "e",
          name: "Ada",
          entity_type: "person",
        },
        { kind: "memory_block", external_id: "b", label: "human", value: "Ada" },
        { kind: "episode", external_id: "p", turns: [{ role: "user", content: "Hi" }] },
        { kind: "dream", external_id: "d" },
      ),
    );
    assert.deepEqual(
      memories.map(({ kind, id, text, validToMs }) => [kind, id, text, validToMs]),
      [
        ["note", "cogx/unknown/fact/f", "Ada likes tea", Date.UTC(2021, 0, 1)],
        ["entity", "cogx/zep/entity/e", "Ada\nperson", undefined],
        ["note", "cogx/unknown/memory_block/b", "Ada", undefined],
        ["note", "cogx/unknown/episode/p", "user: Hi", undefined],
      ],
    );
    assert.deepEqual(refused, ["?: dream is no kind that is imported"]);
  });

  it("and ours stays ours", async () => {
    const text =
      '{"entities": [{"entity_id": "a"}], "tattoos": [{"tattoo_id": 1, "hero_id": "O"}]}';
    assert.deepEqual(
      (await read(text)).memories.map(({ kind, id }) => [kind, id]),
      [
        ["entity", "a"],
        ["tattoo", "1"],
      ],
    );
  });
});

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openInterstice } from "./index.ts";

test("Interstice moves by its own document, and remembers with positions, search and history", async () => {
  const folder = mkdtempSync(join(tmpdir(), "restera-interstice-"));
  const [here, there] = [
    await openInterstice({ url: join(folder, "a.db"), author: "opus" }),
    await openInterstice({ url: join(folder, "b.db") }),
  ];
  try {
    const position = [1, 2, 3, 4, 5, 6];
    await here.memory.put(
      { kind: "entity", id: "gate", content: { name: "north gate" }, position, createdMs: 1 },
      { kind: "tattoo", id: "t", heroId: "OPUS", content: "day 43", temporal: { day: 43 } },
    );
    const document = await here.exportAll();
    assert.deepEqual(document.entities, [
      {
        ...{ entity_id: "gate", entity_data: { name: "north gate" }, position_6d: position },
        ...{ world_hash: null, created_at: "1970-01-01T00:00:00.001Z" },
      },
    ]);
    assert.deepEqual((await there.importAll(document)).added, 2);
    assert.deepEqual(await there.exportAll(), document);
    const [near] = await there.memory.nearest({ center: [1, 2, 3, 4, 5, 8] });
    assert.equal(near?.distance, 2);
    const [hit] = await there.memory.search({ query: "gates" });
    assert.deepEqual(hit?.snippet, { text: "name: north gate", marks: [[12, 16]] });
    await there.memory.forget("entity", "gate");
    assert.equal(await there.memory.undo("entity", "gate"), "restored");
    assert.deepEqual(
      (await there.memory.heroes()).map(({ heroId }) => heroId),
      ["OPUS"],
    );
    assert.equal((await there.memory.features()).text, "fts5");
  } finally {
    await here.close();
    await there.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

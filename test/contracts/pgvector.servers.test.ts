import assert from "node:assert/strict";
import { after, test } from "node:test";
import { sql } from "kysely";
import { memoryStoreOf } from "../../src/compose/memory-store-of.ts";
import { openDatabase } from "../../src/compose/open-database.ts";
import { changeMemories } from "../../src/services/memory/change-memories.ts";
import { embedMemories } from "../../src/services/memory/embedding/embed-memories.ts";
import { type SearchHit, searchMemories } from "../../src/services/memory/search-memories.ts";
import { type PgliteServer, startPglite } from "../servers/pglite.ts";
import { sqlitePlaces } from "./database/sqlite-places.ts";
import { testMakingVectors } from "./memory/test-making-vectors.ts";
import { testVectors } from "./memory/test-vectors.ts";

let server: Promise<PgliteServer> | undefined;
after(async () => (await server)?.stop());

const make = async () => {
  const { newUrl } = await (server ??= startPglite());
  return { newUrl, cleanUp: async () => undefined };
};
testVectors("vectors on PostgreSQL with pgvector", make, { way: "pgvector" });
testMakingVectors("making vectors for pgvector", make, { copyTo: sqlitePlaces });

test("pgvector's index is used, also for vectors of more numbers than it takes whole", async () => {
  const { newUrl } = await make();
  const database = await openDatabase(await newUrl());
  try {
    for (const [width, type] of [
      [16, "vector(16)"],
      [2500, "halfvec(2500)"],
      [5000, undefined],
    ] as const) {
      const embedder = {
        model: `wide ${width}`,
        embed: async (texts: readonly string[]) =>
          texts.map((text) =>
            Array.from({ length: width }, (_, at) => (at === Number(text) ? 1 : 0.01)),
          ),
      };
      const store = await memoryStoreOf(database, { embedder });
      const notes = Array.from({ length: 12 }, (_, i) => ({
        put: { kind: "note" as const, id: `n${i}`, content: String(i) },
      }));
      await changeMemories(store, notes);
      await embedMemories(store);
      const { rows: indexes } = await sql<{ definition: string }>`
        select indexdef as definition from pg_indexes where indexdef like '%hnsw%'
          and indexdef like ${`%(${width})%`}`.execute(database.rows);
      assert.equal(indexes.length, type === undefined ? 0 : 1);
      if (type !== undefined) assert.ok(indexes[0]!.definition.includes(type));
      // So few rows are quicker to sort, if that is allowed.
      await sql`set enable_sort = off`.execute(database.rows);
      const hits = await searchMemories(store, { query: "7", mode: "vector", limit: 2 });
      const [{ memory, similarity = 0 }] = hits as [SearchHit];
      assert.equal(memory.id, "n7");
      assert.ok(similarity > 0.99 && similarity <= 1.001);
      await sql`select pg_stat_force_next_flush()`.execute(database.rows);
      const { rows: used } = await sql<{ scans: number }>`
        select idx_scan as scans from pg_stat_user_indexes
          join pg_indexes on indexname = indexrelname
        where indexdef like ${`%hnsw%(${width})%`}`.execute(database.rows);
      assert.equal(used.length, indexes.length);
      assert.ok(used.every(({ scans }) => scans > 0));
    }
  } finally {
    await database.close();
  }
});

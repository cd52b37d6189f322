import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sql } from "kysely";
import { memoryStoreOf } from "../../../src/compose/memory-store-of.ts";
import { openDatabase } from "../../../src/compose/open-database.ts";
import { ResteraError } from "../../../src/foundation/errors.ts";
import { changeMemories } from "../../../src/services/memory/change-memories.ts";
import { forgetMemory, undoMemory } from "../../../src/services/memory/forget-memories.ts";
import { addHeroMemory } from "../../../src/services/memory/heroes.ts";
import type { MemoryStore } from "../../../src/services/memory/memory-store.ts";
import { listMemories, memoryVersions } from "../../../src/services/memory/read-memories.ts";
import { searchMemories } from "../../../src/services/memory/search-memories.ts";
import { copyMemory } from "../../../src/services/memory/transfer/copy-memory.ts";
import type { Database } from "../../../src/stores/database/database.ts";
import type { DatabasesUnderTest } from "../database/test-database.ts";

/** What copying memory into another database promises, from one kind to another. */
export function testMigration(
  name: string,
  from: () => Promise<DatabasesUnderTest>,
  to: () => Promise<DatabasesUnderTest>,
  { skip = false }: { skip?: string | false } = {},
): void {
  describe(name, { skip }, () => {
    const entities = (count: number, at: number) =>
      Array.from({ length: count }, (_, i) => ({
        put: {
          ...{ kind: "entity" as const, id: `e${i}`, content: { at, é: "Straße" } },
          position: [i / 3, at, 0, 0, 0, -i],
        },
      }));

    it("copies all versions, goes on where it was stopped, and brings along what is written meanwhile", async () => {
      const [source, target] = [await from(), await to()];
      const opened: Database[] = [];
      const open = async (places: DatabasesUnderTest): Promise<MemoryStore> => {
        const database = await openDatabase(await places.newUrl());
        opened.push(database);
        return memoryStoreOf(database);
      };
      try {
        const [here, there] = [await open(source), await open(target)];
        await changeMemories(here, entities(400, 1));
        await changeMemories(here, entities(300, 2));
        await addHeroMemory(here, {
          heroId: "OPUS",
          memoryData: { b: 1, a: [2] },
          createdMs: 5000,
        });
        await forgetMemory(here, "entity", "e399");
        const controller = new AbortController();
        const stopped = copyMemory(here, there, {
          signal: controller.signal,
          onProgress: () => controller.abort(),
        });
        await assert.rejects(stopped, (error) => error === controller.signal.reason);
        await changeMemories(here, entities(5, 3));
        const result = await copyMemory(here, there);
        assert.deepEqual([result.versions, result.heroRows, result.resumedAfter], [707, 1, 500]);
        const state = async (store: MemoryStore) => [
          await listMemories(store, { limit: 1000 }),
          await memoryVersions(store, "entity", "e0"),
        ];
        assert.deepEqual(await state(there), await state(here));
        assert.equal((await searchMemories(there, { query: "straße", limit: 500 })).length, 399);
        await undoMemory(there, "entity", "e399");
        assert.equal((await memoryVersions(there, "entity", "e399"))[0]?.version, 708);
        const next = await addHeroMemory(there, { heroId: "OPUS", memoryData: 1 });
        assert.equal(next.id, "2");
        await assert.rejects(
          copyMemory(here, there),
          (error) => error instanceof ResteraError && error.code === "memory-not-empty",
        );
      } finally {
        for (const database of opened) await database.close();
        await source.cleanUp();
        await target.cleanUp();
      }
    });

    it("says when the copy is not the same", async () => {
      const [source, target] = [await from(), await to()];
      const [here, there] = [
        await openDatabase(await source.newUrl()),
        await openDatabase(await target.newUrl()),
      ];
      try {
        const store = await memoryStoreOf(here);
        await changeMemories(store, entities(3, 1));
        const broken = copyMemory(store, await memoryStoreOf(there), {
          onProgress: () => {
            damage = there.write((rows) =>
              sql`update memories set world_hash = 'x' where version = 2`.execute(rows),
            );
          },
        });
        let damage: Promise<unknown> = Promise.resolve();
        await assert.rejects(
          broken,
          (error) => error instanceof ResteraError && error.code === "memory-copy-differs",
        );
        await damage;
      } finally {
        await here.close();
        await there.close();
        await source.cleanUp();
        await target.cleanUp();
      }
    });
  });
}

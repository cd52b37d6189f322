import assert from "node:assert/strict";
import { beforeEach, afterEach, describe, it } from "node:test";
import { sql } from "kysely";
import { memoryStoreOf } from "../../../src/compose/memory-store-of.ts";
import { openDatabase } from "../../../src/compose/open-database.ts";
import { ResteraError } from "../../../src/foundation/errors.ts";
import { changeMemories } from "../../../src/services/memory/change-memories.ts";
import {
  forgetMemory,
  rollBack,
  undoMemory,
} from "../../../src/services/memory/forget-memories.ts";
import { addHeroMemory, listHeroes } from "../../../src/services/memory/heroes.ts";
import type { MemoryStore } from "../../../src/services/memory/memory-store.ts";
import type { NewMemory } from "../../../src/services/memory/memory.ts";
import { nearMemories } from "../../../src/services/memory/near-memories.ts";
import {
  findMemory,
  listMemories,
  memoryVersions,
} from "../../../src/services/memory/read-memories.ts";
import { memoryTimeline } from "../../../src/services/memory/timeline.ts";
import type { Database } from "../../../src/stores/database/database.ts";
import type { DatabasesUnderTest } from "../database/test-database.ts";
import { usePlaces } from "../database/use-places.ts";

/** What memory promises of entities, tattoos and heroes, of the past, and of searching by position. */
export function testMemory(
  name: string,
  make: () => Promise<DatabasesUnderTest>,
  { skip = false }: { skip?: string | false } = {},
): void {
  describe(name, { skip }, () => {
    const newUrl = usePlaces(make);
    let database: Database;
    let store: MemoryStore;
    let nowMs: number;
    beforeEach(async () => {
      nowMs = Date.UTC(2026, 0, 1);
      database = await openDatabase(await newUrl());
      store = await memoryStoreOf(database, { author: "ada", nowMs: () => nowMs });
    });
    afterEach(() => database.close());

    const entity = (id: string, position: number[], more: Partial<NewMemory> = {}) => ({
      put: { kind: "entity" as const, id, content: { name: id }, position, ...more },
    });
    const put = (...changes: Parameters<typeof changeMemories>[1]) =>
      changeMemories(store, changes);
    const ids = (found: readonly { id: string }[]) => found.map(({ id }) => id);
    const refuses = (work: Promise<unknown>, code: string, says = /./) =>
      assert.rejects(
        work,
        (error) => error instanceof ResteraError && error.code === code && says.test(error.message),
      );

    it("gives an entity back as it was put, to the last digit", async () => {
      const position = [0.1, -1 / 3, 1e-300, 2 ** 53, -0.5, 1e300];
      const content = { name: "Gardien", list: [1, null, { é: "\u0000 \ud800" }] };
      const more = { content, worldHash: "abc", createdMs: 5, tags: ["B", "a"] };
      assert.deepEqual(await put(entity("e1", position, more)), ["new"]);
      const found = await findMemory(store, "entity", "e1");
      assert.deepEqual(found.content, content);
      assert.deepEqual(found.position, position);
      assert.deepEqual(found.tags, ["a", "b"]);
      assert.equal(found.worldHash, "abc");
      assert.equal(found.createdMs, 5);
      assert.equal(found.author, "ada");
      assert.deepEqual(ids(await listMemories(store, { worldHash: "abc", tags: ["b"] })), ["e1"]);
      assert.deepEqual(await listMemories(store, { worldHash: "other" }), []);
    });

    it("refuses positions that are none, and then keeps nothing at all", async () => {
      const wrong = [
        [1, 2, 3, 4, 5],
        [1, 2, 3, 4, 5, 6, 7],
        [1, 2, 3, 4, 5, Number.NaN],
      ];
      const worse = [
        [1, 2, 3, 4, 5, Infinity],
        ["1", "2", "3", "4", "5", "6"],
      ] as number[][];
      for (const position of [...wrong, ...worse]) {
        const both = put(entity("good", [1, 2, 3, 4, 5, 6]), entity("bad", position));
        await refuses(both, "memory-invalid", /bad.*position_6d/);
      }
      for (const id of ["", "a\nb", "x".repeat(2000)]) {
        await refuses(put(entity(id, [1, 2, 3, 4, 5, 6])), "memory-invalid", /id/);
      }
      assert.deepEqual(await listMemories(store), []);
    });

    it("finds the nearest, what is in a sphere, and what is in a box", async () => {
      await put(
        entity("origin", [0, 0, 0, 0, 0, 0]),
        entity("one", [1, 0, 0, 0, 0, 0]),
        entity("far", [3, 4, 0, 0, 0, 12]),
        entity("other world", [0, 0, 0, 0, 0, 0.5], { worldHash: "w" }),
      );
      const center = [0, 0, 0, 0, 0, 0];
      const near = async (more: object) =>
        (await nearMemories(store, { center, ...more })).map(
          ({ memory, distance }) => [memory.id, distance] as const,
        );
      assert.deepEqual(await near({}), [
        ["origin", 0],
        ["other world", 0.5],
        ["one", 1],
        ["far", 13],
      ]);
      assert.deepEqual(await near({ radius: 1, limit: 2 }), [
        ["origin", 0],
        ["other world", 0.5],
      ]);
      assert.deepEqual((await near({ radius: 1 })).length, 3);
      assert.deepEqual(await near({ worldHash: "w" }), [["other world", 0.5]]);
      const box = { low: [0.5, 0, 0, 0, 0, 0], high: [3, 4, 0, 0, 0, 12] };
      assert.deepEqual(ids(await listMemories(store, { box })).sort(), ["far", "one"]);
      await put(entity("one", [100, 0, 0, 0, 0, 0]), { forget: { kind: "entity", id: "origin" } });
      assert.deepEqual(await near({ limit: 2 }), [
        ["other world", 0.5],
        ["far", 13],
      ]);
      await refuses(nearMemories(store, { center: [1, 2] }), "memory-invalid", /2 numbers/);
    });

    it("overwrites nothing: a correction replaces, and the past still answers", async () => {
      await put(entity("e", [1, 1, 1, 1, 1, 1]));
      const before = nowMs;
      nowMs += 1000;
      assert.deepEqual(await put(entity("e", [1, 1, 1, 1, 1, 1])), ["unchanged"]);
      assert.deepEqual(await put(entity("e", [2, 1, 1, 1, 1, 1])), ["changed"]);
      nowMs += 1000;
      await forgetMemory(store, "entity", "e");
      await refuses(findMemory(store, "entity", "e"), "memory-unknown");
      await refuses(forgetMemory(store, "entity", "e"), "memory-unknown");
      const then = await findMemory(store, "entity", "e", { asOfMs: before });
      assert.equal(then.position?.[0], 1);
      const later = await listMemories(store, { asOfMs: before + 1500 });
      assert.deepEqual(
        later.map(({ position }) => position?.[0]),
        [2],
      );
      assert.equal(await undoMemory(store, "entity", "e"), "restored");
      assert.equal((await findMemory(store, "entity", "e")).position?.[0], 2);
      const versions = await memoryVersions(store, "entity", "e");
      assert.deepEqual(
        versions.map(({ isForgotten }) => isForgotten),
        [false, true, false, false],
      );
      assert.equal(versions[0]?.replaces, versions[1]?.version);
      assert.deepEqual(
        (await memoryTimeline(store, { id: "e" })).map(({ version }) => version),
        versions.map(({ version }) => version).reverse(),
      );
    });

    it("takes back what one author said since a moment, and nothing of others", async () => {
      await put(entity("kept", [1, 1, 1, 1, 1, 1]), entity("poisoned", [1, 1, 1, 1, 1, 1]));
      const good = nowMs;
      nowMs += 10;
      const author = "mallory";
      await put(
        entity("poisoned", [9, 9, 9, 9, 9, 9], { author }),
        entity("planted", [9, 9, 9, 9, 9, 9], { author }),
        entity("kept", [2, 2, 2, 2, 2, 2]),
      );
      nowMs += 10;
      const plan = await rollBack(store, { toMs: good, author, dryRun: true });
      assert.deepEqual(plan, await rollBack(store, { toMs: good, author }));
      assert.deepEqual(
        plan.map(({ id, outcome }) => [id, outcome]),
        [
          ["planted", "forgotten"],
          ["poisoned", "restored"],
        ],
      );
      const found = (await listMemories(store)).map(({ id, position }) => [id, position?.[0]]);
      assert.deepEqual(Object.fromEntries(found), { kept: 2, poisoned: 1 });
    });

    it("tells what was true when, apart from when it was said", async () => {
      const told = { validFromMs: 100, validToMs: 200 };
      await put(
        { put: { kind: "note", id: "n", content: "the king is Louis", ...told } },
        { put: { kind: "note", id: "always", content: "water is wet" } },
      );
      assert.deepEqual(ids(await listMemories(store)), ["always"]);
      assert.deepEqual(ids(await listMemories(store, { anyTime: true })), ["always", "n"]);
      const wrong = { validFromMs: 200, validToMs: 200 };
      await refuses(
        put({ put: { kind: "note", id: "n", content: 1, ...wrong } }),
        "memory-invalid",
        /valid_to/,
      );
    });

    it("keeps tattoos by hero and by time", async () => {
      const tattoo = (id: string, heroId: string, createdMs: number) => ({
        put: { kind: "tattoo" as const, id, heroId, content: `memory ${id}`, createdMs },
      });
      await put(tattoo("1", "OPUS", 10), tattoo("2", "MERLIN", 20), tattoo("3", "OPUS", 30));
      assert.deepEqual(ids(await listMemories(store, { hero: "OPUS" })), ["3", "1"]);
      assert.deepEqual(ids(await listMemories(store, { sinceMs: 15, untilMs: 30 })), ["2"]);
      const wrong = { put: { kind: "tattoo" as const, id: "4", content: "whose?" } };
      await refuses(put(wrong), "memory-invalid", /hero_id/);
      assert.deepEqual(
        (await listHeroes(store)).map(({ heroId, memories }) => [heroId, memories]),
        [
          ["MERLIN", 1],
          ["OPUS", 2],
        ],
      );
    });

    it("sees what other programs write into heroes_memories, and when they take it back", async () => {
      await database.write(async (rows) => {
        await sql`insert into heroes_memories (hero_id, memory_data) values ('LUMEN', '{"a": 1}')
          `.execute(rows);
      });
      const first = (await listMemories(store, { kinds: ["hero"] }))[0]!;
      assert.deepEqual([first.heroId, first.content], ["LUMEN", { a: 1 }]);
      await database.write(async (rows) => {
        await sql`update heroes_memories set memory_data = '{"a": 2}'`.execute(rows);
      });
      assert.deepEqual((await findMemory(store, "hero", first.id)).content, { a: 2 });
      await undoMemory(store, "hero", first.id);
      assert.deepEqual((await findMemory(store, "hero", first.id)).content, { a: 1 });
      await forgetMemory(store, "hero", first.id);
      await undoMemory(store, "hero", first.id);
      const { rows } = await sql<{ n: number }>`select count(*) as n from heroes_memories`.execute(
        database.rows,
      );
      assert.equal(rows[0]?.n, 1);
      const next = await addHeroMemory(store, { heroId: "OPUS", memoryData: [1] });
      assert.notEqual(next.id, first.id);
    });

    it("finds heroes by their coordinates, and keeps these through corrections, undoing and forgetting", async () => {
      const write = (statement: string): Promise<unknown> =>
        database.write((rows) => sql.raw(statement).execute(rows));
      await write(`insert into heroes_memories (hero_id, memory_data, coordinates_6d)
        values ('LUMEN', '{"a": 1}', '[1, 2, 3, 4, 5, 6.5]'), ('OPUS', '1', '[1, 2]'), ('MERLIN', '2', null)`);
      const near = async () =>
        (await nearMemories(store, { center: [1, 2, 3, 4, 5, 6] })).map(
          ({ memory, distance }) => `${memory.heroId} ${distance}`,
        );
      assert.deepEqual(await near(), ["LUMEN 0.5"]);
      const { id } = (await listMemories(store, { hero: "LUMEN" }))[0]!;
      const place = async () => (await findMemory(store, "hero", id)).position;
      const again = { heroId: "LUMEN", memoryData: { a: 1 }, id: Number(id) };
      const before = await findMemory(store, "hero", id);
      assert.equal((await addHeroMemory(store, again)).version, before.version);
      await addHeroMemory(store, { ...again, coordinates6d: [1, 2, 3, 4, 5, 8] });
      assert.deepEqual(await near(), ["LUMEN 2"]);
      await undoMemory(store, "hero", id);
      assert.deepEqual(await place(), [1, 2, 3, 4, 5, 6.5]);
      await forgetMemory(store, "hero", id);
      assert.deepEqual(await near(), []);
      await undoMemory(store, "hero", id);
      assert.deepEqual(await near(), ["LUMEN 0.5"]);
      await addHeroMemory(store, { ...again, coordinates6d: null });
      assert.deepEqual(await near(), []);
    });

    it("keeps scopes apart", async () => {
      const other = await memoryStoreOf(database, { scope: "team" });
      await put(entity("e", [1, 1, 1, 1, 1, 1]));
      await changeMemories(other, [entity("e", [2, 2, 2, 2, 2, 2])]);
      assert.equal((await findMemory(store, "entity", "e")).position?.[0], 1);
      const center = [2, 2, 2, 2, 2, 2];
      const near = await nearMemories(other, { center });
      assert.deepEqual(
        near.map(({ distance }) => distance),
        [0],
      );
      await forgetMemory(store, "entity", "e");
      assert.equal((await findMemory(other, "entity", "e")).position?.[0], 2);
    });

    it("loses no version when several write the same memory at once", async () => {
      const writers = await Promise.all([0, 1, 2].map(() => openDatabase(database.url)));
      await Promise.all(
        writers.map(async (each, writer) => {
          const own = await memoryStoreOf(each);
          for (let i = 0; i < 5; i++)
            await changeMemories(own, [entity("e", [writer, i, 0, 0, 0, 0])]);
          await each.close();
        }),
      );
      const versions = await memoryVersions(store, "entity", "e");
      assert.equal(new Set(versions.map(({ position }) => String(position))).size, 15);
    });
  });
}

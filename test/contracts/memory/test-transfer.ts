import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { memoryStoreOf } from "../../../src/compose/memory-store-of.ts";
import { openDatabase } from "../../../src/compose/open-database.ts";
import { ResteraError } from "../../../src/foundation/errors.ts";
import { addHeroMemory } from "../../../src/services/memory/heroes.ts";
import { changeMemories } from "../../../src/services/memory/change-memories.ts";
import type { MemoryStore } from "../../../src/services/memory/memory-store.ts";
import { findMemory, memoryVersions } from "../../../src/services/memory/read-memories.ts";
import { exportJson, exportNdjson } from "../../../src/services/memory/transfer/export-memories.ts";
import {
  type ImportInput,
  importMemories,
} from "../../../src/services/memory/transfer/import-memories.ts";
import type { Database } from "../../../src/stores/database/database.ts";
import type { DatabasesUnderTest } from "../database/test-database.ts";
import { usePlaces } from "../database/use-places.ts";

const document = {
  entities: [
    {
      entity_id: "gate",
      entity_data: { name: "Gate", hero_id: "OPUS" },
      position_6d: [1, 2, 3, 4, 5, 0.1],
      world_hash: "w1",
      created_at: "2025-08-20T12:30:00.000Z",
    },
    {
      entity_id: "e2",
      entity_data: null,
      position_6d: null,
      world_hash: null,
      created_at: "2025-08-21T00:00:00.000Z",
    },
  ],
  tattoos: [
    {
      tattoo_id: "t1",
      hero_id: "OPUS",
      memory_content: "day 43",
      temporal_coordinates: { day: 43 },
    },
    { tattoo_id: "t2", hero_id: "LUMEN", memory_content: { a: [1] }, temporal_coordinates: null },
  ],
};

/** What moving memory promises: nothing changes on the way, twice is once, and nothing is lost without a word. */
export function testTransfer(
  name: string,
  make: () => Promise<DatabasesUnderTest>,
  { skip = false }: { skip?: string | false } = {},
): void {
  describe(name, { skip }, () => {
    const newUrl = usePlaces(make);
    const opened: Database[] = [];
    let store: MemoryStore;
    beforeEach(async () => {
      store = await newStore();
    });
    afterEach(async () => {
      for (const database of opened.splice(0)) await database.close();
    });

    const newStore = async (): Promise<MemoryStore> => {
      const database = await openDatabase(await newUrl());
      opened.push(database);
      return memoryStoreOf(database);
    };
    const take = (text: string | object, more: Partial<ImportInput> = {}, to = store) => {
      const bytes = async function* () {
        yield Buffer.from(typeof text === "string" ? text : JSON.stringify(text));
      };
      return importMemories(to, { bytes: bytes(), name: "x.json", ...more });
    };
    const textOf = async (parts: AsyncIterable<string>) => {
      let text = "";
      for await (const part of parts) text += part;
      return text;
    };
    const byId = (rows: { entity_id?: string; tattoo_id?: string }[]) =>
      rows.toSorted((a, b) =>
        String(a.entity_id ?? a.tattoo_id).localeCompare(String(b.entity_id ?? b.tattoo_id)),
      );

    it("gives the document back with its columns and no others; again changes nothing", async () => {
      const { added, refused } = await take(document);
      assert.deepEqual([added, refused], [4, []]);
      const out = JSON.parse(await textOf(exportJson(store))) as typeof document;
      assert.deepEqual(Object.keys(out), ["entities", "tattoos"]);
      assert.deepEqual(byId(out.entities), byId(document.entities));
      assert.deepEqual(byId(out.tattoos), byId(document.tattoos));
      const again = await take(await textOf(exportJson(store)));
      assert.deepEqual([again.added, again.changed, again.unchanged], [0, 0, 4]);
      const empty = await textOf(exportJson(await newStore()));
      assert.deepEqual(JSON.parse(empty), { entities: [], tattoos: [] });
    });

    it("takes everything along in NDJSON: notes, heroes, tags, authors, validity", async () => {
      await take(document);
      const told = { tags: ["a", "b"], author: "ada", validFromMs: 5, validToMs: 10, createdMs: 3 };
      await changeMemories(store, [{ put: { kind: "note", id: "n", content: "é", ...told } }]);
      const coordinates6d = [1, 2, 3, 4, 5, 6.5];
      const hero = { heroId: "OPUS", memoryData: { a: 1 }, createdMs: 1001 };
      await addHeroMemory(store, { ...hero, coordinates6d });
      const text = await textOf(exportNdjson(store));
      const other = await newStore();
      assert.equal((await take(text, {}, other)).added, 6);
      assert.equal((await take(text, {}, other)).unchanged, 6);
      assert.equal(await textOf(exportNdjson(other)), text);
      const { storedMs: _, version: __, ...note } = await findMemory(other, "note", "n");
      const { storedMs: ___, version: ____, ...mine } = await findMemory(store, "note", "n");
      assert.deepEqual(note, mine);
    });

    it("is limited to some heroes, for a first try", async () => {
      const { added, skipped } = await take(document, { heroes: ["OPUS"] });
      assert.deepEqual([added, skipped], [2, 2]);
      await take(document);
      const out = await textOf(exportJson(store, { heroes: ["LUMEN"] }));
      const { entities, tattoos } = JSON.parse(out) as typeof document;
      assert.deepEqual([entities, tattoos.map(({ tattoo_id: id }) => id)], [[], ["t2"]]);
    });

    it("names every row that it refuses, takes the others, and keeps both of two with one id", async () => {
      const [gate] = document.entities;
      const entities = [
        gate,
        { ...gate, entity_id: "short", position_6d: [1, 2, 3, 4, 5] },
        { ...gate, entity_id: "text", position_6d: ["1", "2", "3", "4", "5", "6"] },
        7,
        { ...gate, world_hash: "w2" },
      ];
      const text = JSON.stringify({ entities, tattoos: [{ tattoo_id: "t", memory_content: 1 }] });
      const dry = await take(text, { dryRun: true });
      const { added, changed, refused, repeated } = await take(text);
      assert.deepEqual([added, changed, dry.refused], [1, 1, refused]);
      assert.deepEqual(
        refused.map(({ row, id }) => [row, id]),
        [
          [2, "short"],
          [3, "text"],
          [4, undefined],
          [6, "t"],
        ],
      );
      assert.ok(refused.every(({ problem }) => problem.length > 10));
      assert.deepEqual(repeated, [{ row: 5, kind: "entity", id: "gate", before: 1 }]);
      const worlds = (await memoryVersions(store, "entity", "gate")).map((each) => each.worldHash);
      assert.deepEqual(worlds, ["w2", "w1"]);
    });

    it("changes nothing when a file that has an id twice comes again, and a dry run tells of no twins", async () => {
      const [gate] = document.entities;
      const entities = [gate, { ...gate, world_hash: "w2" }, { ...gate, world_hash: "w2" }];
      const dry = await take({ entities }, { dryRun: true });
      assert.deepEqual(
        dry.repeated.map(({ row, before }) => [row, before]),
        [[2, 1]],
      );
      const { repeated } = await take({ entities });
      assert.deepEqual(repeated, dry.repeated);
      const again = await take({ entities });
      assert.deepEqual([again.added, again.changed, again.unchanged], [0, 0, 3]);
      assert.equal((await memoryVersions(store, "entity", "gate")).length, 2);
      // The first of them alone is what it says, and the pair brings the second back.
      assert.equal((await take({ entities: [gate] })).changed, 1);
      assert.equal((await take({ entities })).changed, 1);
      assert.equal((await findMemory(store, "entity", "gate")).worldHash, "w2");
    });

    it("changes nothing when the two of one id are thousands of rows apart, and takes an older export for what it says", async () => {
      const row = (id: string, said: string) => ({
        ...{ tattoo_id: id, hero_id: "OPUS", memory_content: said },
      });
      const between = Array.from({ length: 5100 }, (_, at) => row(`t${at}`, "same"));
      const twice = { tattoos: [row("x", "first"), ...between, row("x", "second")] };
      const { repeated } = await take(twice);
      assert.deepEqual(repeated, [{ row: 5102, kind: "tattoo", id: "x", before: 1 }]);
      for (const tattoos of [twice.tattoos, [row("x", "first"), row("x", "second")]]) {
        const again = await take({ tattoos });
        assert.deepEqual([again.added, again.changed], [0, 0]);
        assert.deepEqual([again.unchanged, again.repeated], [tattoos.length, []]);
      }
      const said = async () =>
        (await memoryVersions(store, "tattoo", "x")).map(({ content }) => content);
      assert.deepEqual(await said(), ["second", "first"]);
      await take({ tattoos: [row("x", "third")] });
      const older = await take({ tattoos: [row("x", "first")] }, {}, { ...store, author: "bob" });
      assert.deepEqual([older.changed, older.unchanged], [1, 0]);
      assert.deepEqual(await said(), ["first", "third", "second", "first"]);
      assert.equal((await findMemory(store, "tattoo", "x")).author, "bob");
      assert.equal((await take({ tattoos: [row("x", "second"), row("x", "fourth")] })).changed, 1);
      assert.deepEqual((await said()).slice(0, 2), ["fourth", "first"]);
    });

    it("refuses by name a hero with letters that no jsonb takes, and takes the others", async () => {
      const hero = (id: number, text: string) =>
        `{"kind": "hero", "id": ${id}, "hero_id": "OPUS", "memory_data": {"a": "${text}"}}`;
      const texts = ["\\u0000", "x\\\\\\u0000", "\\ud800", "\\\\u0000", "\\ud83d\\ude00"];
      const { added, refused } = await take(texts.map((text, at) => hero(at + 1, text)).join("\n"));
      assert.deepEqual([added, refused.map(({ id }) => id)], [2, ["1", "2", "3"]]);
      assert.deepEqual((await findMemory(store, "hero", "4")).content, { a: "\\u0000" });
    });

    it("refuses by name what is nested deeper than a database takes, and takes the others", async () => {
      const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
      const row = (id: string, levels: number) =>
        `{"entity_id": "${id}", "entity_data": ${nested(levels)}}`;
      const hero = (id: number, levels: number) =>
        `{"kind": "hero", "id": ${id}, "hero_id": "OPUS", "memory_data": ${nested(levels)}}`;
      const rows = [row("a", 20_000), row("b", 501), row("c", 500), hero(1, 501), hero(2, 500)];
      const { added, refused } = await take(rows.join("\n"));
      assert.equal(added, 2);
      assert.deepEqual(
        refused.map(({ id, problem }) => [id, /nested more than 500/.test(problem)]),
        [
          ["a", true],
          ["b", true],
          ["1", true],
        ],
      );
    });

    it("keeps what came before a document breaks off, and says so", async () => {
      const whole = JSON.stringify(document);
      await assert.rejects(
        take(whole.slice(0, whole.indexOf("t2"))),
        (error) => error instanceof ResteraError && error.code === "memory-import-unreadable",
      );
      assert.equal((await findMemory(store, "tattoo", "t1")).content, "day 43");
      assert.equal((await take(document)).added, 1);
      const broken = async function* () {
        yield Buffer.from([0x7b, 0xff]);
      };
      await assert.rejects(take("", { bytes: broken() }), /UTF-8/);
    });
  });
}

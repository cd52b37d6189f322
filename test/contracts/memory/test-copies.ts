import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openMemoryCopy, writeMemoryCopy } from "../../../src/compose/memory-copies.ts";
import { memoryStoreOf } from "../../../src/compose/memory-store-of.ts";
import { openDatabase } from "../../../src/compose/open-database.ts";
import { restoreMemory } from "../../../src/compose/restore-memory.ts";
import { ResteraError } from "../../../src/foundation/errors.ts";
import { changeMemories } from "../../../src/services/memory/change-memories.ts";
import { forgetMemory } from "../../../src/services/memory/forget-memories.ts";
import { addHeroMemory } from "../../../src/services/memory/heroes.ts";
import {
  summarizeMemory,
  wholeMemoryIn,
} from "../../../src/services/memory/transfer/whole-memory.ts";
import { searchMemories } from "../../../src/services/memory/search-memories.ts";
import type { Database } from "../../../src/stores/database/database.ts";
import type { DatabasesUnderTest } from "../database/test-database.ts";

/** What a copy of memory promises, and bringing it back, into a database of another kind too. */
export function testCopies(
  name: string,
  make: () => Promise<DatabasesUnderTest>,
  other: () => Promise<DatabasesUnderTest>,
  { skip = false }: { skip?: string | false } = {},
): void {
  describe(name, { skip }, () => {
    const folder = mkdtempSync(join(tmpdir(), "restera-copies-"));
    const opened: Database[] = [];
    let [places, others]: DatabasesUnderTest[] = [];
    before(async () => {
      [places, others] = [await make(), await other()];
    });
    after(async () => {
      for (const database of opened) await database.close();
      await places?.cleanUp();
      await others?.cleanUp();
      rmSync(folder, { recursive: true, force: true });
    });

    const open = async (url: string) => {
      const database = await openDatabase(url);
      opened.push(database);
      return memoryStoreOf(database, { author: "ada" });
    };
    const notes = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => ({
        put: { kind: "note" as const, id: `n${from + i}`, content: `word${from + i} é "\n` },
      }));
    const hashOf = async (database: Database) =>
      (await summarizeMemory(wholeMemoryIn(database))).sha256;

    it("is of one moment while others write, and comes back into either kind of database", async () => {
      const url = await places!.newUrl();
      const store = await open(url);
      await changeMemories(store, notes(0, 600));
      await changeMemories(store, [{ put: { kind: "note", id: "n0", content: "corrected" } }]);
      await addHeroMemory(store, { heroId: "OPUS", memoryData: { b: 1, a: [2] }, createdMs: 5000 });
      await forgetMemory(store, "note", "n1");
      const [stop, copy] = [new AbortController(), join(folder, `copy ${name}`)];
      const writing = (async () => {
        for (let at = 600; !stop.signal.aborted; at += 2) await changeMemories(store, notes(at, 2));
      })();
      const info = await writeMemoryCopy(url, copy);
      stop.abort();
      await writing;
      const read = await openMemoryCopy(copy);
      const { versions, sha256 } = await summarizeMemory(read.memory);
      assert.equal(versions, info.versions);
      assert.equal(info.versions % 2, 1, "nothing half: two are kept at a time, and 603 before");

      await changeMemories(store, notes(100_000, 1));
      const before = await hashOf(store.database);
      const back = await restoreMemory(undefined, { from: copy, url, home: folder });
      assert.equal(await hashOf(store.database), sha256);
      const [found] = await searchMemories(store, { query: "word555" });
      assert.equal(found?.memory.id, "n555");
      assert.deepEqual(await searchMemories(store, { query: "word100000" }), []);
      await changeMemories(store, notes(7, 1));
      await addHeroMemory(store, { heroId: "NEXT", memoryData: 1 });
      await restoreMemory(undefined, { from: back.aside, url, home: folder });
      assert.equal(await hashOf(store.database), before);

      const there = await others!.newUrl();
      await restoreMemory(undefined, { from: copy, url: there, home: folder });
      assert.equal(await hashOf((await open(there)).database), sha256);
    });

    it("leaves everything as it was when the copy is damaged", async () => {
      const url = await places!.newUrl();
      const store = await open(url);
      await changeMemories(store, notes(0, 50));
      const copy = join(folder, `damaged ${name}`);
      await writeMemoryCopy(url, copy);
      const before = await hashOf(store.database);
      const [largest] = readdirSync(copy)
        .map((file) => join(copy, file))
        .toSorted((a, b) => readFileSync(b).length - readFileSync(a).length);
      const bytes = readFileSync(largest!);
      writeFileSync(largest!, bytes.fill("{", bytes.length >> 1, (bytes.length >> 1) + 3000));
      await assert.rejects(
        restoreMemory(undefined, { from: copy, url, home: folder }),
        (error) => error instanceof ResteraError && error.code === "memory-copy-damaged",
      );
      assert.equal(await hashOf(store.database), before);
    });
  });
}

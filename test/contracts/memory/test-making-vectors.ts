import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openDatabase } from "../../../src/compose/open-database.ts";
import { embedMemories } from "../../../src/services/memory/embedding/embed-memories.ts";
import { embeddingStatus } from "../../../src/services/memory/embedding/embedding-status.ts";
import { forgetMemory, undoMemory } from "../../../src/services/memory/forget-memories.ts";
import { copyMemory } from "../../../src/services/memory/transfer/copy-memory.ts";
import {
  memoryInFiles,
  writeMemoryFiles,
} from "../../../src/services/memory/transfer/memory-files.ts";
import { replaceMemory } from "../../../src/services/memory/transfer/replace-memory.ts";
import { sendJson } from "../../servers/embeddings.ts";
import type { DatabasesUnderTest } from "../database/test-database.ts";
import { fails, note, VectorWorld } from "./vector-world.ts";

/** What making vectors promises on every database: each text once, through everything that happens meanwhile. */
export function testMakingVectors(
  name: string,
  make: () => Promise<DatabasesUnderTest>,
  {
    skip = false,
    copyTo = make,
  }: { skip?: string | false; copyTo?: () => Promise<DatabasesUnderTest> } = {},
): void {
  describe(name, { skip }, () => {
    const world = new VectorWorld(make);

    it("sends no text twice; what is forgotten is not found, and what was, is then", async () => {
      await world.put(note("a", "kitten"), note("b", "kitten"), note("c", "truck"));
      await embedMemories(world.store);
      assert.deepEqual(world.sent().sort(), ["kitten", "truck"]);
      const before = world.nowMs;
      world.nowMs += 10;
      await world.put(note("a", "kitten", { tags: ["t"] }), note("c", "ocean"));
      await forgetMemory(world.store, "note", "b");
      await embedMemories(world.store);
      assert.deepEqual(world.sent().slice(2), ["ocean"]);
      const search = { mode: "vector", limit: 1 } as const;
      assert.deepEqual(await world.found("feline", { ...search, limit: 9 }), ["a", "c"]);
      assert.deepEqual(await world.found("car", { ...search, asOfMs: before }), ["c"]);
      world.nowMs += 10;
      await undoMemory(world.store, "note", "b");
      assert.equal((await embedMemories(world.store)).embedded, 0);
      assert.deepEqual((await world.found("feline", { ...search, limit: 2 })).sort(), ["a", "b"]);
    });

    it("goes on where it was stopped", async () => {
      await world.put(...Array.from({ length: 300 }, (_, i) => note(`n${i}`, `word ${i}`)));
      world.server.misbehave = (_, response) => {
        if (world.server.requests.length !== 3) return false;
        sendJson(response, 401, {});
        return true;
      };
      await fails(embedMemories(world.store), "embedder-refused");
      assert.equal((await embeddingStatus(world.store)).models[0]?.isReady, false);
      const controller = new AbortController();
      const stopped = embedMemories(world.store, {
        signal: controller.signal,
        onProgress: () => controller.abort(new Error("enough")),
      });
      await assert.rejects(stopped, /enough/);
      const progress: number[] = [];
      await embedMemories(world.store, {
        onProgress: ({ done, total }) => progress.push(done, total),
      });
      assert.deepEqual(progress, [44, 44]);
      // The batches that were under way when it failed are the only ones sent again.
      assert.ok(new Set(world.sent()).size === 300 && world.sent().length <= 300 + 2 * 32);
      assert.equal((await world.found("word", { mode: "vector", limit: 400 })).length, 300);
    });

    it("takes no vectors of another length under the same name, unless all are made again", async () => {
      await world.put(note("a", "kitten"));
      await embedMemories(world.store);
      await world.put(note("b", "cat"));
      world.store = await world.storeWith(world.embedder("toy", { dimension: 8 }));
      await fails(embedMemories(world.store), "embedder-dimension");
      await world.found("cat");
      assert.deepEqual(world.codes(), ["embedder-dimension"]);
      assert.equal((await embedMemories(world.store, { again: true })).embedded, 2);
      assert.equal((await embeddingStatus(world.store)).models[0]?.dimension, 8);
      assert.deepEqual((await world.found("feline", { mode: "vector" })).sort(), ["a", "b"]);
    });

    it("cuts long texts, shortens what is too long for the model, and notes what it will not have", async () => {
      world.server.misbehave = ({ input }, response) => {
        if (!input.some((text) => text.length > 2500 || text.includes("forbidden"))) return false;
        // As llama.cpp says it, and as others do.
        const isLong = input.some((text) => text.length > 2500);
        const message = isLong ? "input is too large to process" : "forbidden";
        sendJson(response, isLong ? 500 : 400, { error: { message } });
        return true;
      };
      await world.put(
        note("long", `${"boat ".repeat(900)} kitten kitten kitten`),
        ...["cat", "ocean", "forbidden", "truck"].map((text) => note(text, text)),
      );
      const { embedded, refused } = await embedMemories(world.store);
      assert.deepEqual([embedded, refused], [5, 1]);
      const [status] = (await embeddingStatus(world.store)).models;
      assert.deepEqual([status?.embedded, status?.refused, status?.waiting], [4, 1, 0]);
      const both = await world.found("feline", { mode: "vector", limit: 2 });
      assert.deepEqual(both.sort(), ["cat", "long"]);
      assert.deepEqual(await world.found("forbidden", { limit: 1 }), ["forbidden"]);
      assert.equal((await world.found("cat", { mode: "vector" })).length, 4);
    });

    it("is made by several at once, and anew when memory is put back while it is made", async () => {
      const folder = mkdtempSync(join(tmpdir(), "restera-memory-"));
      try {
        await world.put(...Array.from({ length: 90 }, (_, i) => note(`n${i}`, `ocean ${i}`)));
        const { database, vectors } = world.store;
        const { kind, rows } = database;
        await writeMemoryFiles({ kind, rows, vectors }, join(folder, "copy"));
        const both = [world.store, await world.storeWith(world.embedder())];
        await Promise.all(both.map((each) => embedMemories(each)));
        assert.equal((await embeddingStatus(world.store)).models[0]?.vectors, 90);
        await world.put(note("n0", "kitten"), note("later", "truck"));
        let isPutBack = false;
        world.server.misbehave = async () => {
          if (isPutBack) return false;
          isPutBack = true;
          await replaceMemory(world.store, memoryInFiles(join(folder, "copy")));
          await world.put(note("other", "boat"), note("more", "plane"), note("n1", "train"));
          return false;
        };
        const { embedded } = await embedMemories(world.store);
        assert.equal(embedded, 3);
        const only = async (query: string) =>
          (await world.found(query, { mode: "vector", limit: 1 })).join();
        assert.deepEqual(
          [await only("boat"), await only("plane"), await only("train")],
          ["other", "more", "n1"],
        );
        assert.equal((await world.found("ocean", { mode: "vector", limit: 200 })).length, 92);
        assert.ok(!(await world.found("cat", { mode: "vector", limit: 200 })).includes("later"));
        // While it is made by one, another one removes all of it.
        world.server.misbehave = async () => {
          world.server.misbehave = undefined;
          await embedMemories(both[1]!, { again: true });
          return false;
        };
        await world.put(note("last", "kitten"));
        await embedMemories(world.store);
        assert.equal(await only("feline"), "last");
        const [status] = (await embeddingStatus(world.store)).models;
        assert.deepEqual([status?.vectors, status?.waiting, status?.refused], [94, 0, 0]);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });

    it("takes vectors along into another database", async () => {
      await world.put(note("a", "kitten"), note("b", "truck"), note("c", "kitten"));
      await embedMemories(world.store);
      const target = await copyTo();
      const there = await openDatabase(await target.newUrl());
      try {
        const copy = await world.storeWith(world.embedder(), there);
        assert.equal((await copyMemory(world.store, copy)).vectors, 2);
        const asked = world.sent().length;
        const ids = await world.found("feline", { mode: "vector", limit: 2 }, copy);
        assert.deepEqual([ids.sort(), world.codes()], [["a", "c"], []]);
        assert.equal((await embedMemories(copy)).versions, 0);
        assert.equal(world.sent().length, asked + 1);
      } finally {
        await there.close();
        if (copyTo !== make) await target.cleanUp();
      }
    });
  });
}

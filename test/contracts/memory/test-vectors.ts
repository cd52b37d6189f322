import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { embedMemories } from "../../../src/services/memory/embedding/embed-memories.ts";
import type { Embedder } from "../../../src/services/memory/embedding/embedder.ts";
import { embeddingStatus } from "../../../src/services/memory/embedding/embedding-status.ts";
import { type SearchInput, searchMemories } from "../../../src/services/memory/search-memories.ts";
import { type EmbeddingsServer, sendJson, startEmbeddings } from "../../servers/embeddings.ts";
import type { DatabasesUnderTest } from "../database/test-database.ts";
import { fails, note, VectorWorld } from "./vector-world.ts";

/** What searching by meaning promises on every database. */
export function testVectors(
  name: string,
  make: () => Promise<DatabasesUnderTest>,
  { skip = false, way = "scan" }: { skip?: string | false; way?: string } = {},
): void {
  describe(name, { skip }, () => {
    const world = new VectorWorld(make);

    it("finds what is meant beside what is said, and says by what", async () => {
      await world.put(note("a", "A kitten sleeps"), note("b", "cat food"), note("c", "the ocean"));
      assert.deepEqual(await world.found("cat"), ["b"]);
      assert.deepEqual(world.codes(), ["vectors-incomplete"]);
      assert.match(world.warnings[0]!.message, /0 of 3/);
      const { embedded, refused, versions } = await embedMemories(world.store);
      assert.deepEqual([versions, embedded, refused], [3, 3, 0]);
      assert.deepEqual((await world.found("feline", { mode: "vector", limit: 2 })).sort(), [
        "a",
        "b",
      ]);
      assert.deepEqual(await world.found("feline", { mode: "text" }), []);
      const [first, second] = await searchMemories(world.store, { query: "cat" });
      assert.deepEqual([first?.memory.id, second?.memory.id], ["b", "a"]);
      assert.deepEqual(first?.snippet.marks, [[0, 3]]);
      assert.ok(second!.similarity! > 0.3 && !second!.isSimilar);
      // Nothing that is a word: only vectors can say anything.
      assert.equal((await world.found("!?", { limit: 1 })).length, 1);
      assert.deepEqual(await world.found("  "), []);
      const { model, ...status } = await embeddingStatus(world.store);
      assert.deepEqual([model, status.way, status.models.length], ["toy", way, 1]);
      const { dimension, isReady, waiting, vectors } = status.models[0]!;
      assert.deepEqual([dimension, isReady, waiting, vectors], [32, true, 0, 3]);
      const wordless = { ...world.store, embedder: undefined };
      await fails(searchMemories(wordless, { query: "x", mode: "vector" }), "embedder-missing");
      await fails(embedMemories(wordless), "embedder-missing");
    });

    it("loses none that fit a filter, however many fit better that do not", async () => {
      const crowd = Array.from({ length: 400 }, (_, i) => note(`crowd ${i}`, `cat ${i}`));
      await world.put(...crowd);
      world.nowMs += 1000;
      const created = { createdMs: 1000 };
      await world.put(
        note("hero", "boat", { heroId: "OPUS" }),
        note("tag", "plane", { tags: ["x"] }),
        note("old", "train", created),
        { put: { kind: "tattoo", id: "tattoo", heroId: "LUMEN", content: "bridge" } },
        { put: { kind: "document", id: "d", path: "docs/a.md", text: "tower" } },
      );
      await embedMemories(world.store);
      const only = (more: Partial<SearchInput>) => world.found("cat", { mode: "vector", ...more });
      assert.deepEqual(await only({ hero: "OPUS" }), ["hero"]);
      assert.deepEqual(await only({ tags: ["X"] }), ["tag"]);
      assert.deepEqual(await only({ untilMs: 2000 }), ["old"]);
      assert.deepEqual(await only({ kinds: ["tattoo"] }), ["tattoo"]);
      assert.deepEqual(await only({ path: "docs/" }), ["d"]);
      assert.equal((await only({ limit: 500 })).length, 405);
      assert.equal((await only({ asOfMs: world.nowMs - 1, limit: 500 })).length, 400);
      assert.deepEqual(await world.found("cat", { hero: "OPUS" }), ["hero"]);
      const elsewhere = { ...world.store, scope: "team" };
      assert.deepEqual(await world.found("cat", { mode: "vector" }, elsewhere), []);
    });

    it("keeps memories and finds words while the embedder is down, slow or answers nonsense", async () => {
      await world.put(note("a", "kitten"));
      await embedMemories(world.store);
      const answers: [misbehave: EmbeddingsServer["misbehave"], code: string][] = [
        [(_, response) => (sendJson(response, 401, {}), true), "embedder-refused"],
        [(_, response) => (sendJson(response, 503, {}), true), "embedder-unreachable"],
        [(_, response) => (response.end("<html>"), true), "embedder-answer"],
        [(_, response) => (sendJson(response, 200, short), true), "embedder-dimension"],
        [() => true, "embedder-slow"],
      ];
      const short = { data: [{ index: 0, embedding: [1, 0] }] };
      for (const [at, [misbehave, code]] of answers.entries()) {
        world.server.misbehave = misbehave;
        world.warnings = [];
        assert.deepEqual(await world.put(note(`b${at}`, "truck")), ["new"]);
        assert.equal((await world.found("truck", { embedderTimeoutMs: 300 })).length, at + 1);
        await world.found("truck", { mode: "vector", embedderTimeoutMs: 300 });
        assert.deepEqual(world.codes(), [code, code]);
        assert.match(world.warnings[0]!.messageIn("fr"), /mots|RESTERA|restera/);
      }
      // Whoever let one search wait is not waited for by the next one.
      const asked = world.server.requests.length;
      await world.found("truck");
      assert.equal(world.server.requests.length, asked);
      const gone = await startEmbeddings();
      await gone.stop();
      const lost = await world.storeWith(world.embedder("toy", { url: gone.url }));
      assert.equal((await world.found("truck", {}, lost)).length, 5);
      assert.equal(world.codes().at(-1), "embedder-unreachable");
      const own: Embedder = {
        model: "toy",
        embed: () => Promise.reject(new Error("out of order")),
      };
      assert.equal((await world.found("truck", {}, await world.storeWith(own))).length, 5);
      assert.match(world.warnings.at(-1)!.message, /out of order/);
      await assert.rejects(
        world.found("truck", { signal: AbortSignal.abort(new Error("stop")) }),
        /stop/,
      );
      await fails(embedMemories(lost), "embedder-unreachable");
    });

    it("searches by the old model while the new one's vectors are made", async () => {
      await world.put(note("a", "kitten"), note("b", "truck"));
      await embedMemories(world.store);
      world.store = await world.storeWith(world.embedder("new"));
      assert.deepEqual(await world.found("cat", { mode: "vector", limit: 1 }), ["a"]);
      assert.deepEqual([world.server.requests.at(-1)!.model, world.codes()], ["toy", []]);
      const own = { model: "own", embed: async (t: readonly string[]) => t.map(() => [1, 2]) };
      assert.deepEqual(await world.found("truck", {}, await world.storeWith(own)), ["b"]);
      assert.deepEqual(world.codes(), ["vectors-incomplete"]);
      assert.equal((await embedMemories(world.store)).embedded, 2);
      assert.deepEqual(await world.found("cat", { mode: "vector", limit: 1 }), ["a"]);
      assert.equal(world.server.requests.at(-1)!.model, "new");
      const { dropped } = await embedMemories(world.store, { dropOthers: true });
      assert.deepEqual(dropped, ["toy"]);
      const { models } = await embeddingStatus(world.store);
      assert.deepEqual(
        models.map(({ model, vectors }) => [model, vectors]),
        [["new", 2]],
      );
    });
  });
}

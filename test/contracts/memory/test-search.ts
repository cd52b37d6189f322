import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { memoryStoreOf } from "../../../src/compose/memory-store-of.ts";
import { openDatabase } from "../../../src/compose/open-database.ts";
import { ResteraError } from "../../../src/foundation/errors.ts";
import { changeMemories } from "../../../src/services/memory/change-memories.ts";
import {
  indexedFolders,
  indexFolder,
} from "../../../src/services/memory/documents/index-folder.ts";
import type { MemoryStore } from "../../../src/services/memory/memory-store.ts";
import { listMemories } from "../../../src/services/memory/read-memories.ts";
import { type SearchInput, searchMemories } from "../../../src/services/memory/search-memories.ts";
import type { Database } from "../../../src/stores/database/database.ts";
import type { DatabasesUnderTest } from "../database/test-database.ts";
import { usePlaces } from "../database/use-places.ts";

const files: Record<string, string> = {
  "notes.md":
    "# Ports\nThe tunnel listens on 8443.\n\n## Old\nIt was listening on 9000 before.\n" +
    "```\n# no heading\n```\n\nSecrets\n-------\nNobody writes them down.\n",
  "tagged.md":
    "---\ntags: [Plan, ship]\nhero: OPUS\n---\nThe ship leaves at dawn, says the quartermaster.\n",
  "heroes_memories/MERLIN.json": '{"rêves": ["la forêt de Brocéliande", "un dragon"]}',
  "cjk.md": "我喜欢北京烤鸭\n",
  "notes.txt": "tunnel tunnel tunnel",
  ".hidden/secret.md": "tunnel tunnel tunnel",
};

/** What searching promises on every database: which rows come back, not in which order. */
export function testSearch(
  name: string,
  make: () => Promise<DatabasesUnderTest>,
  { skip = false }: { skip?: string | false } = {},
): void {
  describe(name, { skip }, () => {
    const newUrl = usePlaces(make);
    let database: Database;
    let store: MemoryStore;
    let folder: string;
    beforeEach(async () => {
      database = await openDatabase(await newUrl());
      store = await memoryStoreOf(database);
      folder = mkdtempSync(join(tmpdir(), "restera-memory-"));
      for (const [path, text] of Object.entries(files)) write(path, text);
    });
    afterEach(async () => {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const write = (path: string, text: string | Buffer): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    const index = () => indexFolder(store, { folder, name: "docs" });
    const found = async (query: string, more: Partial<SearchInput> = {}) =>
      (await searchMemories(store, { query, ...more })).map(({ memory }) => memory.id).sort();

    it("finds sections by the stems of words, and marks them", async () => {
      const { added, sections, problems } = await index();
      assert.deepEqual([added, sections, problems], [4, 6, []]);
      assert.deepEqual(await found("listening"), [
        "docs/notes.md#ports",
        "docs/notes.md#ports-old",
      ]);
      assert.deepEqual(await found("nobody"), ["docs/notes.md#ports-secrets"]);
      const [hit] = await searchMemories(store, { query: "tunnel 8443" });
      const { text, marks } = hit!.snippet;
      assert.deepEqual(
        marks.map(([start, end]) => text.slice(start, end)),
        ["tunnel", "8443"],
      );
      assert.equal(hit!.memory.title, "Ports");
      assert.equal(hit!.isSimilar, false);
    });

    it("finds words with a typing error, without their accents, and parts of Chinese text", async () => {
      await index();
      assert.deepEqual(await found("tunell"), ["docs/notes.md#ports"]);
      assert.deepEqual(await found("broceliande"), ["docs/heroes_memories/MERLIN.json#"]);
      assert.deepEqual(await found("北京"), ["docs/cjk.md#"]);
      assert.deepEqual(await found("zzzzzz"), []);
      assert.equal((await searchMemories(store, { query: "tunell" }))[0]?.isSimilar, true);
    });

    it("takes no text for a wrong query", async () => {
      await index();
      const odd = [
        '"',
        '""',
        "AND OR NOT",
        "*:^(){}[]",
        "' ; drop table memories; --",
        "NEAR(a b)",
      ];
      for (const query of [...odd, "-", "\0", "a".repeat(5000), "%_!\\", "🜁", "&|!<->"]) {
        await found(query);
      }
      assert.deepEqual(await found('"leaves at dawn"'), ["docs/tagged.md#"]);
      assert.deepEqual(await found('"dawn at leaves"'), []);
      assert.deepEqual(await found('tunnel" OR (*'), ["docs/notes.md#ports"]);
    });

    it("finds signs that are no word as they stand, the newest first, and marks them", async () => {
      const put = (id: string, content: string) => ({
        put: { kind: "note" as const, id, content },
      });
      await changeMemories(store, [
        put("launch", "The rocket 🚀 starts, and 🚀 again"),
        put("arrow", "state -> event, 100 % sure"),
        put("none", "nothing of the kind"),
      ]);
      assert.deepEqual(await found("🚀"), ["launch"]);
      assert.deepEqual(await found('"->"'), ["arrow"]);
      assert.deepEqual(await found("%"), ["arrow"]);
      assert.deepEqual(await found("🛸"), []);
      const [hit] = await searchMemories(store, { query: "🚀" });
      const { text, marks } = hit!.snippet;
      assert.deepEqual(
        marks.map(([start, end]) => text.slice(start, end)),
        ["🚀", "🚀"],
      );
    });

    it("looks only where it is told to: kind, hero, tag, time, path", async () => {
      await index();
      await changeMemories(store, [
        { put: { kind: "note", id: "n", content: "A ship with a dragon", createdMs: 1000 } },
      ]);
      const [dragon, ship] = ["docs/heroes_memories/MERLIN.json#", "docs/tagged.md#"];
      assert.deepEqual(await found("ship dragon"), [dragon, ship, "n"]);
      assert.deepEqual(await found("ship dragon", { kinds: ["note"] }), ["n"]);
      assert.deepEqual(await found("ship dragon", { hero: "MERLIN" }), [dragon]);
      assert.deepEqual(await found("ship dragon", { hero: "OPUS" }), [ship]);
      assert.deepEqual(await found("ship dragon", { tags: ["SHIP", "plan"] }), [ship]);
      assert.deepEqual(await found("ship dragon", { tags: ["shi"] }), []);
      assert.deepEqual(await found("ship dragon", { untilMs: 2000 }), ["n"]);
      assert.deepEqual(await found("ship dragon", { path: "docs/heroes_" }), [dragon]);
      assert.deepEqual((await found("ship dragon", { limit: 2 })).length, 2);
    });

    it("touches only what changed, and forgets what is gone", async () => {
      await index();
      const beforeMs = Date.now();
      const versions = async () => (await listMemories(store)).map(({ version }) => version);
      const first = await versions();
      assert.deepEqual((await index()).unchanged, 4);
      assert.deepEqual(await versions(), first);
      while (Date.now() === beforeMs);
      write("notes.md", files["notes.md"]!.replace("9000", "7000 now"));
      renameSync(join(folder, "tagged.md"), join(folder, "moved.md"));
      const { changed, added, removed, unchanged } = await index();
      assert.deepEqual([changed, added, removed, unchanged], [1, 1, 1, 2]);
      assert.equal((await versions()).filter((version) => !first.includes(version)).length, 2);
      assert.deepEqual(await found("9000"), []);
      assert.deepEqual(await found("7000"), ["docs/notes.md#ports-old"]);
      assert.deepEqual(await found("quartermaster"), ["docs/moved.md#"]);
      assert.deepEqual(await found("9000 quartermaster", { asOfMs: beforeMs }), [
        "docs/notes.md#ports-old",
        "docs/tagged.md#",
      ]);
      const [known] = await indexedFolders(store);
      assert.deepEqual([known?.name, known?.documents], ["docs", 4]);
    });

    it("names what is no text, indexes broken JSON by its words, and cuts what is long", async () => {
      write("broken.md", Buffer.from([0x68, 0xff, 0xfe]));
      write("broken.json", '{"dragon": ');
      write("long.md", "# Long\n" + "a wyvern flies. ".repeat(2000) + "the end is nigh");
      const { problems, added } = await index();
      assert.deepEqual(problems, [{ path: "broken.md", problem: "it is no UTF-8 text" }]);
      assert.equal(added, 6);
      assert.deepEqual(await found("dragon", { path: "docs/broken" }), ["docs/broken.json#"]);
      const nigh = await searchMemories(store, { query: "nigh" });
      assert.equal(nigh.length, 1);
      assert.ok(nigh[0]!.memory.text.length <= 4000);
    });

    it("never lets two folders of one name forget each other's documents", async () => {
      await index();
      const other = mkdtempSync(join(tmpdir(), "restera-memory-"));
      try {
        await assert.rejects(
          indexFolder(store, { folder: other, name: "docs" }),
          (error) => error instanceof ResteraError && error.code === "memory-folder-name",
        );
      } finally {
        rmSync(other, { recursive: true });
      }
      assert.deepEqual(await found("quartermaster"), ["docs/tagged.md#"]);
      await assert.rejects(
        indexFolder(store, { folder: join(folder, "nowhere") }),
        (error) => error instanceof ResteraError && error.code === "memory-folder-missing",
      );
    });
  });
}

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { generatedSet } from "../../bench/search/generated-set.ts";
import { PlainBm25 } from "../../bench/search/plain-bm25.ts";
import { qualityOf } from "../../bench/search/quality.ts";
import { fillMemory, searchSet } from "../../bench/search/search-set.ts";
import { openMemory } from "../../src/compose/open-memory.ts";

test("search finds better than plain BM25, for every kind of question", async () => {
  const set = generatedSet("test", 4);
  const folder = mkdtempSync(join(tmpdir(), "restera-quality-"));
  const memory = await openMemory(join(folder, "memory.db"));
  try {
    await fillMemory(memory, set);
    const ours = await searchSet(memory, set, "text");
    const plain = new PlainBm25(set.documents, { stems: true });
    const theirs = set.queries.map((query) => plain.search(query));
    for (const kind of [undefined, ...new Set(set.queries.map((query) => query.kind))]) {
      const places = [...set.queries.entries()].filter(
        ([, query]) => kind === undefined || query.kind === kind,
      );
      const quality = (answers: readonly (readonly string[])[]) =>
        qualityOf(
          places.map(([, query]) => query),
          places.map(([at]) => answers[at]!),
        );
      const [better, base] = [quality(ours), quality(theirs)];
      assert.ok(base.hitAt1 > 0.3 && base.recallAt10 > 0.9, `${kind}: the baseline is none`);
      for (const measure of ["hitAt1", "hitAt5", "recallAt10", "mrr"] as const) {
        const says = `${kind ?? "all"}: ${measure} is ${better[measure]}, plain ${base[measure]}`;
        assert.ok(better[measure] >= base[measure], says);
      }
      if (kind === undefined) assert.ok(better.hitAt1 > base.hitAt1 + 0.1, "not much better");
    }
  } finally {
    await memory.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

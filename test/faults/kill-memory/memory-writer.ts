// Keeps memories as fast as it can and says each one's id and content once it was told that it is kept: one of several, until killed.
import { writeSync } from "node:fs";
import { memoryStoreOf } from "../../../src/compose/memory-store-of.ts";
import { openDatabase } from "../../../src/compose/open-database.ts";
import { changeMemories } from "../../../src/services/memory/change-memories.ts";
import { bulkEvery, bulkOf } from "./bulk.ts";

const [url = "", name = ""] = process.argv.slice(2);
const store = await memoryStoreOf(await openDatabase(url), { author: name });
for (let i = 0; ; i++) {
  const content = `word${name}x${i}`;
  const own = { put: { kind: "note" as const, id: `${name}-${i}`, content } };
  // All processes correct this one: none of its versions may be missing either.
  const shared = {
    put: { kind: "entity" as const, id: "shared", content, position: [i, 0, 0, 0, 0, 0] },
  };
  // Now and then many at once, which another thread writes.
  const many = Array.from({ length: i % bulkEvery === 0 ? bulkOf : 0 }, (_, part) => ({
    put: { kind: "tattoo" as const, id: `${name}-${i}-${part}`, heroId: content, content },
  }));
  await changeMemories(store, [own, shared, ...many]);
  // Synchronous, so that what was told is never said less than it was.
  writeSync(1, `${content}\n`);
}

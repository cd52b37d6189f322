import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchAhead, type SizedObject } from "./fetch-ahead.ts";

const objects = (count: number, size: number): SizedObject[] =>
  Array.from({ length: count }, (_, i) => ({ id: String(i), size }));

test("small objects are fetched together and come in their order, whichever is there first", async () => {
  const waiting = new Map<string, () => void>();
  const fetch = (id: string): Promise<string> =>
    new Promise((done) => waiting.set(id, () => done(`content ${id}`)));
  const fetched = fetchAhead(objects(20, 100), fetch);
  const first = await fetched.next();
  assert.equal(waiting.size, 8);
  for (const id of [...waiting.keys()].toReversed()) waiting.get(id)!();
  assert.equal(await first.value!.content, "content 0");
  const ids: string[] = [];
  for await (const { id, content } of fetched) {
    waiting.get(id)!();
    ids.push(await content);
  }
  assert.deepEqual(
    ids,
    Array.from({ length: 19 }, (_, i) => `content ${i + 1}`),
  );
});

test("large objects do not wait in memory by the dozen, and one of any size comes", async () => {
  const begun: string[] = [];
  const fetch = (id: string): Promise<string> => Promise.resolve(begun.push(id)).then(() => id);
  const fetched = fetchAhead([...objects(6, 2 << 20), { id: "huge", size: 1 << 30 }], fetch);
  await fetched.next();
  assert.deepEqual(begun, ["0", "1"]);
  let last = "";
  for await (const { content } of fetched) last = await content;
  assert.equal(last, "huge");
});

test("what goes wrong is told with its object, and the others come all the same", async () => {
  const fetch = (id: string): Promise<string> =>
    id === "1" ? Promise.reject(new Error("gone")) : Promise.resolve(id);
  const came: string[] = [];
  for await (const { content } of fetchAhead(objects(4, 1), fetch)) {
    came.push(await content.catch((error: Error) => error.message));
  }
  assert.deepEqual(came, ["0", "gone", "2", "3"]);
});

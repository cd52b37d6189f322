import assert from "node:assert/strict";
import { it } from "node:test";
import { treeReferences } from "./tree-references.ts";

const id = "a".repeat(64);
const other = "b".repeat(64);
const read = (json: string) => treeReferences(id, Buffer.from(json));

it("treeReferences: what files and folders refer to, and nothing else", () => {
  const nodes = [
    { name: "f", type: "file", content: [id, other, id] },
    { name: "e", type: "file", content: null },
    { name: "d", type: "dir", subtree: other, content: null },
    { name: "l", type: "symlink", linktarget: id },
  ];
  assert.deepEqual(read(JSON.stringify({ nodes })), {
    content: [id, other, id],
    subtrees: [other],
  });
  assert.deepEqual(read('{"nodes":null}'), { content: [], subtrees: [] });
});

it("treeReferences: anything that is no tree is damage", () => {
  for (const json of [
    "",
    "1",
    "{}",
    '{"nodes":[{"type":"dir"}]}',
    '{"nodes":[{"type":"dir","subtree":null}]}',
    '{"nodes":[{"type":"file","content":["../../etc"]}]}',
    '{"nodes":[{"type":"file","content":[7]}]}',
  ]) {
    assert.throws(() => read(json), { code: "damaged" }, json);
  }
});

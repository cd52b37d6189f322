import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { joinTree, splitTree, withContent, withSubtree } from "./tree-text.ts";

const id = "a".repeat(64);
const other = "b".repeat(64);
const file = `{"name":"x \\\\\\"content\\\\\\":[] }{","type":"file","inode":18446744073709551615,"size":7,"links":1,"content":["${id}","${other}"]}`;
const folder = `{"name":"d","type":"dir","unknown":{"size":1},"content":null,"subtree":"${id}"}`;

describe("tree text", () => {
  it("every node keeps its own bytes, wide numbers and unknown fields too", () => {
    const text = `{"nodes":[${file},${folder}]}\n`;
    const nodes = splitTree(text);
    assert.deepEqual(
      nodes.map(({ json }) => json),
      [file, folder],
    );
    assert.equal(joinTree(nodes.map(({ json }) => json)).toString(), text);
    assert.deepEqual(splitTree('{ "nodes" : [\n] }'), []);
    assert.deepEqual(splitTree('{"nodes":null}'), []);
  });

  it("changes content and size where they stand, and nothing in a name", () => {
    const [node] = splitTree(`{"nodes":[${file}]}`);
    const expected = file.replace(`["${id}","${other}"]`, `["${other}"]`);
    assert.equal(withContent(node!, [other], 5), expected.replace('"size":7', '"size":5'));
    const empty = file.replace(',"size":7', "").replace(`["${id}","${other}"]`, "[]");
    assert.equal(withContent(node!, [], 0), empty);
    const [bare] = splitTree(`{"nodes":[${empty}]}`);
    assert.equal(withContent(bare!, [id, other], 7), file);
  });

  it("gives a folder another tree, and one that it never had", () => {
    const [node] = splitTree(`{"nodes":[${folder}]}`);
    assert.equal(withSubtree(node!, other), folder.replace(id, other));
    const [without] = splitTree('{"nodes":[{"name":"d","type":"dir"}]}');
    assert.equal(withSubtree(without!, id), `{"name":"d","type":"dir","subtree":"${id}"}`);
  });

  it("refuses what is no tree", () => {
    for (const text of ["", "[]", '{"nodes":{}}', '{"nodes":[1]}', '{"nodes":[null]}', "null"]) {
      assert.throws(() => splitTree(text), text);
    }
  });
});

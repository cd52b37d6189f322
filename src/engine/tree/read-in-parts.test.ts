import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeTree, decodeTreeParts } from "./decode-tree.ts";
import { readInParts } from "./read-in-parts.ts";
import { treeReferences } from "./tree-references.ts";

const id = "c".repeat(64);
const count = 12_000;

/** A node of some 300 bytes whose attributes look like nodes, and whose texts look like places between nodes. */
function nodeJson(i: number): string {
  const name = `${String(i).padStart(6, "0")} }},{"name":"é`;
  return JSON.stringify({
    name: name.replaceAll('"', '\\"'),
    type: "file",
    inode: 0,
    extended_attributes: [
      { name: "user.a", value: "dg==" },
      { name: 'user.b,"content":', value: null },
    ],
    content: [i.toString(16).padStart(64, "0")],
  }).replace('"inode":0', '"inode":18446744073709551615');
}

const nodes = Array.from({ length: count }, (_, i) => nodeJson(i));
const whole = Buffer.from(`{"nodes":[${nodes.join(",")}]}\n`);

describe("a large tree", () => {
  it("comes in parts, which make up the whole", () => {
    let parts = 0;
    const read = readInParts(whole, (text) => {
      parts++;
      return (JSON.parse(text) as { nodes: { name: string }[] }).nodes;
    });
    assert.ok(parts > 2);
    assert.deepEqual(read, (JSON.parse(whole.toString()) as { nodes: unknown[] }).nodes);
  });

  it("has the same nodes and references as in one piece", () => {
    const ids = nodes.map((_, i) => i.toString(16).padStart(64, "0"));
    assert.deepEqual(
      decodeTree(id, whole).map(({ content, inode }) => [content, inode]),
      ids.map((each) => [[each], 18_446_744_073_709_551_615n]),
    );
    assert.deepEqual(treeReferences(id, whole), { content: ids, subtrees: [] });
  });

  it("is read in one piece where its fields have another order", () => {
    const turned = nodes.map((json) => {
      const { name, type, content, extended_attributes } = JSON.parse(json) as Record<
        string,
        unknown
      >;
      return JSON.stringify({ name, type, content, extended_attributes });
    });
    const read = decodeTree(id, Buffer.from(`{"nodes":[${turned.join(",")}]}`));
    assert.deepEqual(
      read.map(({ name, extendedAttributes }) => [name, extendedAttributes.length]),
      decodeTree(id, whole).map(({ name }) => [name, 2]),
    );
  });

  it("comes as lists of nodes that make up the whole, however it is written", () => {
    const lists = [...decodeTreeParts(id, whole)];
    assert.ok(lists.length > 2);
    assert.deepEqual(lists.flat(), decodeTree(id, whole));
    const swapped = [...nodes.slice(0, -2), nodes.at(-1), nodes.at(-2)].join(",");
    const names = [...decodeTreeParts(id, Buffer.from(`{"nodes":[${swapped}]}`))].flat();
    assert.deepEqual(names.slice(0, -2), decodeTree(id, whole).slice(0, -2));
    assert.deepEqual(new Set(names), new Set(decodeTree(id, whole)));
    const twice = Buffer.from(`{"nodes":[${nodes.join(",")},${nodes[0]}]}`);
    assert.throws(() => [...decodeTreeParts(id, twice)], { code: "damaged" });
  });

  it("is damaged when it is cut off, or twice has a name far apart", () => {
    const texts = [
      whole.subarray(0, -20),
      Buffer.from(`{"nodes":[${nodes.join(",")},${nodes[0]}]}`),
    ];
    for (const text of texts) assert.throws(() => decodeTree(id, text), { code: "damaged" });
    assert.throws(() => treeReferences(id, whole.subarray(0, -20)), { code: "damaged" });
  });
});

import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { test } from "node:test";
import { DATA } from "../blob-type.ts";
import { BlobTable } from "../index/blob-table.ts";
import { hasContent, keptContent, OldTree, subtreeOf } from "./old-tree.ts";

const time = "2024-05-06T07:08:09Z";
const blob = (name: string): string => hash("sha256", name);

/** A node's text up to where its content begins. */
function head(name: string, more = ""): string {
  return `{"name":"${name}","type":"file","mode":420,"mtime":"${time}","atime":"${time}","ctime":"${time}","uid":0,"gid":0${more}`;
}

const rest = (name: string): string => `,"content":["${blob(name)}"]}`;
const names = ["a", "b", "c"];

function treeOf(nodes: readonly string[]): OldTree {
  return new OldTree(blob("tree"), `{"nodes":[${nodes.join(",")}]}\n`);
}

const unchanged = (): OldTree => treeOf(names.map((name) => head(name, ',"size":1') + rest(name)));

test("a tree that makes no sense has no nodes", () => {
  const old = new OldTree(blob("tree"), '{"nodes":[{"name":');
  assert.equal(old.find("a"), undefined);
  assert.equal(old.takeRest(head("a")), undefined);
});

test("a folder whose nodes are all as they were is recognised as a whole", () => {
  const old = unchanged();
  for (const name of names) {
    assert.equal(old.isWhole, false);
    assert.equal(old.takeRest(head(name, ',"size":1')), rest(name));
  }
  assert.equal(old.isWhole, true);
  assert.equal(treeOf([]).isWhole, true);
});

test("a node that vanished at the end, in the middle or at the beginning is noticed", () => {
  for (const left of [["a", "b"], ["a", "c"], ["b", "c"], []]) {
    const old = unchanged();
    for (const name of left) old.takeRest(head(name, ',"size":1'));
    assert.equal(old.isWhole, false, left.join());
  }
});

test("a node that came is noticed, wherever it stands", () => {
  for (const now of [
    ["0", "a", "b", "c"],
    ["a", "aa", "b", "c"],
    ["a", "b", "c", "d"],
  ]) {
    const old = unchanged();
    for (const name of now) old.takeRest(head(name, ',"size":1'));
    assert.equal(old.isWhole, false, now.join());
  }
});

test("a node with any other field is not taken, and is found by its name", () => {
  for (const more of ["", ',"size":12', ',"size":1,"links":2']) {
    const old = unchanged();
    assert.equal(old.takeRest(head("a", more)), undefined, more);
    assert.equal(old.takeRest(head("b", ',"size":1')), undefined, "from then on only by name");
    assert.deepEqual(old.find("a")?.content, [blob("a")]);
    assert.equal(old.find("d"), undefined);
    assert.equal(old.isWhole, false);
  }
});

test("a node that begins as another does is not mistaken for it", () => {
  const old = treeOf([head("a", ',"size":10') + rest("a")]);
  assert.equal(old.takeRest(head("a", ',"size":1')), undefined);
});

test("names in any bytes, with what JSON and Go escape, are found", () => {
  const quoted = ["a\\\\xff", "line\\\\nbreak", '\\\\\\"quoted\\\\\\"', "\\u003cangle\\u003e"];
  const old = treeOf(quoted.map((name) => head(name, ',"size":1') + rest(name)));
  const real = [Buffer.from([0x61, 0xff]), "line\nbreak", '"quoted"', "<angle>"];
  real.forEach((name, i) => assert.deepEqual(old.find(name)?.content, [blob(quoted[i]!)]));
  assert.equal(old.find("a\ufffd"), undefined);
});

test("a tree that another program laid out differently is read by name", () => {
  const node = JSON.parse(head("a", ',"size":1') + rest("a")) as object;
  const old = new OldTree(blob("tree"), JSON.stringify({ nodes: [node] }, null, 1));
  assert.equal(old.takeRest(head("a", ',"size":1')), undefined);
  assert.deepEqual(old.find("a")?.content, [blob("a")]);
  assert.equal(old.isWhole, false);
});

test("content counts as kept only when the vault has all of it, in packs", () => {
  const table = BlobTable.create(4);
  const [stored, claimed] = ["stored", "claimed"].map((name) =>
    table.claim(DATA, Buffer.from(blob(name), "hex")),
  );
  table.setPlace(stored!, 0, 0, 132, 0);
  assert.ok(claimed! >= 0);
  const list = (...of: string[]): string =>
    `,"content":[${of.map((name) => `"${blob(name)}"`).join(",")}]}`;
  assert.equal(hasContent(table, list("stored"), 100), true);
  assert.equal(hasContent(table, list("stored", "stored", "stored"), 300), true);
  assert.equal(hasContent(table, ',"content":[]}', 0), true);
  assert.equal(hasContent(table, list("claimed"), 100), false);
  assert.equal(hasContent(table, list("missing"), 100), false);
  assert.equal(hasContent(table, list("stored", "missing"), 100), false);
  assert.equal(hasContent(table, list("stored", "stored", "claimed"), 100), false);
  assert.equal(keptContent(table, [blob("stored")], 100), list("stored"));
  assert.equal(keptContent(table, [blob("missing")], 100), undefined);
  assert.equal(keptContent(table, [], 0), ',"content":[]}');
  // What the blobs have is not what the file had.
  assert.equal(hasContent(table, list("stored"), 101), false);
  assert.equal(hasContent(table, ',"content":null}', 100), false);
  assert.equal(keptContent(table, [], 100), undefined);
});

test("a folder's subtree is read from its rest", () => {
  assert.equal(subtreeOf(`,"content":null,"subtree":"${blob("x")}"}`), blob("x"));
  assert.equal(subtreeOf(',"content":null}'), undefined);
});

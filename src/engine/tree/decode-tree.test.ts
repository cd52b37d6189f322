import assert from "node:assert/strict";
import { test } from "node:test";
import { ResteraError } from "../../foundation/errors.ts";
import { decodeTree } from "./decode-tree.ts";
import type { TreeNode } from "./tree-node.ts";

const id = "0123456789abcdef".repeat(4);

function decode(...nodes: string[]): readonly TreeNode[] {
  return decodeTree(id, Buffer.from(`{"nodes":[${nodes.join(",")}]}\n`));
}

function file(name: string, more = ""): string {
  return `{"name":${JSON.stringify(name)},"type":"file","content":[]${more}}`;
}

function assertDamaged(text: string, problem: RegExp): void {
  assert.throws(
    () => decodeTree(id, Buffer.from(text)),
    (error) => {
      assert.ok(error instanceof ResteraError);
      assert.equal(error.code, "damaged");
      assert.equal(error.details["object"], `tree ${id}`);
      assert.match(String(error.details["problem"]), problem);
      return true;
    },
  );
}

test("all fields of a file come through", () => {
  const [node] = decode(
    String.raw`{"name":"a\\xff","type":"file","mode":420,"mtime":"2026-11-21T09:47:23.671129376+01:00","atime":"2026-11-21T09:47:23Z","ctime":"2026-11-21T09:47:24Z","uid":1,"gid":2,"user":"u","group":"g","inode":18446744073709551615,"device_id":9007199254740993,"size":11,"links":2,"extended_attributes":[{"name":"user.a","value":"dv8="},{"name":"user.b","value":null}],"generic_attributes":{"windows.x":1},"content":["${id}"]}`,
  );
  assert.deepEqual(node, {
    name: Buffer.from("a\xff", "latin1"),
    type: "file",
    mode: 420,
    mtime: "2026-11-21T09:47:23.671129376+01:00",
    atime: "2026-11-21T09:47:23Z",
    ctime: "2026-11-21T09:47:24Z",
    uid: 1,
    gid: 2,
    user: "u",
    group: "g",
    inode: 18_446_744_073_709_551_615n,
    deviceId: 9_007_199_254_740_993n,
    size: 11,
    links: 2,
    linktarget: "",
    extendedAttributes: [
      { name: "user.a", value: Buffer.from("v\xff", "latin1") },
      { name: "user.b", value: new Uint8Array() },
    ],
    genericAttributes: { "windows.x": 1 },
    device: 0n,
    content: [id],
    subtree: null,
  });
});

test("what other writers leave out or write as null has its zero value", () => {
  const [node] = decode(
    file("a", ',"user":null,"uid":null,"extended_attributes":null,"future":{"x":[1]}'),
  );
  assert.equal(node!.mtime, "0001-01-01T00:00:00Z");
  assert.equal(node!.user, "");
  assert.equal(node!.inode, 0n);
  assert.deepEqual(decodeTree(id, Buffer.from('{"nodes":null}')), []);
});

test("links: the raw target wins, whatever it holds", () => {
  const link = (more: string): TreeNode =>
    decode(`{"name":"l","type":"symlink",${more},"content":null}`)[0]!;
  assert.equal(link('"linktarget":"a/é"').linktarget, "a/é");
  assert.deepEqual(
    link('"linktarget":"bad\\ufffd","linktarget_raw":"YmFk/w=="').linktarget,
    Buffer.from("bad\xff", "latin1"),
  );
});

test("a wide number in one node is read exactly, text that looks like one stays", () => {
  const target = '\\"inode\\":12345678901234567890';
  const [wide, link] = decode(
    file("a", ',"inode": 12345678901234567890'),
    `{"name":"b","type":"symlink","inode":5,"linktarget":"${target}"}`,
  );
  assert.equal(wide!.inode, 12_345_678_901_234_567_890n);
  assert.equal(link!.inode, 5n);
  assert.equal(link!.linktarget, '"inode":12345678901234567890');
});

test("nodes come back in the order of raw bytes, even if they were stored otherwise", () => {
  const names = decode(file("\u{1f600}"), file("\uffee"), file("a\\xff"), file("a")).map(
    (node) => node.name,
  );
  assert.deepEqual(names, ["a", Buffer.from("a\xff", "latin1"), "\uffee", "\u{1f600}"]);
});

test("a name that is a path, or none at all, is refused", () => {
  const wrong = [
    "",
    ".",
    "..",
    "a/b",
    "/",
    "../x",
    "a\\x00b",
    "a\\x2fb",
    "\\u002e\\x2e",
    "a\\",
    'a"b',
    "\\q",
  ];
  for (const name of wrong) assertDamaged(`{"nodes":[${file(name)}]}`, /name/);
  assertDamaged('{"nodes":[{"type":"file"}]}', /a node has no name/);
});

test("two nodes of one name are refused, next to each other or not", () => {
  assertDamaged(`{"nodes":[${file("a")},${file("a")}]}`, /two nodes have the name "a"/);
  assertDamaged(`{"nodes":[${file("a")},${file("b")},${file("\\x61")}]}`, /two nodes/);
});

test("fields of the wrong type or out of range are refused, with the node's name", () => {
  const wrong: [string, RegExp][] = [
    ['"size":-1', /node "n": its size/],
    ['"size":1.5', /size/],
    ['"size":9007199254740993', /size/],
    ['"mode":4294967296', /mode/],
    ['"uid":"0"', /uid/],
    ['"inode":18446744073709551616', /inode/],
    ['"inode":-5', /inode/],
    ['"inode":[]', /inode/],
    ['"mtime":"yesterday"', /mtime/],
    ['"mtime":5', /mtime/],
    ['"user":{}', /user/],
    ['"content":["xyz"]', /content/],
    [`"content":["${id.slice(1)}"]`, /content/],
    ['"content":{}', /content/],
    ['"type":"dir","subtree":"abc"', /subtree/],
    ['"type":7', /type/],
    ['"type":"symlink","linktarget":"a\\u0000"', /NUL/],
    ['"type":"symlink","linktarget_raw":"%"', /linktarget_raw/],
    ['"extended_attributes":[{"value":""}]', /extended_attributes/],
    ['"extended_attributes":{}', /extended_attributes/],
    ['"generic_attributes":[]', /generic_attributes/],
  ];
  for (const [fields, problem] of wrong) {
    assertDamaged(`{"nodes":[{"name":"n","type":"file","content":[],${fields}}]}`, problem);
  }
});

test("a type that nobody knows is of no kind, and a link may have lost its target", () => {
  const nodes = ['"type":"ghost"', '"type":""', '"more":1', '"type":"symlink"'].map(
    (fields, i) => `{"name":"${i}",${fields}}`,
  );
  assert.deepEqual(
    decodeTree(id, Buffer.from(`{"nodes":[${nodes.join(",")}]}`)).map(({ type }) => type),
    ["irregular", "irregular", "irregular", "symlink"],
  );
});

test("a file without its list and a folder without its tree leave the rest of the folder", () => {
  const time = "2024-05-06T07:08:09Z";
  const lost = `{"name":"a","type":"file","mtime":"${time}","size":5,"content":null}`;
  const bare = `{"name":"b","type":"dir","mtime":"${time}"}`;
  const nodes = decodeTree(id, Buffer.from(`{"nodes":[${lost},${bare},${file("c")}]}`));
  assert.deepEqual(
    nodes.map(({ name, size, content, subtree }) => [name, size, content, subtree]),
    [
      ["a", 5, [], null],
      // No tree has this id.
      ["b", 0, null, "0".repeat(64)],
      ["c", nodes[2]!.size, nodes[2]!.content, null],
    ],
  );
});

test("what is no tree is refused", () => {
  const wrong = [
    "",
    "{",
    "null",
    "[]",
    "{}",
    '{"nodes":{}}',
    '{"nodes":[null]}',
    '{"nodes":[3]}',
    '{"nodes":[]} x',
  ];
  for (const text of wrong) assertDamaged(text, /./);
});

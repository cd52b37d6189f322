import assert from "node:assert/strict";
import { test } from "node:test";
import { formatGoTime } from "../../foundation/go-time.ts";
import {
  contentEnd,
  deviceField,
  emptyEnd,
  encodeTree,
  extendedAttributesField,
  linkTargetField,
  nodeNameJson,
  nodePrefix,
  type NodeStat,
  subtreeEnd,
} from "./encode-node.ts";

// The texts expected here are restic 0.19.1's, from `restic cat blob`; times depend on the zone.

const id = "f046da86e965242561e3c39eef16b2b0b476d1a2c53128eacee0207b70847a9d";
const time = 1_795_250_843_671_129_376n;
const now = formatGoTime(time);
const times = `"mtime":"${now}","atime":"${now}","ctime":"${now}"`;
const nobody = `"uid":4123456789,"gid":4123456780`;

function statOf(fields: Partial<NodeStat>): NodeStat {
  return {
    mode: 0o100644n,
    mtimeNs: time,
    atimeNs: time + 7n,
    ctimeNs: time,
    // Numbers that no machine has names for.
    uid: 4_123_456_789n,
    gid: 4_123_456_780n,
    ino: 10_002_902n,
    dev: 65_024n,
    nlink: 1n,
    ...fields,
  };
}

test("a file", () => {
  const text = nodePrefix(nodeNameJson("<>&"), statOf({}), 11) + contentEnd([id, id]);
  assert.equal(
    text,
    String.raw`{"name":"\u003c\u003e\u0026","type":"file","mode":420,${times},${nobody},"inode":10002902,"device_id":65024,"size":11,"links":1,"content":["${id}","${id}"]}`,
  );
});

test("an empty file without permissions has neither size nor mode, and an empty list of blobs", () => {
  const text = nodePrefix('"none"', statOf({ mode: 0o100000n }), 0) + contentEnd([]);
  assert.equal(
    text,
    `{"name":"none","type":"file",${times},${nobody},"inode":10002902,"device_id":65024,"links":1,"content":[]}`,
  );
});

test("a folder has no size and no links", () => {
  const text = nodePrefix('"sgid"', statOf({ mode: 0o042755n, nlink: 3n }), 4096) + subtreeEnd(id);
  assert.equal(
    text,
    `{"name":"sgid","type":"dir","mode":2151678445,${times},${nobody},"inode":10002902,"device_id":65024,"content":null,"subtree":"${id}"}`,
  );
});

test("a link whose target is not UTF-8 keeps the target's bytes", () => {
  const target = Buffer.from("bad\xff\xe2\x82<x", "latin1");
  const text =
    nodePrefix('"l3"', statOf({ mode: 0o120777n }), 8) + linkTargetField(target) + emptyEnd;
  assert.equal(
    text,
    String.raw`{"name":"l3","type":"symlink","mode":134218239,${times},${nobody},"inode":10002902,"device_id":65024,"links":1,"linktarget":"bad\ufffd\ufffd\ufffd\u003cx","linktarget_raw":"YmFk/+KCPHg=","content":null}`,
  );
  assert.equal(linkTargetField(Buffer.from("é")), ',"linktarget":"é"');
});

test("devices have their number, and a fifo has no links", () => {
  const block =
    nodePrefix('"b"', statOf({ mode: 0o060600n }), 0) + deviceField(1_050_412n) + emptyEnd;
  assert.match(
    block,
    /"type":"dev","mode":67109248,.*"links":1,"device":1050412,"content":null\}$/,
  );
  const character = nodePrefix('"c"', statOf({ mode: 0o020600n }), 0) + deviceField(0n) + emptyEnd;
  assert.match(character, /"type":"chardev","mode":69206400,.*"links":1,"content":null\}$/);
  const fifo = nodePrefix('"f"', statOf({ mode: 0o010644n }), 0) + emptyEnd;
  assert.match(fifo, /"type":"fifo","mode":33554852,.*"device_id":65024,"content":null\}$/);
});

test("extended attributes keep their order, and empty values", () => {
  const attributes = [
    { name: "user.zz", value: Buffer.from("v\xff", "latin1") },
    { name: "user.a<b", value: new Uint8Array() },
  ];
  assert.equal(
    extendedAttributesField(attributes),
    String.raw`,"extended_attributes":[{"name":"user.zz","value":"dv8="},{"name":"user.a\u003cb","value":""}]`,
  );
  assert.equal(extendedAttributesField([]), "");
});

test("the time of the last access is kept only when asked for", () => {
  const text = nodePrefix('"a"', statOf({}), 1, true);
  assert.ok(text.includes(`"atime":"${formatGoTime(time + 7n)}","ctime":"${now}"`));
});

test("numbers of 64 bits keep every digit, also those that Node gives as negative", () => {
  assert.match(
    nodePrefix('"a"', statOf({ ino: 9_007_199_254_740_993n, dev: -1n }), 0),
    /"inode":9007199254740993,"device_id":18446744073709551615,/,
  );
});

test("names are quoted by Go's rules and then as JSON", () => {
  assert.equal(nodeNameJson("plain.txt"), '"plain.txt"');
  assert.equal(nodeNameJson('q"\\'), String.raw`"q\\\"\\\\"`);
  assert.equal(nodeNameJson("nl\n\u00a0"), String.raw`"nl\\n\\u00a0"`);
  assert.equal(nodeNameJson(Buffer.from("a<\xff", "latin1")), String.raw`"a\u003c\\xff"`);
});

test("a tree ends with a newline", () => {
  assert.equal(Buffer.from(encodeTree([])).toString(), '{"nodes":[]}\n');
  assert.equal(
    Buffer.from(encodeTree(['{"a":1}', '{"b":2}'])).toString(),
    '{"nodes":[{"a":1},{"b":2}]}\n',
  );
});

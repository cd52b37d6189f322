import assert from "node:assert/strict";
import { it } from "node:test";
import { decodeNode } from "./decode-node.ts";
import { sameNode } from "./same-node.ts";

const base = {
  ...{ name: "n", type: "file", mode: 420, uid: 1, gid: 2, user: "u", group: "g", size: 3 },
  ...{ mtime: "2026-01-02T03:04:05.6+01:00", inode: 5, device_id: 6, links: 1 },
  content: ["a".repeat(64)],
  extended_attributes: [
    { name: "user.a", value: "YQ==" },
    { name: "user.b", value: "Yg==" },
  ],
};
const node = (changes: object = {}) => decodeNode({ ...base, ...changes });

it("sameNode: every field counts", () => {
  for (const change of [
    { name: "m" },
    { type: "fifo", content: null },
    { mode: 384 },
    { uid: 9 },
    { group: "h" },
    { inode: 9 },
    { device_id: 9 },
    { size: 9 },
    { links: 2 },
    { mtime: "2026-01-02T03:04:05.7+01:00" },
    { ctime: "2026-01-02T03:04:05Z" },
    { content: [] },
    { extended_attributes: [] },
    { extended_attributes: [base.extended_attributes[0], { name: "user.b", value: "Yw==" }] },
    { generic_attributes: { "windows.file_attributes": 1 } },
  ]) {
    assert.ok(!sameNode(node(), node(change)), JSON.stringify(change));
  }
});

it("sameNode: a moment is the same in every zone, and attributes have no order", () => {
  const same = {
    mtime: "2026-01-02T02:04:05.600Z",
    extended_attributes: base.extended_attributes.toReversed(),
  };
  assert.ok(sameNode(node(), node(same)));
});

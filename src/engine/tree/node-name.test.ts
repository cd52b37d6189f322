import assert from "node:assert/strict";
import { test } from "node:test";
import { compareNodeNames, nodeNameBytes, nodeNameFromBytes } from "./node-name.ts";

test("names sort as their raw bytes do", () => {
  const texts = [
    "",
    "a",
    "a\0",
    "aa",
    "b",
    "é",
    "\ud7ff",
    "\ue000",
    "\uffee",
    "\u{10000}",
    "\u{1f600}",
    "x\uffff",
    "x\u{10ffff}",
  ];
  const raw = ["a\xff", "\xe2\x82", "\x80", "\xff"].map((text) => Buffer.from(text, "latin1"));
  const names = [...texts, ...raw];
  for (const a of names) {
    for (const b of names) {
      const expected = Buffer.compare(nodeNameBytes(a), nodeNameBytes(b));
      assert.equal(Math.sign(compareNodeNames(a, b)), expected, `${String(a)} ${String(b)}`);
    }
  }
});

test("bytes become text when they are UTF-8, and stay bytes when they are not", () => {
  assert.equal(nodeNameFromBytes(Buffer.from("é😀\ufeff")), "é😀\ufeff");
  assert.equal(
    nodeNameFromBytes(Buffer.from("\ufeffx")),
    "\ufeffx",
    "a byte order mark belongs to the name",
  );
  const broken = Buffer.from("a\xff", "latin1");
  assert.deepEqual(nodeNameFromBytes(broken), broken);
});

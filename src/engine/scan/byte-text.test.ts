import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, displayOf, textOf, toByteText } from "./byte-text.ts";

test("every byte survives the way through byte text and through ordinary text", () => {
  const all = Uint8Array.from({ length: 256 }, (_, index) => index);
  assert.deepEqual(bytesOf(toByteText(all)), all);
  assert.deepEqual(bytesOf(toByteText(textOf(toByteText(all)))), all);
  // Overlong, surrogate, beyond U+10FFFF, cut short: none of it is UTF-8.
  for (const hex of ["c080", "eda080", "f4908080", "e29c", "f09f98"]) {
    const bytes = Buffer.from(hex, "hex");
    assert.equal(Buffer.from(bytesOf(toByteText(textOf(toByteText(bytes))))).toString("hex"), hex);
  }
});

test("text is UTF-8 in bytes, and its order is that of code points", () => {
  assert.equal(textOf(toByteText("né ☺ 😀")), "né ☺ 😀");
  assert.deepEqual(Buffer.from(bytesOf(toByteText("é😀"))), Buffer.from("é😀"));
  // JavaScript's own order puts the emoji, two surrogates, first.
  assert.equal(toByteText("\uffee") < toByteText("😀"), true);
});

test("bytes that are not UTF-8 are shown as hexadecimal numbers", () => {
  assert.equal(displayOf(toByteText(Buffer.from("61ff20f09f988062fe", "hex"))), "a\\xff 😀b\\xfe");
  assert.equal(displayOf(toByteText("né")), "né");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { beginDeriving, deriveKey } from "./derive-key.ts";

/** RFC 7914, section 12. */
const kdf = { N: 1024, r: 8, p: 16 };
const salt = Buffer.from("NaCl");
const expected =
  "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162" +
  "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640";

test("a key that was begun early is the one that is derived late", async () => {
  const late = await deriveKey("password", salt, kdf);
  assert.equal(late.toString("hex"), expected);
  beginDeriving("password", salt, kdf);
  assert.equal((await deriveKey("password", salt, kdf)).toString("hex"), expected);
  assert.equal((await deriveKey("password", salt, kdf)).toString("hex"), expected);
});

test("what was begun for another password, salt or setting is never given", async () => {
  for (const [password, otherSalt, otherKdf] of [
    ["passwords", salt, kdf],
    ["password", Buffer.from("NaCI"), kdf],
    ["password", salt, { ...kdf, p: 1 }],
  ] as const) {
    beginDeriving(password, otherSalt, otherKdf);
    assert.equal((await deriveKey("password", salt, kdf)).toString("hex"), expected);
  }
});

test("settings that would take gigabytes or seconds, or are none, are not begun", async () => {
  assert.equal(beginDeriving("password", salt, { N: 2 ** 24, r: 8, p: 1 }), false);
  assert.equal(beginDeriving("password", salt, { N: 2 ** 18, r: 8, p: 8 }), false);
  assert.equal(beginDeriving("password", salt, { N: 3, r: 8, p: 1 }), false);
  assert.equal((await deriveKey("password", salt, kdf)).toString("hex"), expected);
});

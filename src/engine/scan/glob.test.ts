import assert from "node:assert/strict";
import { test } from "node:test";
import { toByteText } from "./byte-text.ts";
import { compileGlob } from "./glob.ts";

const cases: [pattern: string, name: string, matches: boolean][] = [
  ["abc", "abc", true],
  ["abc", "abcd", false],
  ["*", "", true],
  ["*", ".hidden", true],
  ["*.c", "a.c", true],
  ["*.c", ".c", true],
  ["*.c", "a.cc", false],
  ["a*", "a", true],
  ["a*", "ba", false],
  ["*b*", "abc", true],
  ["*b*", "ac", false],
  ["a*b*c", "axxbyyc", true],
  ["a*b*c", "axxbyyd", false],
  ["a*b?c*x", "abxbbxdbxebxczzx", true],
  ["a*b?c*x", "abxbbxdbxebxczzy", false],
  ["*ab", "aab", true],
  ["a**b", "ab", true],
  ["a**b", "axyb", true],
  ["ab[c]", "abc", true],
  ["ab[b-d]", "abc", true],
  ["ab[e-g]", "abc", false],
  ["ab[^c]", "abc", false],
  ["ab[^e-g]", "abc", true],
  ["ab[!c]", "abc", true], // "!" has no meaning in a class
  ["a[a-c0-9]z", "a5z", true],
  ["a\\*b", "a*b", true],
  ["a\\*b", "axb", false],
  ["\\[x]", "[x]", true],
  ["[\\]a]", "]", true],
  ["[\\-]", "-", true],
  ["[x\\-]", "-", true],
  ["a]b", "a]b", true],
  ["[*]", "*", true],
  ["[*]", "x", false],
  ["a?b", "a☺b", true],
  ["a[^a]b", "a☺b", true],
  ["a???b", "a☺b", false],
  ["[a-ζ]*", "α", true],
  ["*[a-ζ]", "A", false],
  ["*é", "café", true],
  ["????", "café", true],
];

test("names match as with Go's filepath.Match", () => {
  for (const [pattern, name, matches] of cases) {
    const matcher = compileGlob(toByteText(pattern));
    assert.equal(matcher?.(toByteText(name)), matches, `${pattern} on ${name}`);
  }
});

test("malformed patterns are found when they are compiled", () => {
  const malformed = [
    "[",
    "a[",
    "[^",
    "[]",
    "[]a]",
    "[-]",
    "[x-]",
    "[-x]",
    "[a-b-c]",
    "[a-",
    "\\",
    "x\\",
  ];
  for (const pattern of malformed)
    assert.equal(compileGlob(toByteText(pattern)), undefined, pattern);
});

test("a byte that is not UTF-8 counts as one character", () => {
  const name = toByteText(Uint8Array.of(0x61, 0xff, 0x62));
  assert.equal(compileGlob(toByteText("a?b"))?.(name), true);
  assert.equal(compileGlob(toByteText("a[^x]b"))?.(name), true);
  assert.equal(compileGlob(toByteText("a??b"))?.(name), false);
  assert.equal(compileGlob(name)?.(name), true);
});

test("many stars stay cheap", () => {
  const matcher = compileGlob(toByteText(`${"*a".repeat(30)}b`));
  assert.equal(matcher?.(toByteText("a".repeat(2_000))), false);
});

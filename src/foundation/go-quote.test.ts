import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { goQuote, goUnquote } from "./go-quote.ts";

const bytes = (latin1: string): Uint8Array => Buffer.from(latin1, "latin1");

test("every code point is quoted as Go 1.26 does", () => {
  const hash = createHash("sha256");
  for (let codePoint = 0; codePoint <= 0x10ffff; codePoint += 1) {
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
    hash.update(`${goQuote(String.fromCodePoint(codePoint))}\n`);
  }
  // Written by Go: the same lines, from strconv.Quote without its quotes.
  const byGo = "83628445c4a4459fe91146eea9882b0e98023c37a86bbb08e1c5d57fdff6a70a";
  assert.equal(hash.digest("hex"), byGo);
});

test("plain names are left alone", () => {
  assert.equal(goQuote("plain name-1.txt"), "plain name-1.txt");
  assert.equal(goQuote("é 中文 😀"), "é 中文 😀");
});

test("bytes that are not UTF-8 are quoted one by one, what is around them stays text", () => {
  assert.equal(goQuote(bytes("a\xff\xfeb")), "a\\xff\\xfeb");
  assert.equal(goQuote(bytes("trunc\xe2\x82")), "trunc\\xe2\\x82");
  assert.equal(goQuote(bytes("\xed\xa0\x80")), "\\xed\\xa0\\x80", "surrogate");
  assert.equal(goQuote(bytes("\xc0\x80")), "\\xc0\\x80", "overlong");
  assert.equal(goQuote(bytes("\xf4\x90\x80\x80")), "\\xf4\\x90\\x80\\x80", "past U+10FFFF");
  assert.equal(goQuote(bytes("\xff\xc3\xa9\xef\xbf\xbd")), "\\xffé\ufffd");
  assert.equal(goQuote(Buffer.from('nl\n"q"\\\u00a0')), 'nl\\n\\"q\\"\\\\\\u00a0');
});

test("unquoting gives the raw bytes back", () => {
  const names = [
    "",
    "plain",
    "a\xff\xfeb\xe2\x82",
    '"\\\x00\x07\x7f\n\t',
    "\xc3\xa9\xf0\x9f\x98\x80",
  ];
  for (const name of names.map(bytes))
    assert.deepEqual(Buffer.from(goUnquote(goQuote(name))!), name);
});

test("unquoting reads every escape of Go", () => {
  const quoted = String.raw`\a\b\f\n\r\t\v\\\"\x41\101\u00e9\U0001F600é`;
  assert.deepEqual(Buffer.from(goUnquote(quoted)!), Buffer.from('\x07\b\f\n\r\t\v\\"AAé😀é'));
});

test("unquoting refuses what Go refuses", () => {
  const wrong = [
    '"',
    "a\nb",
    "\\",
    "\\'",
    "\\q",
    "\\x4",
    "\\u12",
    "\\400",
    "\\ud800",
    "\\U00110000",
    "\\8",
  ];
  for (const text of wrong) assert.equal(goUnquote(text), undefined, JSON.stringify(text));
});

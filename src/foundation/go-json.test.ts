import assert from "node:assert/strict";
import { test } from "node:test";
import { goJsonBytes, goJsonString } from "./go-json.ts";

test("a plain string is only put in quotes", () => {
  assert.equal(goJsonString("plain é 中文 😀 \u007f"), '"plain é 中文 😀 \u007f"');
});

test("HTML characters and line separators are escaped as Go does", () => {
  assert.equal(goJsonString("<a>&\u2028\u2029"), String.raw`"\u003ca\u003e\u0026\u2028\u2029"`);
});

test("control characters have Go's short and long escapes", () => {
  assert.equal(
    goJsonString('\0\x07\b\t\n\v\f\r\x1f"\\'),
    String.raw`"\u0000\u0007\b\t\n\u000b\f\r\u001f\"\\"`,
  );
});

test("a lone surrogate becomes a replacement character, a pair stays", () => {
  assert.equal(goJsonString("a\ud800b😀"), '"a\ufffdb😀"');
});

test("bytes that are not UTF-8 become an escaped replacement character each", () => {
  const bytes = Buffer.from("bad\xff\xe2\x82<\xc3\xa9\xef\xbf\xbd", "latin1");
  assert.equal(goJsonBytes(bytes), String.raw`"bad\ufffd\ufffd\ufffd\u003cé` + '\ufffd"');
});

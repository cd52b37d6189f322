import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePatternFile, textLines } from "./pattern-file.ts";

const environment = { HOME: "/home/me", EMPTY: "", A_1: "x" };

function parse(text: string): string[] {
  return parsePatternFile(Buffer.from(text), environment);
}

test("lines are trimmed, comments and empty lines dropped", () => {
  assert.deepEqual(parse("# note\n\n  *.c \t\r\n\t# indented\n\u00a0a b\u2003\n!x#y"), [
    "*.c",
    "a b",
    "!x#y",
  ]);
});

test("variables are replaced as in Go's os.Expand", () => {
  const lines = [
    ["$HOME/x", "/home/me/x"],
    ["${HOME}x", "/home/mex"],
    ["$HOMEx", ""],
    ["$EMPTY-$UNSET-", "--"],
    ["cost$$5", "cost$5"],
    ["$1a", "a"],
    ["a$", "a$"],
    ["a$/b", "a$/b"],
    ["${}a", "a"],
    ["${a", "a"],
    ["$A_1.c", "x.c"],
    ["$constructor", ""],
  ];
  for (const [line, expected] of lines) assert.deepEqual(parse(line!), [expected], line);
});

test("a byte order mark decides the encoding", () => {
  assert.deepEqual(textLines(Buffer.from("\ufeffaé\r\nb\n")), ["aé", "b"]);
  const utf16 = Buffer.from("\ufeffaé\nb", "utf16le");
  assert.deepEqual(textLines(utf16), ["aé", "b"]);
  assert.deepEqual(textLines(Buffer.from(utf16).swap16()), ["aé", "b"]);
});

test("bytes that are not UTF-8 are kept", () => {
  assert.deepEqual(textLines(Buffer.from("61ff620ac3a9", "hex")), ["a\udcffb", "é"]);
});

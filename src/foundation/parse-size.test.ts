import assert from "node:assert/strict";
import { test } from "node:test";
import { ResteraError } from "./errors.ts";
import { parseSize } from "./parse-size.ts";

test("a size is a number with at most one letter", () => {
  const sizes: [string, number][] = [
    ["0", 0],
    ["1024", 1024],
    ["5b", 5],
    ["3k", 3072],
    ["500M", 500 * 2 ** 20],
    ["2G", 2 ** 31],
    ["1t", 2 ** 40],
    ["+7", 7],
  ];
  for (const [text, bytes] of sizes) assert.equal(parseSize(text), bytes, text);
});

test("what restic refuses is refused", () => {
  const refused = [
    "",
    "M",
    "1.5G",
    "-1",
    "-1K",
    "1 M",
    "1MB",
    "1MiB",
    "0x10",
    "1e3",
    "9999999999T",
  ];
  for (const text of refused) assert.throws(() => parseSize(text), ResteraError, text);
});

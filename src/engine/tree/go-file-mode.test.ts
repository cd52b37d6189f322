import assert from "node:assert/strict";
import { test } from "node:test";
import { goFileMode, nodeTypeOf, unixPermissions } from "./go-file-mode.ts";

// Unix mode, node type and mode as restic 0.19.1 stored them.
const cases: [number, string, number][] = [
  [0o100644, "file", 420],
  [0o100000, "file", 0],
  [0o104755, "file", 8_389_101],
  [0o040755, "dir", 2_147_484_141],
  [0o042755, "dir", 2_151_678_445],
  [0o041777, "dir", 2_148_532_735],
  [0o120777, "symlink", 134_218_239],
  [0o060600, "dev", 67_109_248],
  [0o020600, "chardev", 69_206_400],
  [0o010644, "fifo", 33_554_852],
  [0o140755, "socket", 16_777_709],
  [0o000644, "irregular", 524_708],
];

test("types, permissions and the three special bits have Go's places", () => {
  for (const [unixMode, type, goMode] of cases) {
    assert.equal(nodeTypeOf(unixMode), type);
    assert.equal(goFileMode(unixMode), goMode);
    assert.equal(unixPermissions(goMode), unixMode & 0o7777);
  }
});

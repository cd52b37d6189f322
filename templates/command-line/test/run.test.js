import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseArguments } from "../src/arguments.js";
import { run } from "../src/run.js";

describe("{{name}}", () => {
  it("counts the lines of a text", () => {
    assert.equal(run("one\ntwo\n", "a.txt"), "a.txt: 2");
    assert.equal(run("", "empty.txt"), "empty.txt: 0");
  });

  it("wants a file, or --help", () => {
    assert.throws(() => parseArguments([]), /usage/);
    assert.deepEqual(parseArguments(["--help"]), { files: [], help: true });
    assert.deepEqual(parseArguments(["a", "b"]).files, ["a", "b"]);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { diversify, fuseMatches } from "./fuse-matches.ts";

describe("one order of two", () => {
  const list = (...versions: number[]) => versions.map((version) => ({ version }));
  const order = (...lists: { version: number }[][]) =>
    fuseMatches(lists).map(({ version }) => version);

  it("puts first what both found, and then takes turns", () => {
    assert.deepEqual(order(list(1, 2, 3), list(4, 3, 5)), [3, 4, 1, 2, 5]);
    assert.deepEqual(order(list(1, 2), []), [1, 2]);
    assert.deepEqual(order(), []);
  });

  it("needs no scores: places alone count", () => {
    const [first] = fuseMatches([list(7), list(7)]);
    assert.equal(first?.score, 2 / 11);
  });

  it("lets one source have a third of the places, and more only where no other is", () => {
    const source = (name: string) => name[0];
    const ranked = ["a1", "a2", "a3", "a4", "b1", "a5", "c1"];
    assert.deepEqual(diversify(ranked, source, 6), ["a1", "a2", "b1", "c1", "a3", "a4"]);
    assert.deepEqual(diversify(["a1", "a2", "a3"], source, 3), ["a1", "a2", "a3"]);
    assert.deepEqual(
      diversify(ranked, () => undefined, 4),
      ranked.slice(0, 4),
    );
  });
});

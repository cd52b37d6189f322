import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bestScores, type VectorChunk } from "./best-scores.ts";
import type { NumberedVector } from "./vector-dialect.ts";
import { VectorScan } from "./vector-scan.ts";

const width = 13;

/** The same numbers each time (a linear congruential generator). */
function vectors(count: number, seed = 1): NumberedVector[] {
  let state = seed;
  const next = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32 - 0.5;
  };
  return Array.from({ length: count }, (_, at) => ({
    ...{ number: at + 1, hash: "" },
    vector: Float32Array.from({ length: width }, next),
  }));
}

function expected(all: readonly NumberedVector[], query: Float32Array, count: number): number[] {
  const scored = all.map(({ number, vector }) => ({
    number,
    score: vector.reduce((sum, value, at) => sum + value * query[at]!, 0),
  }));
  scored.sort((a, b) => b.score - a.score || a.number - b.number);
  return scored.slice(0, count).map(({ number }) => number);
}

function chunkOf(some: readonly NumberedVector[]): VectorChunk {
  const all = new Float32Array(some.length * width);
  for (const [at, { vector }] of some.entries()) all.set(vector, at * width);
  return { numbers: Float64Array.from(some, ({ number }) => number), vectors: all };
}

describe("comparing vectors", () => {
  const all = vectors(5003);
  const query = vectors(1, 99)[0]!.vector;

  it("finds the best of all, in order, whatever they are cut into", () => {
    for (const cut of [1, 2, 3, 1000, 5003]) {
      const chunks = [chunkOf(all.slice(0, cut)), chunkOf(all.slice(cut))];
      const { numbers, scores } = bestScores(chunks, { query, count: 50 });
      assert.deepEqual(Array.from(numbers), expected(all, query, 50));
      assert.ok(scores.every((score, at) => at === 0 || score <= scores[at - 1]!));
    }
    assert.equal(bestScores([chunkOf(all)], { query, count: 9999 }).numbers.length, all.length);
    assert.equal(bestScores([], { query, count: 5 }).numbers.length, 0);
  });

  it("finds the best of some", () => {
    const some = all.filter(({ number }) => number % 7 === 0);
    const among = new Set(some.map(({ number }) => number));
    const { numbers } = bestScores([chunkOf(all)], { query, count: 30, among });
    assert.deepEqual(Array.from(numbers), expected(some, query, 30));
  });

  it("gives the lower number first of equal ones", () => {
    const same = [3, 1, 2].map((number) => ({ number, hash: "", vector: query }));
    const { numbers } = bestScores([chunkOf(same)], { query, count: 3 });
    assert.deepEqual(Array.from(numbers), [1, 2, 3]);
  });

  for (const [what, mostBytes] of [
    ["reads each vector once and keeps it", undefined],
    ["reads those again that do not fit into memory", 40_000],
    ["reads all of them again where none fits", 0],
  ] as const) {
    it(`${what}, and sees what came since`, async () => {
      let there = 5000;
      let reads = 0;
      const read = async (after: number): Promise<NumberedVector[]> => {
        reads += 1;
        return all.slice(after, Math.min(there, after + 700));
      };
      const scan = new VectorScan(read, mostBytes);
      try {
        const best = async (among?: Float64Array) =>
          Array.from((await scan.best(query, 40, among)).numbers);
        assert.deepEqual(await best(), expected(all.slice(0, 5000), query, 40));
        const first = reads;
        there = all.length;
        assert.deepEqual(await best(), expected(all, query, 40));
        if (mostBytes === undefined) assert.equal(reads, first + 2);
        const some = all.filter(({ number }) => number % 11 === 0);
        const numbers = Float64Array.from(some, ({ number }) => number);
        assert.deepEqual(await best(numbers), expected(some, query, 40));
        assert.deepEqual(await Promise.all([best(), best()]), [await best(), await best()]);
      } finally {
        await scan.close();
      }
      await assert.rejects(scan.best(query, 1));
      assert.equal(scan.isBroken, true);
    });
  }
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ResteraError } from "../../foundation/errors.ts";
import type { PackUsage } from "./pack-usage.ts";
import { planPrune, type PrunePlan, type PrunePlanInput } from "./plan-prune.ts";
import type { PruneLimits } from "./prune-result.ts";

const mib = 2 ** 20;

function pack(id: string, usedMib: number, unusedMib: number, more: Partial<PackUsage> = {}) {
  return {
    id,
    pack: 0,
    kind: "data",
    hasUncompressed: false,
    usedBlobs: usedMib > 0 ? 1 : 0,
    unusedBlobs: unusedMib > 0 ? 1 : 0,
    usedBytes: usedMib * mib,
    unusedBytes: unusedMib * mib,
    ...more,
  } as const satisfies PackUsage;
}

function plan(
  packs: readonly PackUsage[],
  limits: PruneLimits = {},
  more: Partial<PrunePlanInput> = {},
): PrunePlan {
  const sum = (value: (pack: PackUsage) => number): number =>
    packs.reduce((total, one) => total + value(one), 0);
  const usage = {
    packs,
    blobs: {
      used: sum((one) => one.usedBlobs),
      duplicate: 0,
      unused: sum((one) => one.unusedBlobs),
    },
    bytes: {
      used: sum((one) => one.usedBytes),
      duplicate: 0,
      unused: sum((one) => one.unusedBytes),
    },
  };
  const present = new Map(packs.map((one) => [one.id, one.usedBytes + one.unusedBytes]));
  const common = {
    usage,
    present,
    unreferenced: [],
    packBytes: 16 * mib,
    formatVersion: 2,
  } as const;
  return planPrune({ ...common, limits, ...more });
}

const ids = (packs: readonly PackUsage[]): string => packs.map(({ id }) => id).join("");

describe("a plan to prune", () => {
  it("removes what nothing needs and keeps what is needed whole", () => {
    const { keep, remove, repack, stats } = plan([pack("a", 16, 0), pack("b", 0, 16)]);
    assert.deepEqual([ids(keep), ids(remove), ids(repack)], ["a", "b", ""]);
    assert.equal(stats.size.remove, 16 * mib);
  });

  it("repacks those with the most waste until a twentieth of what is left is unused", () => {
    const packs = [pack("a", 15, 1), pack("b", 4, 12), pack("c", 16, 0), pack("d", 16, 0)];
    const { keep, repack } = plan(packs);
    assert.deepEqual([ids(keep), ids(repack)], ["cda", "b"]);
    assert.equal(ids(plan(packs, { maxUnused: () => 0 }).repack), "ba");
    assert.equal(ids(plan(packs, { maxUnused: () => Infinity }).repack), "");
  });

  it("takes trees first, whatever may stay unused, and all of them", () => {
    const tree = pack("t", 15, 1, { kind: "tree" });
    const mixed = pack("m", 16, 0, { kind: "mixed" });
    const { repack } = plan([pack("a", 1, 15), tree, mixed], { maxUnused: () => Infinity });
    assert.equal(ids(repack), "tm");
    const cacheable = plan([pack("a", 1, 15), tree], { maxUnused: () => 0, cacheableOnly: true });
    assert.equal(ids(cacheable.repack), "t");
  });

  it("stops before it repacks more than it may", () => {
    const packs = [pack("a", 1, 15), pack("b", 2, 14)];
    const limits = { maxUnused: () => 0, maxRepackBytes: 20 * mib };
    assert.equal(ids(plan(packs, limits).repack), "a");
    assert.equal(ids(plan(packs, { maxRepackBytes: 0 }).repack), "");
  });

  it("joins small packs when there are ten", () => {
    const small = Array.from("abcdefghij", (id) => pack(id, 3, 0));
    assert.equal(ids(plan(small).repack), "abcdefghij");
    assert.equal(ids(plan(small.slice(1)).repack), "");
    assert.equal(ids(plan(small, { smallPackBytes: 2 * mib }).repack), "");
    assert.throws(() => plan(small, { smallPackBytes: 17 * mib }), ResteraError);
  });

  it("compresses what is not, where the format can", () => {
    const data = pack("d", 16, 0, { hasUncompressed: true });
    const tree = pack("t", 16, 0, { hasUncompressed: true, kind: "tree" });
    assert.equal(ids(plan([data, tree]).repack), "t");
    assert.equal(ids(plan([data, tree], { uncompressed: true }).repack), "td");
    assert.equal(ids(plan([data, tree], { uncompressed: true }, { formatVersion: 1 }).repack), "");
  });

  it("forgets packs that are gone when nothing of them is needed, and refuses otherwise", () => {
    const packs = [pack("a", 0, 16), pack("b", 16, 0)];
    const gone = plan(packs, {}, { present: new Map([["b", 16 * mib]]) });
    assert.deepEqual([ids(gone.missing), ids(gone.remove)], ["a", ""]);
    const damaged = { code: "damaged" };
    assert.throws(() => plan(packs, {}, { present: new Map([["a", 16 * mib]]) }), damaged);
    assert.throws(() => plan([packs[1]!], {}, { present: new Map([["b", 5]]) }), damaged);
  });
});

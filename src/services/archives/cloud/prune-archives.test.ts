import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { KnownArchive } from "./all-archives.ts";
import { type ArchivePolicy, planPrune } from "./prune-archives.ts";
import { storageCost } from "./storage-prices.ts";

const nowMs = Date.UTC(2026, 1, 28);

/** Archives of the last days, one each, the newest first: `d0`, `d1`, … */
function daily(count: number): KnownArchive[] {
  return Array.from({ length: count }, (_, day) => ({
    backup_id: `d${day}`,
    created_at: new Date(nowMs - day * 86_400_000).toISOString(),
  })) as KnownArchive[];
}

function keptOf(count: number, policy: ArchivePolicy): string[] {
  return planPrune(daily(count), { nowMs, ...policy }).kept.map(({ backup_id: id }) => id);
}

describe("which archives stay", () => {
  it("are the newest thirty unless something else is said", () => {
    assert.equal(keptOf(40, {}).length, 30);
    assert.deepEqual(keptOf(5, { keepLast: 2 }), ["d0", "d1"]);
  });

  it("are those of some days, and of these at most so many", () => {
    assert.deepEqual(keptOf(40, { keepDays: 2 }), ["d0", "d1", "d2"]);
    assert.deepEqual(keptOf(40, { keepDays: 7, keepLast: 2 }), ["d0", "d1"]);
  });

  it("have the newest among them, however old it is", () => {
    const old = daily(3).map((archive) => ({ ...archive, created_at: "2020-01-01T00:00:00.000Z" }));
    const { kept, removed } = planPrune(old, { nowMs, keepDays: 1 });
    assert.deepEqual([kept.length, removed.length], [1, 2]);
    assert.deepEqual(planPrune([], {}), { kept: [], removed: [] });
  });
});

describe("what archives cost", () => {
  it("is what the SignalTrust guide says, for 5 GB and compressed to 1.5 GiB", () => {
    const cents = (bytes: number) =>
      (["aws", "gcp", "azure"] as const).map((each) =>
        storageCost(bytes, each).per_month.toFixed(2),
      );
    assert.deepEqual(cents(5e9), ["0.12", "0.10", "0.09"]);
    assert.deepEqual(cents(1.5 * 2 ** 30), ["0.04", "0.03", "0.03"]);
    assert.equal(storageCost(1e9, "local").per_year, 0);
    assert.match(storageCost(1, "aws").as_of, /^\d{4}-\d\d-\d\d$/);
  });
});

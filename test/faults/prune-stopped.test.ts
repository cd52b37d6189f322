// A prune that is killed before any of its changes to the store: nothing that a snapshot needs is ever missing, and the next
// prune finishes the work.
import assert from "node:assert/strict";
import { after, before, describe, it, mock } from "node:test";
import { prune } from "../../src/engine/prune.ts";
import { ownerOfMany, temporaryFolder } from "../support/temporary-folder.ts";
import { objectsIn } from "../support/test-vault.ts";
import { copyOf, makePruneCase, type PruneCase } from "./prune-cases.ts";
import { stopEverywhere } from "./stop-everywhere.ts";

const dayMs = 86_400_000;

let original: PruneCase;

const owner = ownerOfMany();

before(async () => {
  original = await makePruneCase(owner, temporaryFolder(owner));
});
after(() => owner.end());

describe("a prune that is killed", () => {
  it("leaves everything whole at each of its steps, and the next one finishes", async () => {
    const base = original;
    const expected = await copyOf(base, "expected");
    const whole = await prune(expected.opened, { maxUnused: () => 0 });
    assert.ok(whole.repacked.length > 0 && whole.unused.length > 0, JSON.stringify(whole.stats));
    assert.equal(whole.unreferenced.length, 1);
    const left = objectsIn(expected.url, "data").length;
    const steps = await stopEverywhere(
      base,
      { maxUnused: () => 0, way: "exclusive" },
      ({ url }) => {
        assert.equal(objectsIn(url, "data").length, left);
      },
    );
    assert.ok(steps > 8, `${steps} steps`);
  });

  it("leaves everything whole when it deletes what was marked a day ago", async (t) => {
    const base = { ...original, ...(await copyOf(original, "marked")) };
    const marked = await prune(base.opened, { maxUnused: () => 0, way: "mark" });
    assert.ok(marked.marked.length > 2);
    mock.timers.enable({ apis: ["Date"], now: Date.now() + dayMs });
    t.after(() => mock.timers.reset());
    const steps = await stopEverywhere(base, { maxUnused: () => 0, way: "mark" }, () => undefined);
    assert.ok(steps >= marked.marked.length, `${steps} steps`);
    const { url, opened } = await copyOf(base, "last");
    await prune(opened, { maxUnused: () => 0, way: "mark" });
    const left = objectsIn(url, "data");
    assert.deepEqual(
      marked.marked.filter((id) => left.includes(id)),
      [],
    );
  });
});

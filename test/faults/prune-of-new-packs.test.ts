// What a writer stored is unused until its snapshot is written: a prune that only finds this is noticed too.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { backUp } from "../../src/engine/backup.ts";
import { prune } from "../../src/engine/prune.ts";
import { takeLock } from "../../src/engine/vault/lock.ts";
import { VaultSession } from "../../src/services/snapshots/vault-session.ts";
import { SteppedStore } from "../support/stepped-store.ts";
import { ownerOfMany, temporaryFolder } from "../support/temporary-folder.ts";
import { isError } from "../support/test-vault.ts";
import { assertIntact, copyOf, makePruneCase, type PruneCase, reopen } from "./prune-cases.ts";

let original: PruneCase;
let copies = 0;

const owner = ownerOfMany();

before(async () => {
  original = await makePruneCase(owner, temporaryFolder(owner));
});
after(() => owner.end());

describe("a prune that finds nothing to mark but what a writer has just stored", () => {
  /** A vault without anything unused, and a store that runs such a prune before the first snapshot is written to it. */
  async function markedMeanwhile(): Promise<{
    base: PruneCase;
    store: SteppedStore;
    marked: () => number;
  }> {
    const base = { ...original, ...(await copyOf(original, `case-${copies++}`)) };
    await prune(base.opened, { maxUnused: () => 0, way: "exclusive" });
    let marked = 0;
    const store = new SteppedStore(base.opened.store, async (_, key) => {
      if (!key.startsWith("snapshots/") || marked > 0) return;
      marked = (
        await prune(await reopen(base.opened, base.url), { maxUnused: () => 0, way: "mark" })
      ).marked.length;
    });
    return { base, store, marked: () => marked };
  }

  it("leaves a backup whole", async () => {
    const { base, store, marked } = await markedMeanwhile();
    const path = join(base.folder, "again");
    writeFileSync(path, base.unused);
    const writer = await reopen(base.opened, base.url, () => store);
    const { snapshot } = await backUp(writer, { paths: [path] });
    assert.ok(marked() > 0);
    const contents = new Map([...base.kept, [snapshot!.id, new Map([[path, base.unused]])]]);
    await assertIntact(await reopen(base.opened, base.url), contents, "after the backup");
  });

  it("leaves what is rewritten whole, which keeps no other writer out", async () => {
    const { base, store, marked } = await markedMeanwhile();
    const other = await takeLock(base.opened.objects, { exclusive: false });
    const vault = new VaultSession(await reopen(base.opened, base.url, () => store));
    const { rewritten } = await vault.rewrite({ exclude: ["file-0"] });
    const forgetting = vault.rewrite({ exclude: ["file-1"], forget: true });
    await assert.rejects(forgetting, isError("locked"));
    await other.release();
    assert.ok(marked() > 0 && rewritten.length === base.kept.size);
    const without = (files: ReadonlyMap<string, Buffer>): Map<string, Buffer> =>
      new Map([...files].filter(([path]) => !path.endsWith("/file-0")));
    const contents = new Map(base.kept);
    for (const {
      before: { id },
      after: next,
    } of rewritten) {
      contents.set(next!.id, without(base.kept.get(id)!));
    }
    await assertIntact(await reopen(base.opened, base.url), contents, "after the rewrite");
  });
});

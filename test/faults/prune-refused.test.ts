// Where a prune or forget must not go on: it says why, and nothing has changed.
import assert from "node:assert/strict";
import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openVault, type Vault } from "../../src/index.ts";
import { prune } from "../../src/engine/prune.ts";
import { VaultSession } from "../../src/services/snapshots/vault-session.ts";
import { StoreError } from "../../src/stores/objects/object-store.ts";
import { WrappedStore } from "../../src/stores/objects/wrappers/wrapped-store.ts";
import { runRestera } from "../support/run-restera.ts";
import { ownerOfMany, temporaryFolder } from "../support/temporary-folder.ts";
import { isError, objectPath, objectsIn, password } from "../support/test-vault.ts";
import { assertIntact, copyOf, makePruneCase, type PruneCase, reopen } from "./prune-cases.ts";

const owner = ownerOfMany();
const wanted = { maxUnused: () => 0 };
let original: PruneCase;
let copies = 0;

before(async () => {
  original = await makePruneCase(owner, temporaryFolder(owner));
});
after(() => owner.end());

async function newCase(): Promise<PruneCase> {
  return { ...original, ...(await copyOf(original, `case-${copies++}`)) };
}

/** Everything in a vault but locks, by name. */
function all(url: string): string[] {
  return ["keys", "index", "snapshots", "data"].flatMap((part) => objectsIn(url, part));
}

function damage(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  chmodSync(path, 0o600);
  writeFileSync(path, bytes);
}

/** A vault in which nothing may be written or deleted. */
class ReadOnlyStore extends WrappedStore {
  private refuse(key: string): StoreError {
    return new StoreError("denied", { key, store: this.url, problem: "read-only" });
  }
  override async putNew(key: string): Promise<never> {
    throw this.refuse(key);
  }
  override async delete(keys: readonly string[]): Promise<Map<string, StoreError>> {
    return new Map(keys.map((key) => [key, this.refuse(key)]));
  }
}

describe("a prune changes nothing", () => {
  const damages: Record<string, { damage: (base: PruneCase) => void; about: RegExp }> = {
    "when an index file is damaged": {
      damage: ({ url }) => damage(objectPath(url, "index", objectsIn(url, "index")[0]!)),
      about: /^index/,
    },
    "when a snapshot is damaged": {
      damage: ({ url }) => damage(objectPath(url, "snapshots", objectsIn(url, "snapshots")[0]!)),
      about: /^snapshot/,
    },
    "when a pack that a snapshot needs is gone": {
      damage: ({ url, opened, kept }) => {
        assert.ok(opened && kept.size > 0);
        for (const id of neededPacks) rmSync(objectPath(url, "data", id));
      },
      about: /^(pack|tree)/,
    },
    "when a pack that a snapshot needs was cut off": {
      damage: ({ url }) => {
        for (const id of neededPacks) {
          const path = objectPath(url, "data", id);
          const bytes = readFileSync(path);
          chmodSync(path, 0o600);
          writeFileSync(path, bytes.subarray(0, bytes.length - 40));
        }
      },
      about: /^pack/,
    },
    "when a blob that is to be repacked is damaged": {
      damage: ({ url }) => {
        for (const id of repackedPacks) damage(objectPath(url, "data", id));
      },
      about: /^pack/,
    },
  };
  let neededPacks: readonly string[] = [];
  let repackedPacks: readonly string[] = [];
  before(async () => {
    const { opened, url } = await newCase();
    const { unused, repacked, unreferenced } = await prune(opened, { ...wanted, dryRun: true });
    const left = [...unused, ...unreferenced];
    neededPacks = objectsIn(url, "data").filter((id) => !left.includes(id));
    repackedPacks = repacked;
    assert.ok(neededPacks.length > 0 && repackedPacks.length > 0);
  });
  for (const [name, { damage: harm, about }] of Object.entries(damages)) {
    for (const way of ["exclusive", "mark"] as const) {
      it(`${name} (${way})`, async () => {
        const base = await newCase();
        harm(base);
        const before = all(base.url);
        await assert.rejects(prune(base.opened, { ...wanted, way }), (error: unknown) => {
          assert.ok(isError("damaged")(error) || isError("blob-missing")(error), String(error));
          const { object } = (error as { details: { object?: string } }).details;
          assert.match(object ?? "pack", about);
          return true;
        });
        const unreferenced = before.filter((id) => !all(base.url).includes(id));
        // What no index names and no snapshot needs may have gone already.
        assert.ok(unreferenced.length <= 1, unreferenced.join());
        assert.deepEqual(objectsIn(base.url, "locks"), []);
      });
    }
  }

  it("when the store is read-only, and says so", async () => {
    const base = await newCase();
    const readOnly = await reopen(base.opened, base.url, (store) => new ReadOnlyStore(store));
    const vault: Vault = new VaultSession(readOnly);
    const before = all(base.url);
    await assert.rejects(vault.prune(wanted), isError("denied"));
    await assert.rejects(vault.forget({ policy: { last: 1 } }), isError("denied"));
    const dry = await vault.prune({ ...wanted, dryRun: true, lock: { take: false } });
    assert.ok(dry.repacked.length > 0);
    assert.deepEqual(all(base.url), before);
  });

  it("when packs cannot be deleted, but then says which", async () => {
    const base = await newCase();
    class KeepingStore extends WrappedStore {
      override async delete(keys: readonly string[]): Promise<Map<string, StoreError>> {
        const refused = keys.filter((key) => key.startsWith("data/"));
        const failed = await super.delete(keys.filter((key) => !refused.includes(key)));
        for (const key of refused) failed.set(key, new StoreError("denied", { key }));
        return failed;
      }
    }
    const stuck = await reopen(base.opened, base.url, (store) => new KeepingStore(store));
    const { failed, deleted } = await prune(stuck, wanted);
    assert.ok(failed.length > 0);
    assert.deepEqual(deleted, []);
    const opened = await reopen(base.opened, base.url);
    await assertIntact(opened, base.kept, "after the first");
    assert.equal((await prune(opened, wanted)).deleted.length, failed.length);
    await assertIntact(opened, base.kept, "after the second");
  });

  it("when it is cancelled before the index is replaced", async () => {
    const base = await newCase();
    const stop = new AbortController();
    const run = {
      signal: stop.signal,
      onProgress: ({ phase }: { phase: string }) => phase === "repack" && stop.abort(),
    };
    await assert.rejects(prune(base.opened, wanted, run), isError("cancelled"));
    await assertIntact(base.opened, base.kept, "after it");
    assert.deepEqual(objectsIn(base.url, "locks"), []);
  });
});

describe("restera forget and prune", () => {
  it("are refused in a locked vault, with exit code 11", async () => {
    const base = await newCase();
    const lock = { time: new Date().toISOString(), hostname: "elsewhere", pid: 1, username: "u" };
    await base.opened.objects.save("locks", Buffer.from(JSON.stringify(lock)));
    const access = { url: base.url, password };
    for (const words of [["forget", "--keep-last", "1"], ["prune"], ["prune", "--mark"]]) {
      const { code, stderr } = await runRestera(access, words);
      assert.equal(code, 11, `${words.join(" ")}: ${stderr}`);
      assert.match(stderr, /u@elsewhere/);
    }
    const dry = await runRestera(access, ["prune", "--dry-run", "--no-lock"]);
    assert.equal(dry.code, 0, dry.stderr);
    assert.equal((await runRestera(access, ["forget", "--no-lock", "--keep-last", "1"])).code, 2);
  });

  it("free a full disk's space when the vault's id says so", async () => {
    const base = await newCase();
    const access = { url: base.url, password };
    const option = "--unsafe-recover-no-free-space";
    assert.equal((await runRestera(access, ["prune", option, "0".repeat(64)])).code, 2);
    const { code, stderr } = await runRestera(access, ["prune", option, base.opened.config.id]);
    assert.equal(code, 0, stderr);
    await assertIntact(await reopen(base.opened, base.url), base.kept, "after it");
  });

  it("forget refuses to remove everything, and removes what is named", async () => {
    const base = await newCase();
    cpSync(base.url, join(base.folder, "named"), { recursive: true });
    const vault = await openVault(base.url, { password });
    const [first, second] = [...base.kept.keys()];
    await assert.rejects(vault.forget({}), isError("no-keep-policy"));
    await assert.rejects(vault.forget({ removeAll: true }), isError("remove-all-of-all"));
    await assert.rejects(vault.forget({ policy: { tags: [["none"]] } }), isError("nothing-kept"));
    await assert.rejects(vault.forget({ snapshots: ["0123abcd"] }), isError("snapshot-unknown"));
    const dry = await vault.forget({ policy: { last: 1 }, dryRun: true, prune: wanted });
    assert.deepEqual(
      dry.removed.map(({ id }) => id),
      [first],
    );
    assert.ok(dry.prune!.dryRun && dry.prune!.unused.length > 0);
    assert.equal((await vault.snapshots()).length, 2);
    const { removed, prune: pruned } = await vault.forget({ snapshots: [first!], prune: wanted });
    assert.deepEqual(
      removed.map(({ id }) => id),
      [first],
    );
    assert.ok(pruned!.deleted.length > 0);
    await assertIntact(
      await reopen(base.opened, base.url),
      new Map([[second!, base.kept.get(second!)!]]),
      "after it",
    );
    const { hostname } = (await vault.snapshots())[0]!;
    await vault.forget({ removeAll: true, filter: { hosts: [hostname] } });
    assert.deepEqual(await vault.snapshots(), []);
    await vault.close();
  });
});

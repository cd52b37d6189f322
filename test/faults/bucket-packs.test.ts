import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { openVault } from "../../src/engine/vault/open-vault.ts";
import { VaultSession } from "../../src/services/snapshots/vault-session.ts";
import { StoreError } from "../../src/stores/objects/object-store.ts";
import { bucketIn, type PackTraffic } from "../support/bucket.ts";
import { type CraftedNode, CraftedVault } from "../support/crafted-vault.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { isError, newVault, objectPath, objectsIn, password } from "../support/test-vault.ts";

const lock = { take: false };
const count = 60;

interface Scene {
  readonly vault: VaultSession;
  readonly traffic: PackTraffic;
  readonly url: string;
  readonly target: string;
  /** The pack of data that the file of this number needs. */
  readonly packs: readonly string[];
}

/** A vault in a bucket with a snapshot of many files, each in a pack of its own. */
async function createScene(t: TestContext): Promise<Scene> {
  const folder = temporaryFolder(t);
  const { access } = await newVault(t, folder);
  const crafted = await CraftedVault.open(access);
  const nodes: CraftedNode[] = [];
  const packs: string[] = [];
  for (let i = 100; i < 100 + count; i++) {
    nodes.push(crafted.file(`file ${i}`));
    packs.push(await crafted.store());
  }
  await crafted.snapshot(nodes);
  const { store, traffic } = bucketIn(access.url);
  const vault = new VaultSession(await openVault(store, { password }));
  t.after(() => vault.close());
  return { vault, traffic, url: access.url, target: join(folder, "target"), packs };
}

/** Where the program puts what it fetches, as long as the test runs. */
function scratchFolder(t: TestContext): string {
  const scratch = join(temporaryFolder(t), "scratch");
  mkdirSync(scratch);
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = scratch;
  t.after(() => {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  });
  return scratch;
}

test("packs come from a bucket a few at a time, and leave nothing behind", async (t) => {
  const { vault, traffic, target } = await createScene(t);
  const scratch = scratchFolder(t);
  const { problems } = await vault.restore({ snapshot: "latest", target, lock });
  assert.deepEqual(problems, []);
  for (const name of readdirSync(target)) {
    assert.equal(readFileSync(join(target, name), "utf8"), `content of ${name}`);
  }
  assert.equal(readdirSync(target).length, count);
  const report = await vault.check({ readData: true, lock });
  assert.deepEqual(report.findings, []);
  assert.equal(report.packsRead, report.packs);
  assert.ok(traffic.mostAtOnce <= 8, `${traffic.mostAtOnce} packs at once`);
  assert.deepEqual(readdirSync(scratch), []);
});

test("a lost and a cut pack are named, and every other file comes back", async (t) => {
  const { vault, url, target, packs } = await createScene(t);
  const [lost, cut] = [packs[3]!, packs[40]!];
  rmSync(objectPath(url, "data", lost));
  chmodSync(objectPath(url, "data", cut), 0o600);
  truncateSync(objectPath(url, "data", cut), 20);
  const { problems } = await vault.restore({ snapshot: "latest", target, lock });
  const told = problems.map(({ path, problem, damaged }) => [
    path,
    /pack (\w+)/.exec(problem)?.[1],
    damaged,
  ]);
  assert.deepEqual(
    told.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
    [
      ["/file 103", lost, true],
      ["/file 140", cut, true],
    ],
  );
  assert.equal(
    readdirSync(target).filter((name) => readFileSync(join(target, name)).length > 0).length,
    count - 2,
  );
  const report = await vault.check({ readData: true, lock });
  assert.equal(report.ok, false);
  assert.deepEqual(
    [...new Set(report.findings.map(({ object }) => object))].toSorted(),
    [`pack ${lost}`, `pack ${cut}`].toSorted(),
  );
});

test("a store that fails in the middle ends a restore and a check, which never claim to be whole", async (t) => {
  const { vault, traffic, target, packs, url } = await createScene(t);
  const key = `data/${packs[5]!.slice(0, 2)}/${packs[5]}`;
  traffic.broken.set(
    key,
    new StoreError("unavailable", { store: url, key, problem: "no network" }),
  );
  await assert.rejects(vault.restore({ snapshot: "latest", target, lock }), isError("unavailable"));
  await assert.rejects(vault.check({ readData: true, lock }), isError("unavailable"));
  assert.deepEqual(objectsIn(url, "locks"), []);
});

test("a check that is cancelled at whatever phase has nothing left behind when it ends", async (t) => {
  const { vault } = await createScene(t);
  const scratch = scratchFolder(t);
  for (const at of ["packs", "snapshots", "data"]) {
    const stop = new AbortController();
    const onProgress = ({ phase }: { phase: string }): void => {
      if (phase === at) stop.abort();
    };
    const checking = vault.check({ readData: true, lock }, { signal: stop.signal, onProgress });
    await assert.rejects(checking, isError("cancelled"), at);
    assert.deepEqual(readdirSync(scratch), [], at);
  }
});

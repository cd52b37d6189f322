import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { openObjectStore } from "../../src/compose/open-object-store.ts";
import { openVault as openEngineVault } from "../../src/engine/vault/open-vault.ts";
import { createVault, type Vault } from "../../src/index.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { seededBytes, seededText } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { isError, newVault, objectPath, objectsIn, password } from "../support/test-vault.ts";

const lock = { take: false };

interface Filled {
  readonly vault: Vault;
  readonly url: string;
  readonly folder: string;
  readonly source: string;
}

async function filledVault(t: TestContext): Promise<Filled> {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  const source = join(folder, "source");
  mkdirSync(join(source, "below"), { recursive: true });
  writeFileSync(join(source, "random"), seededBytes(1, 3 << 20));
  writeFileSync(join(source, "below/text"), seededText(2, 2 << 20));
  writeFileSync(join(source, "empty"), "");
  await vault.backUp({ paths: [source], lock });
  writeFileSync(join(source, "below/new"), "a second snapshot");
  await vault.backUp({ paths: [source], lock, tags: ["second"] });
  return { vault, url: access.url, folder, source };
}

async function secondVault(t: TestContext, folder: string): Promise<Vault> {
  const vault = await createVault(join(folder, "second"), { password: "second" });
  t.after(() => vault.close());
  return vault;
}

/** Changes one byte of an object. */
function damage(path: string, at: (length: number) => number): void {
  const bytes = readFileSync(path);
  bytes[at(bytes.length)]! ^= 1;
  chmodSync(path, 0o600);
  writeFileSync(path, bytes);
}

/** The largest pack: it holds contents of files. */
function dataPack(url: string): { id: string; path: string } {
  const packs = objectsIn(url, "data").map((id) => ({ id, path: objectPath(url, "data", id) }));
  return packs.toSorted((a, b) => readFileSync(b.path).length - readFileSync(a.path).length)[0]!;
}

describe("copy", () => {
  it("restores from the copy what was in the source, and copies nothing twice", async (t) => {
    const { vault, folder, source } = await filledVault(t);
    const target = await secondVault(t, folder);
    const { copied, blobs } = await target.copyFrom(vault);
    assert.equal(copied.length, 2);
    assert.ok(blobs > 0);
    const report = await target.check({ readData: true });
    assert.deepEqual(report.findings, []);
    assert.equal(report.unusedBlobs, 0);
    const restored = join(folder, "restored");
    await target.restore({ snapshot: "latest", target: restored });
    assertSameFolders(join(restored, source), source);
    const again = await target.copyFrom(vault);
    assert.deepEqual([again.copied.length, again.skipped.length, again.bytesAdded], [0, 2, 0]);
  });

  it("takes the snapshots that are asked for, and again those whose tags changed", async (t) => {
    const { vault, folder } = await filledVault(t);
    const target = await secondVault(t, folder);
    const chosen = await target.copyFrom(vault, { filter: { tags: ["second"] } });
    assert.deepEqual(
      chosen.copied.map(({ target: { tags } }) => tags),
      [["second"]],
    );
    const [first] = await vault.snapshots();
    await target.copyFrom(vault, { snapshots: [first!.id] });
    const [change] = await vault.tag({ add: ["kept"], snapshots: [first!.id] });
    const { copied, blobs } = await target.copyFrom(vault, { snapshots: [change!.after.id] });
    assert.deepEqual([copied[0]?.target.original, blobs], [first!.id, 0]);
  });

  it("keeps what is compressed as it is, or compresses anew when asked", async (t) => {
    const { vault, folder } = await filledVault(t);
    const plain = await secondVault(t, folder);
    await plain.copyFrom(vault, { compression: "off" });
    assert.deepEqual((await plain.check({ readData: true })).findings, []);
    const [kept, off] = await Promise.all(
      [vault, plain].map((each) => each.stats({ mode: "raw-data" })),
    );
    assert.ok(off!.totalSize > kept!.totalSize + (1 << 20));
  });

  it("refuses damage and leaves no snapshot of it", async (t) => {
    for (const verify of [true, false]) {
      const { vault, url, folder } = await filledVault(t);
      damage(dataPack(url).path, (length) => length >> 1);
      const target = await secondVault(t, folder);
      const copy = target.copyFrom(vault, { verify });
      await assert.rejects(copy, isError("damaged", /pack [0-9a-f]{64}/));
      assert.deepEqual(await target.snapshots(), []);
      assert.deepEqual(objectsIn(target.url, "locks"), []);
    }
  });

  it("can be stopped, and a vault is not copied into itself", async (t) => {
    const { vault, folder } = await filledVault(t);
    const target = await secondVault(t, folder);
    const stopped = target.copyFrom(vault, {}, { signal: AbortSignal.abort() });
    await assert.rejects(stopped, isError("cancelled"));
    assert.deepEqual(objectsIn(target.url, "locks"), []);
    await assert.rejects(vault.copyFrom(vault), isError("same-vault"));
  });
});

describe("repair index", () => {
  it("touches nothing when all is right", async (t) => {
    const { vault, url } = await filledVault(t);
    const before = objectsIn(url, "index");
    const result = await vault.repairIndex();
    assert.deepEqual([result.added, result.missing, result.indexesRemoved], [[], [], 0]);
    assert.deepEqual(objectsIn(url, "index"), before);
  });

  it("brings back lost, damaged and wrong entries", async (t) => {
    const { vault, url } = await filledVault(t);
    const [first, second] = objectsIn(url, "index");
    rmSync(objectPath(url, "index", first!));
    damage(objectPath(url, "index", second!), (length) => length - 1);
    const result = await vault.repairIndex();
    assert.equal(result.added.length, objectsIn(url, "data").length);
    assert.deepEqual(result.damagedIndexes, [second]);
    assert.deepEqual((await vault.check({ readData: true })).findings, []);
  });

  it("joins what several index files say, and writes the oldest form anew", async (t) => {
    const { vault, url } = await filledVault(t);
    const { objects } = await openEngineVault(await openObjectStore(url), { password });
    const files = objectsIn(url, "index");
    const texts = await Promise.all(files.map((id) => objects.load("index", id)));
    const [first, ...others] = texts.map((text) => JSON.parse(text.toString("utf8")).packs);
    const old = await objects.save("index", Buffer.from(JSON.stringify([...others.flat()])));
    const twice = await objects.save("index", Buffer.from(JSON.stringify({ packs: first })));
    for (const id of files.slice(1)) rmSync(objectPath(url, "index", id));
    const { findings } = await vault.check();
    assert.deepEqual(
      findings.map(({ level, object }) => `${level} ${object}`),
      [...first.map(() => "hint index"), `hint index ${old}`],
    );
    const result = await vault.repairIndex();
    assert.deepEqual([result.added, result.missing, result.unreadable], [[], [], []]);
    const left = objectsIn(url, "index");
    assert.ok(!left.includes(old));
    // Which of the two is the first does not matter.
    assert.ok(!left.includes(twice) || !left.includes(files[0]!));
    assert.deepEqual((await vault.check({ readData: true })).findings, []);
  });

  it("drops packs that are gone and names those it cannot read", async (t) => {
    const { vault, url } = await filledVault(t);
    const gone = dataPack(url);
    rmSync(gone.path);
    const broken = objectsIn(url, "data")[0]!;
    damage(objectPath(url, "data", broken), (length) => length - 10);
    const result = await vault.repairIndex({ readAllPacks: true });
    assert.deepEqual(result.missing, [gone.id]);
    assert.deepEqual(
      result.unreadable.map(({ pack }) => pack),
      [broken],
    );
  });
});

describe("repair packs and snapshots", () => {
  it("saves what is whole; the rest is named, taken out of snapshots, and then all is well", async (t) => {
    const { vault, url, folder, source } = await filledVault(t);
    const pack = dataPack(url);
    const original = readFileSync(pack.path);
    damage(pack.path, (length) => length >> 1);
    const copies: [string, number][] = [];
    const result = await vault.repairPacks({
      packs: [pack.id.slice(0, 10)],
      onPack: async (id, bytes) => void copies.push([id, bytes.length]),
    });
    assert.deepEqual(copies, [[pack.id, original.length]]);
    assert.deepEqual([result.replaced, result.lost.length], [[pack.id], 1]);
    assert.ok(!objectsIn(url, "data").includes(pack.id));

    const planned = await vault.repairSnapshots({ dryRun: true });
    assert.equal(planned.snapshots.length, 2);
    assert.equal((await vault.snapshots()).length, 2);
    const repaired = await vault.repairSnapshots({ forget: true });
    const [one] = repaired.snapshots;
    assert.deepEqual(one!.damage, planned.snapshots[0]!.damage);
    assert.deepEqual(
      one!.damage.map(({ kind }) => kind),
      ["content"],
    );
    assert.equal(one!.repaired?.original, one!.snapshot.id);
    assert.deepEqual((await vault.check({ readData: true })).findings, []);
    const restored = join(folder, "restored");
    const { problems } = await vault.restore({ snapshot: "latest", target: restored });
    assert.deepEqual(problems, []);
    const damaged = one!.damage[0]!.path;
    assertSameFolders(join(restored, source), source, {
      ignoreFolderTimes: true,
      without: (path) => damaged.endsWith(`/${path}`),
    });
  });

  it("an empty folder takes the place of one that cannot be read, beside the broken snapshot", async (t) => {
    const { vault, url } = await filledVault(t);
    const before = await vault.snapshots();
    const packs = objectsIn(url, "data").map((id) => objectPath(url, "data", id));
    // Trees are small packs: all but the first folders of each snapshot are lost.
    const trees = packs.filter((path) => readFileSync(path).length < 1 << 20);
    for (const path of trees) damage(path, () => 20);
    const { snapshots } = await vault.repairSnapshots();
    for (const { repaired, hopeless, damage: found } of snapshots) {
      assert.ok(hopeless === true || found.length > 0);
      assert.deepEqual(
        hopeless === true ? undefined : repaired?.tags?.includes("repaired"),
        hopeless ? undefined : true,
      );
    }
    const after = await vault.snapshots();
    for (const { id } of before) assert.ok(after.some((snapshot) => snapshot.id === id));
  });
});

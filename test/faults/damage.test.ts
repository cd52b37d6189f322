import assert from "node:assert/strict";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { after, before, describe, test, type TestContext } from "node:test";
import { openVault, type Vault } from "../../src/index.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { initQuickVault } from "../support/init-quick-vault.ts";
import { runRestera } from "../support/run-restera.ts";
import { seededBytes, seededText } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { isError, newVault, objectPath, objectsIn, password } from "../support/test-vault.ts";

/** What bad hardware does to a file. */
const damages: Record<string, (path: string) => void> = {
  "with one flipped bit": (path) => {
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1]! ^= 4;
    overwrite(path, bytes);
  },
  "cut in half": (path) => {
    const bytes = readFileSync(path);
    overwrite(path, bytes.subarray(0, bytes.length >> 1));
  },
  "that is gone": (path) => rmSync(path),
};

function overwrite(path: string, bytes: Uint8Array): void {
  chmodSync(path, 0o600);
  writeFileSync(path, bytes);
}

/** Nobody else is here, and waiting for locks to settle takes time. */
const lock = { take: false };

/** A vault with two snapshots that share nothing, and which objects only the second one needs. */
interface Victim {
  readonly url: string;
  readonly sources: readonly [string, string];
  readonly first: string;
  readonly second: string;
  readonly dataPack: string;
  readonly treePack: string;
  readonly index: string;
}

let victim: Victim;
const cleanUps: (() => void | Promise<void>)[] = [];

before(async () => {
  victim = await makeVictim();
});
after(async () => {
  for (const cleanUp of cleanUps.toReversed()) await cleanUp();
});

async function makeVictim(): Promise<Victim> {
  const owner = { after: (work: () => void | Promise<void>) => void cleanUps.push(work) };
  const folder = temporaryFolder(owner);
  const { vault, access } = await newVault(owner, folder);
  const { url } = access;
  const sources = [join(folder, "first"), join(folder, "second")] as const;
  sources.forEach(makeSource);
  const first = await vault.backUp({ paths: [sources[0]] });
  const known = new Set([...objectsIn(url, "data"), ...objectsIn(url, "index")]);
  const second = await vault.backUp({ paths: [sources[1]], force: true });
  const [index] = objectsIn(url, "index").filter((id) => !known.has(id));
  const { packs } = JSON.parse(Buffer.from(await vault.cat("index", index!)).toString()) as {
    packs: { id: string; blobs: { type: string }[] }[];
  };
  const packOf = (type: string): string =>
    packs.find(({ blobs }) => blobs.every((blob) => blob.type === type))!.id;
  return {
    ...{ url, sources, first: first.snapshot!.id, second: second.snapshot!.id, index: index! },
    ...{ dataPack: packOf("data"), treePack: packOf("tree") },
  };
}

function makeSource(folder: string, seed: number): void {
  mkdirSync(join(folder, "below"), { recursive: true });
  writeFileSync(join(folder, "random"), seededBytes(seed, 3_000_000));
  writeFileSync(join(folder, "text"), seededText(seed, 300_000));
  writeFileSync(join(folder, "below/small"), `small ${seed}`);
}

/** A copy of the vault with one object damaged. */
function damagedCopy(
  t: TestContext,
  part: string,
  id: string,
  damage: (path: string) => void,
): string {
  const url = join(temporaryFolder(t), "vault");
  cpSync(victim.url, url, { recursive: true });
  damage(part === "" ? join(url, id) : objectPath(url, part, id));
  return url;
}

async function open(t: TestContext, url: string): Promise<Vault> {
  const vault = await openVault(url, { password });
  t.after(() => vault.close());
  return vault;
}

/** The first snapshot comes back whole, and without a word. */
async function assertFirstRestores(t: TestContext, vault: Vault): Promise<void> {
  const target = join(temporaryFolder(t), "target");
  const { problems } = await vault.restore({
    snapshot: `${victim.first}:${victim.sources[0]}`,
    target,
  });
  assert.deepEqual(
    problems.filter(({ harmless }) => !harmless),
    [],
  );
  assertSameFolders(target, victim.sources[0], { without: (path) => path === "." });
}

for (const [how, damage] of Object.entries(damages)) {
  describe(`a vault that has, ${how},`, () => {
    for (const part of ["dataPack", "treePack"] as const) {
      test(`a ${part === "dataPack" ? "pack of data" : "pack of trees"}`, async (t) => {
        const id = victim[part];
        const url = damagedCopy(t, "data", id, damage);
        const vault = await open(t, url);
        const report = await vault.check({ readData: true, lock });
        assert.equal(report.ok, false);
        assert.ok(
          report.findings.some(({ object }) => object === `pack ${id}`),
          JSON.stringify(report.findings),
        );
        await assertFirstRestores(t, vault);
        await assertSecondIsNamed(t, vault, id);
      });
    }

    test("an index", async (t) => {
      const url = damagedCopy(t, "index", victim.index, damage);
      const vault = await open(t, url);
      const report = await vault.check({ lock });
      assert.equal(report.ok, false);
      const object =
        how === "that is gone" ? /is in no pack of the index/ : new RegExp(victim.index);
      assert.match(JSON.stringify(report.findings), object);
      await assertFirstRestores(t, vault);
      const named = how === "that is gone" ? "is in no pack" : victim.index;
      await assertSecondIsNamed(t, vault, named);
    });

    test("a snapshot", async (t) => {
      const url = damagedCopy(t, "snapshots", victim.second, damage);
      const vault = await open(t, url);
      assert.deepEqual(
        (await vault.snapshots()).map(({ id }) => id),
        [victim.first],
      );
      await assertFirstRestores(t, vault);
      if (how === "that is gone") return;
      await assert.rejects(
        vault.snapshot(victim.second),
        isError("damaged", new RegExp(victim.second)),
      );
      const report = await vault.check({ lock });
      assert.deepEqual(
        report.findings.map(({ object }) => object),
        [`snapshot ${victim.second}`],
      );
    });

    test("its only key", async (t) => {
      const [id] = objectsIn(victim.url, "keys");
      const url = damagedCopy(t, "keys", id!, damage);
      const named = new RegExp(how === "that is gone" ? "no key file" : id!);
      await assert.rejects(openVault(url, { password }), isError("damaged", named));
    });

    test("its config", async (t) => {
      const url = damagedCopy(t, "", "config", damage);
      const code = how === "that is gone" ? "no-vault" : "damaged";
      await assert.rejects(openVault(url, { password }), isError(code));
    });
  });
}

/** Restoring what is damaged names the object, and the command line ends with 13. */
async function assertSecondIsNamed(t: TestContext, vault: Vault, named: string): Promise<void> {
  const target = join(temporaryFolder(t), "target");
  const { problems } = await vault.restore({ snapshot: victim.second, target, lock });
  const told = problems.filter(({ damaged }) => damaged === true);
  assert.ok(told.length > 0, JSON.stringify(problems));
  assert.match(JSON.stringify(told), new RegExp(named));
}

test("another key opens a vault that has a damaged one", async (t) => {
  const [id] = objectsIn(victim.url, "keys");
  const url = damagedCopy(t, "keys", id!, () => undefined);
  await (await open(t, url)).addKey("another");
  damages["cut in half"]!(objectPath(url, "keys", id!));
  const vault = await openVault(url, { password: "another" });
  t.after(() => vault.close());
  await assertFirstRestores(t, vault);
});

test("the command line ends with 13 and names what is damaged", async (t) => {
  const flip = damages["with one flipped bit"]!;
  for (const [part, id, object] of [
    ["data", victim.dataPack, "pack"],
    ["data", victim.treePack, "pack"],
    ["index", victim.index, "index"],
  ] as const) {
    const access = { url: damagedCopy(t, part, id, flip), password };
    const target = join(temporaryFolder(t), "target");
    const run = await runRestera(access, ["restore", victim.second, "--target", target]);
    assert.equal(run.code, 13, `${run.stdout}\n${run.stderr}`);
    assert.match(run.stderr, new RegExp(`${object} ${id}`));
    const check = await runRestera(access, ["check", "--read-data"]);
    assert.equal(check.code, 13, `${check.stdout}\n${check.stderr}`);
    assert.match(check.stdout + check.stderr, new RegExp(`${object} ${id}`));
  }
  const [key] = objectsIn(victim.url, "keys");
  for (const [part, id, words, named] of [
    ["snapshots", victim.second, ["ls", victim.second], `snapshot ${victim.second}`],
    ["keys", key!, ["snapshots"], `key ${key}`],
    ["", "config", ["snapshots"], "config"],
  ] as const) {
    const run = await runRestera({ url: damagedCopy(t, part, id, flip), password }, words);
    assert.equal(run.code, 13, run.stderr);
    assert.match(run.stderr, new RegExp(`${named} is damaged`));
  }
});

test("the next backup stores again what a lost or cut pack held", async (t) => {
  for (const [part, how] of [
    ["dataPack", "that is gone"],
    ["dataPack", "cut in half"],
    ["treePack", "that is gone"],
    ["treePack", "cut in half"],
  ] as const) {
    const url = damagedCopy(t, "data", victim[part], damages[how]!);
    const vault = await open(t, url);
    const { snapshot } = await vault.backUp({ paths: [victim.sources[1]], lock });
    const target = join(temporaryFolder(t), "target");
    const source = `${snapshot!.id}:${victim.sources[1]}`;
    const { problems } = await vault.restore({ snapshot: source, target, lock });
    assert.deepEqual(problems, [], `${part} ${how}`);
    assertSameFolders(target, victim.sources[1], { without: (path) => path === "." });
  }
});

test("a damaged snapshot is named wherever it is left out, never stands aside for an older one, and can be given up", async (t) => {
  const flip = damages["with one flipped bit"]!;
  const access = { url: damagedCopy(t, "snapshots", victim.second, flip), password };
  const named = new RegExp(`snapshot ${victim.second} is damaged`);
  const target = join(temporaryFolder(t), "target");
  const latest = await runRestera(access, ["restore", "latest", "--target", target]);
  assert.equal(latest.code, 13, latest.stderr);
  assert.match(latest.stderr, named);
  assert.equal(existsSync(target), false);

  const list = await runRestera(access, ["snapshots"]);
  assert.equal(list.code, 0, list.stderr);
  assert.match(list.stderr, named);
  const repair = await runRestera(access, ["repair", "snapshots"]);
  assert.equal(repair.code, 13, repair.stderr);
  const other = { url: join(temporaryFolder(t), "other"), password };
  await initQuickVault(other.url, password);
  const copy = await runRestera(other, ["copy", "--from-vault", access.url], {
    env: { RESTERA_FROM_PASSWORD: password },
  });
  assert.equal(copy.code, 3, copy.stderr);
  assert.match(copy.stderr, named);

  const vault = await open(t, access.url);
  const gone = await vault.forget({ snapshots: [victim.second.slice(0, 8)], prune: {} });
  assert.deepEqual(gone.unread, [victim.second]);
  assert.deepEqual(gone.removed, []);
  assert.equal((await vault.check({ readData: true, lock })).ok, true);
  assert.equal((await vault.snapshot("latest")).id, victim.first);
});

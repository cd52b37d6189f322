import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createVault, type DrillReport, type Vault } from "../../src/index.ts";
import { compareRestored } from "../../src/services/snapshots/compare-restored.ts";
import { chooseDrillFiles } from "../../src/services/snapshots/drill-sample.ts";
import { loadIndex } from "../../src/engine/index/load-index.ts";
import { openVault } from "../../src/engine/vault/open-vault.ts";
import { VaultReader } from "../../src/engine/vault/vault-reader.ts";
import { openObjectStore } from "../../src/compose/open-object-store.ts";
import { jsonLines, runRestera, type VaultAccess } from "../support/run-restera.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { ownerOfMany, temporaryFolder } from "../support/temporary-folder.ts";
import { isError, newVault, objectPath, objectsIn, password } from "../support/test-vault.ts";

const owner = ownerOfMany();
const files = 60;
let folder: string;
let scratch: string;
let vault: Vault;
let access: VaultAccess;

before(async () => {
  folder = temporaryFolder(owner);
  ({ vault, access } = await newVault(owner, folder));
  const source = join(folder, "source");
  mkdirSync(join(source, "below"), { recursive: true });
  for (let i = 0; i < files - 2; i++)
    writeFileSync(join(source, i % 2 ? "below" : ".", `file-${i}`), seededBytes(i, 100 * i));
  writeFileSync(join(source, "large"), seededBytes(99, 3_000_000));
  writeFileSync(join(source, "odd [*] \\ name"), "odd");
  await vault.backUp({ paths: [source] });
  scratch = join(folder, "scratch");
  mkdirSync(scratch);
});
after(() => owner.end());

const pathsOf = ({ faults }: DrillReport): string[] => faults.map(({ path }) => path);

describe("a drill", () => {
  it("restores a sample, compares it and leaves nothing but a sealed report", async () => {
    const report = await vault.drill({ scratch, sample: "10" });
    assert.deepEqual([report.ok, report.files, report.filesInSnapshot], [true, 10, files]);
    assert.ok(report.blobs >= 9 && report.bytes > 0);
    assert.deepEqual(readdirSync(scratch), []);
    assert.deepEqual(vault.verifyDrill(JSON.stringify(report, null, 3)), report);
  });

  it("restores all of a snapshot, odd names too", async () => {
    const report = await vault.drill({ scratch, sample: "all" });
    assert.deepEqual([report.ok, report.files], [true, files]);
    const share = await vault.drill({ scratch, sample: "100%" });
    assert.deepEqual([share.ok, share.files, share.bytes], [true, files, report.bytes]);
  });

  it("chooses the same files for the same seed, and about as many bytes as asked", async () => {
    const opened = await openVault(await openObjectStore(access.url), { password });
    const reader = new VaultReader(opened, await loadIndex(opened.objects));
    const { tree } = await vault.snapshot("latest");
    const chosen = async (seed: string, size: Parameters<typeof chooseDrillFiles>[2]) =>
      (await chooseDrillFiles(reader, tree, size, seed)).files;
    const names = async (seed: string) =>
      (await chosen(seed, { files: 10 })).map(({ path }) => String(path));
    assert.deepEqual(await names("one"), await names("one"));
    assert.notDeepEqual(await names("one"), await names("two"));
    const some = await chosen("one", { bytes: 20_000 });
    const bytes = some.reduce((sum, { size }) => sum + size, 0);
    assert.ok(bytes >= 20_000 && bytes - some.at(-1)!.size < 20_000);
    assert.equal((await chosen("one", { share: 0.25 })).length, files / 4);

    const target = join(folder, "by-hand");
    await vault.restore({ snapshot: "latest", target });
    const [file] = (await chosen("one", "all")).filter(({ size }) => size > 1000);
    assert.equal(compareRestored(reader, target, file!), undefined);
    const restored = join(target, String(file!.path));
    const content = readFileSync(restored);
    content[content.length >> 1]! ^= 1;
    writeFileSync(restored, content);
    assert.match(compareRestored(reader, target, file!) ?? "", /not what was kept/);
    writeFileSync(restored, content.subarray(1));
    assert.match(compareRestored(reader, target, file!) ?? "", /bytes instead of/);
    reader.close();
  });

  it("tells a report that was changed, or is of another vault", async () => {
    const report = await vault.drill({ scratch, sample: "1" });
    for (const text of [
      JSON.stringify({ ...report, files: report.files + 1 }),
      JSON.stringify({
        ...report,
        mac: report.mac.replace(/./, (digit) => (digit === "0" ? "1" : "0")),
      }),
      JSON.stringify({ ...report, mac: undefined }),
      "{}",
      "no JSON",
    ]) {
      assert.throws(() => vault.verifyDrill(text), isError("report-forged"));
    }
    const other = await createVault(join(folder, "other"), { password });
    assert.throws(() => other.verifyDrill(JSON.stringify(report)), isError("report-forged"));
    await other.close();
  });

  it("ends when it is cancelled, and leaves nothing", async () => {
    const stop = new AbortController();
    const drill = vault.drill(
      { scratch, sample: "all" },
      { signal: stop.signal, onProgress: ({ phase }) => phase !== "choose" && stop.abort() },
    );
    await assert.rejects(drill, isError("cancelled"));
    assert.deepEqual(readdirSync(scratch), []);
    assert.deepEqual(objectsIn(access.url, "locks"), []);
  });

  it("refuses a sample that is none", async () => {
    for (const sample of ["0", "-1", "0%", "101%", "few", ""]) {
      await assert.rejects(vault.drill({ scratch, sample }), isError("usage"), sample);
    }
  });
});

describe("restera drill", () => {
  it("writes its report, has it verified, and names what is damaged", async () => {
    const report = join(folder, "reports/drill.json");
    const words = ["drill", "--scratch", scratch, "--report", report];
    const good = await runRestera(access, words);
    assert.equal(good.code, 0, good.stderr);
    assert.match(good.stdout, /All came back as they were kept/);
    const verified = await runRestera(access, ["drill", "verify", report]);
    assert.equal(verified.code, 0, verified.stderr);
    assert.match(verified.stdout, /genuine/);

    for (const pack of objectsIn(access.url, "data")) {
      const path = objectPath(access.url, "data", pack);
      const bytes = readFileSync(path);
      if (bytes.length < 1_000_000) continue;
      chmodSync(path, 0o600);
      bytes[bytes.length >> 1]! ^= 1;
      writeFileSync(path, bytes);
    }
    const bad = await runRestera(access, [...words, "--all", "--json"]);
    assert.equal(bad.code, 13, bad.stdout);
    const summary = jsonLines(bad.stdout).at(-1) as unknown as DrillReport;
    assert.equal(summary.ok, false);
    assert.ok(pathsOf(summary).length > 0 && pathsOf(summary).length < files);
    assert.ok(pathsOf(summary).every((path) => path.startsWith(join(folder, "source"))));
    assert.deepEqual(readdirSync(scratch), []);
    const failed = await runRestera(access, ["drill", "verify", report, "--json"]);
    assert.equal(failed.code, 3, failed.stderr);
    const forged = readFileSync(report, "utf8").replace('"ok": false', '"ok": true');
    writeFileSync(report, forged);
    const refused = await runRestera(access, ["drill", "verify", report]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /no report that a drill of this vault wrote/);
  });
});

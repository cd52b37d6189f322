import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { RestoreInput } from "../../src/index.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { collect, newVault } from "../support/test-vault.ts";

const isLinux = process.platform === "linux";

async function scene(t: TestContext) {
  const folder = temporaryFolder(t);
  const source = join(folder, "source");
  const target = join(folder, "target");
  mkdirSync(source);
  const { vault } = await newVault(t, folder);
  const restore = (more: Partial<RestoreInput> = {}) =>
    vault.restore({ snapshot: `latest:${source}`, target, lock: { take: false }, ...more });
  return { folder, source, target, vault, restore };
}

test("a sparse file is written with its holes", { skip: !isLinux }, async (t) => {
  const { source, target, vault, restore } = await scene(t);
  execFileSync("truncate", ["-s", "40M", join(source, "hole")]);
  writeFileSync(
    join(source, "mixed"),
    Buffer.concat([Buffer.alloc(12 << 20), seededBytes(1, 5000), Buffer.alloc(9 << 20)]),
  );
  await vault.backUp({ paths: [source] });
  assert.deepEqual((await restore({ sparse: true, verify: true })).problems, []);
  assertSameFolders(target, source, { without: (path) => path === "." });
  assert.ok(statSync(join(target, "hole")).blocks * 512 < 1 << 20);
  assert.ok(statSync(join(target, "mixed")).blocks * 512 < 1 << 20);
});

test("holes are the same blobs as the zeros that they stand for", { skip: !isLinux }, async (t) => {
  const { folder, source, target, vault, restore } = await scene(t);
  const dense = join(folder, "dense");
  mkdirSync(dense);
  const places = { whole: [], odd: [3 << 20, 11_111_111, 30_000_001], late: [39 << 20] };
  for (const [name, offsets] of Object.entries(places)) {
    const bytes = Buffer.alloc(40 << 20);
    const sparse = openSync(join(source, name), "w");
    for (const [i, offset] of offsets.entries()) {
      const data = seededBytes(i, 700_000);
      bytes.set(data, offset);
      writeSync(sparse, data, 0, data.length, offset);
    }
    ftruncateSync(sparse, bytes.length);
    closeSync(sparse);
    writeFileSync(join(dense, name), bytes);
  }
  await vault.backUp({ paths: [dense] });
  const { summary } = await vault.backUp({ paths: [source] });
  assert.equal(summary.dataBlobs, 0);
  assert.deepEqual((await restore()).problems, []);
  assertSameFolders(target, source, { without: (path) => path === "." });
});

test(
  "a file with more chunks than a tree can list is left out, and named",
  { skip: !isLinux },
  async (t) => {
    const { source, vault } = await scene(t);
    writeFileSync(join(source, "small"), "kept");
    execFileSync("truncate", ["-s", "5T", join(source, "huge")]);
    const { snapshot, problems } = await vault.backUp({ paths: [source] });
    assert.deepEqual(
      problems.map(({ path, problem }) => [path, problem]),
      [[join(source, "huge"), "left out, because it has more than 3,000,000 chunks"]],
    );
    const names = (await collect(vault.ls(snapshot!.id))).map(({ name }) => name);
    assert.ok(names.includes("small") && !names.includes("huge"));
  },
);

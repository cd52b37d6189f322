import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { Vault } from "../../src/index.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { isError, newVault, objectPath, objectsIn } from "../support/test-vault.ts";

const files = 12;
const fileBytes = 4_400_000;

/** More packs than threads hold at once, so that the main thread reads some of them too. */
async function vaultOfManyPacks(t: TestContext): Promise<{ vault: Vault; url: string }> {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  const source = join(folder, "source");
  mkdirSync(source);
  for (let i = 0; i < files; i++)
    writeFileSync(join(source, `file-${i}`), seededBytes(i + 1, fileBytes));
  await vault.backUp({ paths: [source], packSizeMib: 4 });
  return { vault, url: access.url };
}

test("check names every damaged pack, whichever thread reads it", async (t) => {
  const { vault, url } = await vaultOfManyPacks(t);
  const packs = objectsIn(url, "data");
  assert.ok(packs.length >= files, `${packs.length} packs`);
  const whole = await vault.check({ readData: true });
  assert.deepEqual(whole.findings, []);
  assert.equal(whole.packsRead, packs.length);
  for (const id of packs) {
    const path = objectPath(url, "data", id);
    const bytes = readFileSync(path);
    bytes[bytes.length >> 2]! ^= 1;
    chmodSync(path, 0o600);
    writeFileSync(path, bytes);
  }
  const { findings } = await vault.check({ readData: true });
  const named = new Set(findings.map(({ object }) => object));
  assert.deepEqual(
    packs.filter((id) => !named.has(`pack ${id}`)),
    [],
  );
});

const openFiles = "/proc/self/fd";

/** The files below a folder that this process has open, where the system tells. */
function openBelow(folder: string): string[] {
  if (!existsSync(openFiles)) return [];
  return readdirSync(openFiles).flatMap((fd) => {
    try {
      const path = readlinkSync(join(openFiles, fd));
      return path.startsWith(folder) ? [path] : [];
    } catch {
      return [];
    }
  });
}

test("a check that is cancelled while packs are read ends, and leaves no pack open", async (t) => {
  const { vault, url } = await vaultOfManyPacks(t);
  const stop = new AbortController();
  const checking = vault.check(
    { readData: true },
    {
      signal: stop.signal,
      onProgress: ({ phase }) => {
        if (phase === "data") stop.abort();
      },
    },
  );
  await assert.rejects(checking, isError("cancelled"));
  assert.deepEqual(openBelow(url), []);
  assert.deepEqual((await vault.check({ readData: true })).findings, []);
});

test("a check that is cancelled before it reads packs reads none", async (t) => {
  const { vault } = await vaultOfManyPacks(t);
  for (const before of ["packs", "snapshots"]) {
    const stop = new AbortController();
    const told: string[] = [];
    const onProgress = ({ phase }: { phase: string }): void => {
      told.push(phase);
      if (phase === before) stop.abort();
    };
    const checking = vault.check({ readData: true }, { signal: stop.signal, onProgress });
    await assert.rejects(checking, isError("cancelled"));
    assert.ok(!told.includes("data"), told.join());
  }
});

// What we forget, prune and repack, restic finds whole; and what restic prunes, we do.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "node:test";
import { assertSameFolders } from "../support/compare-folders.ts";
import { describeFolder } from "../support/describe-folder.ts";
import { jsonLines, type VaultAccess } from "../support/run-restera.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { objectsIn } from "../support/test-vault.ts";
import { type Peer, runRestic, testWithRestic } from "./peers.ts";
import { restera, resteraVault, restic } from "./restic-vault.ts";

interface Counts {
  readonly repack: number;
  readonly repackrm: number;
  readonly remove: number;
  readonly remain: number;
}

/** Four backups; each lacks files of the one before, changes some and adds some. */
async function grownVault(peer: Peer, folder: string): Promise<VaultAccess> {
  const vault = await resteraVault(folder);
  const source = join(folder, "source");
  mkdirSync(source);
  for (let round = 0; round < 4; round++) {
    for (let i = 0; i < 40; i++) {
      const path = join(source, `file-${i}`);
      if ((i + round) % 5 === 0) rmSync(path, { force: true });
      else if ((i + round) % 3 === 0) writeFileSync(path, seededBytes(100 * round + i, 20_000 + i));
    }
    writeFileSync(join(source, "large"), seededBytes(round, 3_000_000));
    if (round % 2 === 0) await restera(vault, ["backup", "--pack-size", "4", source]);
    else await restic(peer, vault, ["backup", source]);
  }
  return vault;
}

/** What restic would do, read off its words. */
async function resticPlan(peer: Peer, vault: VaultAccess, words: string[]): Promise<Counts> {
  const said = await restic(peer, vault, ["prune", "--dry-run", "--no-lock", ...words]);
  const numberOf = (label: string): number =>
    Number(new RegExp(`^${label}:\\s+(\\d+) blobs`, "m").exec(said)?.[1]);
  return {
    repack: numberOf("to repack"),
    repackrm: numberOf("this removes"),
    remove: numberOf("to delete"),
    remain: numberOf("remaining"),
  };
}

async function ourPlan(vault: VaultAccess, words: string[]): Promise<Counts> {
  const said = await restera(vault, ["prune", "--dry-run", "--no-lock", "--json", ...words]);
  const { blobs } = jsonLines(said).at(-1) as { blobs: Counts };
  const { repack, repackrm, remove, remain } = blobs;
  return { repack, repackrm, remove, remain };
}

async function assertWhole(peer: Peer, vault: VaultAccess, folder: string): Promise<void> {
  await restic(peer, vault, ["check", "--read-data"]);
  await restera(vault, ["check", "--read-data"]);
  const target = join(folder, "restored");
  await restic(peer, vault, ["restore", "latest", "--target", target]);
  const restored = join(target, folder, "source");
  assertSameFolders(describeFolder(restored), describeFolder(join(folder, "source")));
  rmSync(target, { recursive: true });
}

describe("prune", () => {
  testWithRestic("plans what restic plans, prunes, and leaves all whole", async (peer, t) => {
    const folder = temporaryFolder(t);
    const vault = await grownVault(peer, folder);
    await restera(vault, ["forget", "--keep-last", "2"]);
    // restic 0.14 has another idea of what a small pack is, and repacks trees that share a pack with data otherwise.
    if (!peer.version.startsWith("0.14")) {
      for (const words of [
        [],
        ["--max-unused", "0"],
        ["--max-unused", "unlimited"],
        ["--max-unused", "50%"],
        ["--max-unused", "1M", "--repack-cacheable-only"],
        ["--max-repack-size", "3M"],
        ["--repack-smaller-than", "16M", "--max-unused", "0"],
      ]) {
        const theirs = await resticPlan(peer, vault, words);
        assert.deepEqual(await ourPlan(vault, words), theirs, words.join(" "));
      }
    }
    const packs = objectsIn(vault.url, "data");
    const said = await restera(vault, ["prune", "--json", "--max-unused", "0"]);
    const { packs: counts, deleted } = jsonLines(said).at(-1) as {
      packs: { repack: number; remove: number };
      deleted: string[];
    };
    assert.ok(counts.repack > 0 && counts.remove > 0, said);
    assert.deepEqual(
      packs.filter((id) => !objectsIn(vault.url, "data").includes(id)),
      deleted.toSorted(),
    );
    await assertWhole(peer, vault, folder);
    const { remain, ...rest } = await ourPlan(vault, ["--max-unused", "0"]);
    assert.ok(remain > 0);
    assert.deepEqual(rest, { repack: 0, repackrm: 0, remove: 0 });
  });

  testWithRestic("restic's forget and prune leave what we find whole", async (peer, t) => {
    const folder = temporaryFolder(t);
    const vault = await grownVault(peer, folder);
    await restic(peer, vault, ["forget", "--keep-last", "1", "--prune", "--max-unused", "0"]);
    await assertWhole(peer, vault, folder);
    const { remain, ...rest } = await ourPlan(vault, ["--max-unused", "0"]);
    assert.ok(remain > 0);
    assert.deepEqual(rest, { repack: 0, repackrm: 0, remove: 0 });
  });

  testWithRestic("what we mark, restic passes over and prunes away", async (peer, t) => {
    const folder = temporaryFolder(t);
    const vault = await grownVault(peer, folder);
    await restera(vault, ["forget", "--keep-last", "1"]);
    const said = await restera(vault, ["prune", "--mark", "--max-unused", "0", "--json"]);
    const { marked, deleted } = jsonLines(said).at(-1) as { marked: string[]; deleted: string[] };
    assert.ok(marked.length > 0, said);
    assert.deepEqual(deleted, []);
    assert.ok(marked.every((id) => objectsIn(vault.url, "data").includes(id)));
    await assertWhole(peer, vault, folder);
    cpSync(vault.url, join(folder, "copy"), { recursive: true });
    const copy = { ...vault, url: join(folder, "copy") };
    const pruned = await runRestic(peer, copy, ["prune"]);
    assert.equal(pruned.status, 0, pruned.stderr);
    assert.deepEqual(
      marked.filter((id) => objectsIn(copy.url, "data").includes(id)),
      [],
    );
    await assertWhole(peer, copy, folder);
  });
});

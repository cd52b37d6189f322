import assert from "node:assert/strict";
import { appendFileSync, chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assertSameFolders } from "../support/compare-folders.ts";
import { describeFolder } from "../support/describe-folder.ts";
import { makeOddFolder } from "../support/odd-folder.ts";
import { jsonLines, runRestera, type VaultAccess } from "../support/run-restera.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { objectPath, objectsIn } from "../support/test-vault.ts";
import { type Peer, runRestic, testWithRestic } from "./peers.ts";
import { restera, resteraVault, restic, resticVault, summaryOf } from "./restic-vault.ts";

interface SnapshotJson {
  readonly id: string;
  readonly original?: string;
  readonly parent?: string;
  readonly time: string;
  readonly tree: string;
}

async function snapshotsOf(peer: Peer, vault: VaultAccess): Promise<SnapshotJson[]> {
  return JSON.parse(await restic(peer, vault, ["snapshots", "--json"])) as SnapshotJson[];
}

function fromWords(folder: string, vault: VaultAccess): string[] {
  const file = join(folder, "from-password");
  writeFileSync(file, vault.password);
  return ["--from-repo", vault.url, "--from-password-file", file];
}

testWithRestic(
  "a copy of restic's vault is whole, and each program knows the other's copies",
  async (peer, t) => {
    const folder = temporaryFolder(t);
    const source = join(folder, "source");
    makeOddFolder(source, { bytesInLinks: !peer.version.startsWith("0.14") });
    const from = await resticVault(peer, folder);
    await restic(peer, from, ["backup", "source"], { cwd: folder });
    const was = describeFolder(source);
    appendFileSync(join(source, "sizes/text"), "one line more\n");
    await restic(peer, from, ["backup", "source"], { cwd: folder });

    const to = { url: join(folder, "copy"), password: "another" };
    const words = fromWords(folder, from);
    await restera(to, ["init", "--copy-chunker-params", ...words]);
    await restera(to, ["copy", ...words]);
    await restic(peer, to, ["check", "--read-data"]);
    const [first, second] = await snapshotsOf(peer, from);
    const [firstCopy, secondCopy] = await snapshotsOf(peer, to);
    assert.deepEqual([firstCopy!.original, secondCopy!.original], [first!.id, second!.id]);
    assert.deepEqual([firstCopy!.tree, secondCopy!.tree], [first!.tree, second!.tree]);
    assert.equal(secondCopy!.parent, undefined);

    const target = join(folder, "restored");
    await restic(peer, to, ["restore", firstCopy!.id, "--target", target]);
    assertSameFolders(join(target, "source"), was);
    // Nothing is copied twice, whichever program looks.
    const before = objectsIn(to.url, "data");
    const [, , summary] = jsonLines(await restera(to, ["copy", "--json", ...words]));
    assert.equal(summary!["skipped_snapshots"], 2);
    await resticCopy(peer, folder, from, to);
    assert.deepEqual(objectsIn(to.url, "data"), before);
    assert.equal((await snapshotsOf(peer, to)).length, 2);
    // The chunks are cut alike: a backup into the copy adds no data.
    const next = summaryOf(
      await restera(to, ["backup", "--json", "--force", "source"], { cwd: folder }),
    );
    assert.equal(next.data_blobs, 0);
  },
);

testWithRestic("restic's copy of our vault is known to us", async (peer, t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "file"), seededBytes(3, 3 << 20));
  const from = await resteraVault(folder);
  await restera(from, ["backup", join(folder, "file")]);
  const to = await resticVault(peer, folder);
  await resticCopy(peer, folder, from, to);
  const lines = jsonLines(await restera(to, ["copy", "--json", ...fromWords(folder, from)]));
  assert.deepEqual(
    lines.map(({ message_type: type }) => type),
    ["skipped", "summary"],
  );
});

async function resticCopy(
  peer: Peer,
  folder: string,
  from: VaultAccess,
  to: VaultAccess,
): Promise<void> {
  const words = fromWords(folder, from);
  const run = await runRestic(peer, to, ["copy", ...words]);
  assert.equal(run.status, 0, run.stderr);
}

testWithRestic(
  "formats: a copy from format 1 is compressed, one into format 1 is not",
  async (peer, t) => {
    const folder = temporaryFolder(t);
    const source = join(folder, "source");
    makeOddFolder(source, { bytesInLinks: !peer.version.startsWith("0.14") });
    const old = await resticVault(peer, join(folder), ["--repository-version", "1"]);
    await restic(peer, old, ["backup", "source"], { cwd: folder });
    const to = await resteraVault(folder);
    await restera(to, ["copy", ...fromWords(folder, old)]);
    await restic(peer, to, ["check", "--read-data"]);
    const back = { url: join(folder, "old-again"), password: "third" };
    await restic(peer, back, ["init", "--repository-version", "1"]);
    await restera(back, ["copy", ...fromWords(folder, to)]);
    await restic(peer, back, ["check", "--read-data"]);
    const trees = await Promise.all([old, back].map((vault) => snapshotsOf(peer, vault)));
    assert.equal(trees[0]![0]!.tree, trees[1]![0]!.tree);
  },
);

testWithRestic("repair index: a vault without any index is whole again", async (peer, t) => {
  const folder = temporaryFolder(t);
  const source = join(folder, "source");
  makeOddFolder(source, { bytesInLinks: !peer.version.startsWith("0.14") });
  const vault = await resticVault(peer, folder);
  await restic(peer, vault, ["backup", "source"], { cwd: folder });
  for (const id of objectsIn(vault.url, "index")) rmSync(objectPath(vault.url, "index", id));
  assert.notEqual((await runRestic(peer, vault, ["check"])).status, 0);
  await restera(vault, ["repair", "index"]);
  await restic(peer, vault, ["check", "--read-data"]);
  await restera(vault, ["repair", "index", "--read-all-packs"]);
  await restic(peer, vault, ["check", "--read-data"]);
});

testWithRestic(
  "repair: after index, packs and snapshots restic finds the vault whole",
  async (peer, t) => {
    const folder = temporaryFolder(t);
    const source = join(folder, "source");
    makeOddFolder(source, { bytesInLinks: !peer.version.startsWith("0.14") });
    const vault = await resticVault(peer, folder);
    await restic(peer, vault, ["backup", "source"], { cwd: folder });
    const pack = damageDataPack(vault);
    const repaired = await runRestera(vault, ["repair", "packs", pack, "--json"], { cwd: folder });
    assert.equal(repaired.code, 13, repaired.stderr);
    await restera(vault, ["repair", "snapshots", "--forget"]);
    await restic(peer, vault, ["check", "--read-data"]);
    await restic(peer, vault, ["restore", "latest", "--target", join(folder, "restored")]);
  },
);

/** Flips a byte in the middle of the first pack of file contents; gives its id. */
function damageDataPack(vault: VaultAccess): string {
  const packs = objectsIn(vault.url, "data").map((id) => ({
    id,
    path: objectPath(vault.url, "data", id),
  }));
  const sizes = packs.map(({ path }) => readFileSync(path).length);
  const largest = packs[sizes.indexOf(Math.max(...sizes))]!;
  const bytes = readFileSync(largest.path);
  bytes[bytes.length >> 1]! ^= 1;
  chmodSync(largest.path, 0o600);
  writeFileSync(largest.path, bytes);
  return largest.id;
}

testWithRestic(
  "repair snapshots: both programs make the same tree of a damaged one",
  async (peer, t) => {
    // restic 0.14 cannot do this.
    if (peer.version.startsWith("0.14")) return;
    const folder = temporaryFolder(t);
    makeOddFolder(join(folder, "source"));
    const vault = await resticVault(peer, folder);
    await restic(peer, vault, ["backup", "source"], { cwd: folder });
    const pack = damageDataPack(vault);
    await restic(peer, vault, ["repair", "packs", pack], { cwd: folder });
    const again = { ...vault, url: join(folder, "the same vault") };
    cpSync(vault.url, again.url, { recursive: true });
    await restera(vault, ["repair", "snapshots", "--forget"]);
    await restic(peer, again, ["repair", "snapshots", "--forget"]);
    const [ours, theirs] = [await snapshotsOf(peer, vault), await snapshotsOf(peer, again)];
    assert.equal(ours[0]!.tree, theirs[0]!.tree);
    assert.equal(ours[0]!.original, theirs[0]!.original);
  },
);

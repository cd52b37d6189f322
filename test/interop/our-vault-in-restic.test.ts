import assert from "node:assert/strict";
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { assertSameFolders } from "../support/compare-folders.ts";
import { describeFolder, type Folder } from "../support/describe-folder.ts";
import { makeOddFolder } from "../support/odd-folder.ts";
import { runRestera, type VaultAccess } from "../support/run-restera.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { findRestic, runRestic, testWithRestic } from "./peers.ts";
import { restera, resteraVault, restic, summaryOf } from "./restic-vault.ts";

/** Ways in which a folder changes between two backups. */
const changes: readonly ((folder: string) => void)[] = [
  () => undefined,
  (folder) => {
    appendFileSync(join(folder, "sizes/text"), "one line more\n");
    writeFileSync(join(folder, "names/plain"), "something else");
    renameSync(join(folder, "sizes/random-8388609"), join(folder, "sizes/moved"));
    rmSync(join(folder, "names/emoji 👩‍👩‍👧 🎈"));
    mkdirSync(join(folder, "new/below"), { recursive: true });
    writeFileSync(join(folder, "new/below/file"), seededBytes(77, 9 << 20));
  },
  (folder) => {
    rmSync(join(folder, "new"), { recursive: true });
    writeFileSync(join(folder, "new"), "a file where a folder was");
    rmSync(join(folder, "links/relative"));
    mkdirSync(join(folder, "links/relative"));
    linkSync(join(folder, "links/one"), join(folder, "links/relative/four"));
    symlinkSync("elsewhere", join(folder, "names/plain again"));
    writeFileSync(join(folder, "sizes/empty"), "no longer");
    writeFileSync(join(folder, "sizes/random-4096"), "");
  },
];

testWithRestic("restic checks and restores every one of our snapshots", async (peer, t) => {
  const folder = temporaryFolder(t);
  const source = join(folder, "source");
  makeOddFolder(source, { bytesInLinks: !peer.version.startsWith("0.14") });
  const vault = await resteraVault(folder);
  const snapshots: { id: string; was: Folder }[] = [];
  for (const change of changes) {
    change(source);
    const was = describeFolder(source);
    const summary = summaryOf(
      await restera(vault, ["backup", "--json", "source"], { cwd: folder }),
    );
    snapshots.push({ id: summary.snapshot_id, was });
    await restic(peer, vault, ["check", "--read-data"]);
  }
  for (const { id, was } of snapshots) {
    const target = join(folder, id.slice(0, 8));
    await restic(peer, vault, ["restore", id, "--target", target]);
    assertSameFolders(join(target, "source"), was);
  }
});

testWithRestic("restic reads single files, finds names and lists ours", async (peer, t) => {
  const folder = temporaryFolder(t);
  const source = join(folder, "source");
  makeOddFolder(source, { bytesInLinks: false });
  const vault = await resteraVault(folder);
  const words = ["backup", "--json", "--host", "elsewhere", "--tag", "one,two", "source"];
  const { snapshot_id: id } = summaryOf(await restera(vault, words, { cwd: folder }));
  assert.equal(
    await restic(peer, vault, ["dump", "latest", "/source/names/back\\slash\\n"]),
    "back\\slash\\n",
  );
  const [found] = JSON.parse(await restic(peer, vault, ["find", "--json", "日本語"])) as {
    matches: { path: string }[];
    snapshot: string;
  }[];
  assert.equal(found?.snapshot, id);
  assert.deepEqual(
    found.matches.map(({ path }) => path),
    ["/source/names/日本語"],
  );
  const listed = JSON.parse(
    await restic(peer, vault, ["snapshots", "--json", "--host", "elsewhere", "--tag", "two"]),
  ) as { id: string; tags: string[]; hostname: string }[];
  assert.deepEqual(
    listed.map((one) => [one.id, one.hostname, one.tags]),
    [[id, "elsewhere", ["one", "two"]]],
  );
  const stats = JSON.parse(
    await restic(peer, vault, ["stats", "--json", "--mode", "restore-size"]),
  ) as Record<string, number>;
  const ours = JSON.parse(
    await restera(vault, ["stats", "--json", "--mode", "restore-size"]),
  ) as Record<string, number>;
  assert.equal(ours["total_size"], stats["total_size"]);
  assert.equal(ours["total_file_count"], stats["total_file_count"]);
});

testWithRestic(
  "after restic has forgotten and pruned, all that is left is whole",
  async (peer, t) => {
    const folder = temporaryFolder(t);
    const source = join(folder, "source");
    makeOddFolder(source, { bytesInLinks: false, pipe: false });
    const vault = await resteraVault(folder);
    for (const change of changes) {
      change(source);
      await restera(vault, ["backup", "source"], { cwd: folder });
    }
    await restic(peer, vault, ["forget", "--keep-last", "1", "--prune", "--max-unused", "0"]);
    await restera(vault, ["check", "--read-data"]);
    const target = join(folder, "target");
    await restera(vault, ["restore", "latest", "--target", target]);
    assertSameFolders(join(target, "source"), source);
    const again = summaryOf(await restera(vault, ["backup", "--json", "source"], { cwd: folder }));
    assert.equal(again.data_blobs, 0);
    assert.equal(again.files_unmodified, again.total_files_processed);
  },
);

test("every option of how packs are written leaves a vault that restic accepts", async (t) => {
  const peer = findRestic("latest") ?? findRestic("0.14");
  if (peer === undefined) return t.skip("no restic here: run scripts/install-peers.sh");
  const folder = temporaryFolder(t);
  makeOddFolder(join(folder, "source"));
  const vault: VaultAccess = await resteraVault(folder);
  for (const options of [
    ["--compression", "off"],
    ["--compression", "max", "--exclude", "source/sizes"],
    ["--pack-size", "64"],
    ["--pack-size", "4", "--force"],
    ["--no-extra-verify", "--force"],
  ]) {
    await restera(vault, ["backup", ...options, "source"], { cwd: folder });
  }
  const checked = await runRestic(peer, vault, ["check", "--read-data"]);
  assert.equal(checked.status, 0, checked.stderr);
  const ours = await runRestera(vault, ["check", "--read-data"]);
  assert.equal(ours.code, 0, ours.stderr);
});

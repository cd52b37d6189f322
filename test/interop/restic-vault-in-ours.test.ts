import assert from "node:assert/strict";
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openVault } from "../../src/index.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { describeFolder, type Folder } from "../support/describe-folder.ts";
import { makeOddFolder } from "../support/odd-folder.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type Peer, testWithRestic } from "./peers.ts";
import { password, restera, restic, resticVault, summaryOf } from "./restic-vault.ts";

interface Case {
  readonly name: string;
  readonly init?: readonly string[];
  readonly backup?: readonly string[];
}

const cases: readonly Case[] = [
  { name: "compressed" },
  { name: "not compressed", backup: ["--compression", "off"] },
  { name: "with maximal compression", backup: ["--compression", "max"] },
  { name: "of format 1", init: ["--repository-version", "1"] },
  { name: "with large packs", backup: ["--pack-size", "128"] },
  { name: "with access times", backup: ["--with-atime"] },
];

for (const { name, init = [], backup = [] } of cases) {
  testWithRestic(`we list, check and restore restic's vault ${name}`, async (peer, t) => {
    const folder = temporaryFolder(t);
    const source = join(folder, "source");
    makeOddFolder(source, { bytesInLinks: !peer.version.startsWith("0.14"), pipe: false });
    const vault = await resticVault(peer, folder, init);
    const first = await backUp(peer, folder, ["--host", "alpha", "--tag", "a", ...backup]);
    writeFileSync(join(source, "names/plain"), "changed");
    appendFileSync(join(source, "sizes/random-8388608"), "and more");
    const second = await backUp(peer, folder, ["--host", "beta", "--tag", "b,c", ...backup]);

    const opened = await openVault(vault.url, { password });
    t.after(() => opened.close());
    assert.equal(opened.formatVersion, init.length > 0 ? 1 : 2);
    const listed = await opened.snapshots();
    assert.deepEqual(
      listed.map(({ id, hostname, tags }) => [id.slice(0, first.id.length), hostname, tags]),
      [
        [first.id, "alpha", ["a"]],
        [second.id, "beta", ["b", "c"]],
      ],
    );
    assert.deepEqual(
      (await opened.snapshots({ tags: ["c,b"] })).map(({ id }) => id),
      [listed[1]?.id],
    );
    assert.equal((await opened.snapshot("latest", { hosts: ["alpha"] })).id, listed[0]?.id);

    const report = await opened.check({ readData: true });
    assert.deepEqual(report.findings, []);
    assert.equal(report.packsRead, report.packs);
    for (const { id, was } of [first, second]) {
      const target = join(folder, id.slice(0, 8));
      const { problems } = await opened.restore({ snapshot: id, target });
      assert.deepEqual(problems, []);
      assertSameFolders(join(target, "source"), was);
    }
  });
}

async function backUp(
  peer: Peer,
  folder: string,
  options: readonly string[],
): Promise<{ id: string; was: Folder }> {
  const vault = { url: join(folder, "restic-vault"), password };
  const was = describeFolder(join(folder, "source"));
  const words = ["backup", "--json", ...options, "source"];
  const { snapshot_id: id } = summaryOf(await restic(peer, vault, words, { cwd: folder }));
  return { id, was };
}

for (const version of ["1", "2"]) {
  testWithRestic(`we add to restic's vault of format ${version}`, async (peer, t) => {
    const folder = temporaryFolder(t);
    const source = join(folder, "source");
    makeOddFolder(source, { bytesInLinks: false });
    const vault = await resticVault(peer, folder, ["--repository-version", version]);
    await restic(peer, vault, ["backup", "source"], { cwd: folder });
    appendFileSync(join(source, "sizes/text"), "one line more");
    const was = describeFolder(source);
    const ours = summaryOf(await restera(vault, ["backup", "--json", "source"], { cwd: folder }));
    assert.equal(ours.files_changed, 1);
    assert.equal(ours.files_unmodified, ours.total_files_processed - 1);
    await restic(peer, vault, ["check", "--read-data"]);
    const target = join(folder, "target");
    await restic(peer, vault, ["restore", ours.snapshot_id, "--target", target]);
    assertSameFolders(join(target, "source"), was);
    const theirs = summaryOf(
      await restic(peer, vault, ["backup", "--json", "source"], { cwd: folder }),
    );
    assert.equal(theirs.data_blobs, 0);
    assert.equal(theirs.files_unmodified, theirs.total_files_processed);
  });
}

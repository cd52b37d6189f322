import assert from "node:assert/strict";
import { join } from "node:path";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { makeOddFolder } from "../support/odd-folder.ts";
import { testWithRestic } from "./peers.ts";
import {
  backUpWithBoth,
  restera,
  resteraVault,
  restic,
  resticVault,
  summaryOf,
  treeOf,
} from "./restic-vault.ts";

for (const zone of ["UTC", "Europe/Paris"]) {
  testWithRestic(`a folder with everything gets restic's tree id in ${zone}`, async (peer, t) => {
    const folder = temporaryFolder(t);
    makeOddFolder(join(folder, "everything"), { bytesInLinks: !peer.version.startsWith("0.14") });
    const options = { cwd: folder, env: { TZ: zone } };
    const vault = await resteraVault(folder);
    const { ours, theirs } = await backUpWithBoth(peer, vault, ["everything"], options);
    assert.equal(
      await treeOf(peer, vault, theirs.snapshot_id),
      await treeOf(peer, vault, ours.snapshot_id),
    );
    assert.equal(theirs.data_blobs, 0);
    assert.equal(theirs.tree_blobs, 0);
    assert.equal(theirs.files_unmodified, theirs.total_files_processed);
    assert.equal(theirs.total_files_processed, ours.total_files_processed);
    assert.equal(theirs.total_bytes_processed, ours.total_bytes_processed);
  });
}

testWithRestic("our backup on top of restic's adds nothing", async (peer, t) => {
  const folder = temporaryFolder(t);
  makeOddFolder(join(folder, "everything"), { bytesInLinks: !peer.version.startsWith("0.14") });
  const vault = await resticVault(peer, folder);
  const options = { cwd: folder };
  const theirs = summaryOf(await restic(peer, vault, ["backup", "--json", "everything"], options));
  for (const more of [[], ["--force"]]) {
    const words = ["backup", "--json", ...more, "everything"];
    const ours = summaryOf(await restera(vault, words, options));
    assert.equal(ours.data_blobs, 0);
    assert.equal(ours.tree_blobs, 0);
    assert.equal(ours.total_files_processed, theirs.total_files_processed);
    assert.equal(ours.files_unmodified, more.length === 0 ? theirs.files_new : 0);
  }
});

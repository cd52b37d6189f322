import assert from "node:assert/strict";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { VaultAccess } from "../support/run-restera.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type Peer, testWithRestic } from "./peers.ts";
import { restera, restic, resticVault } from "./restic-vault.ts";

const cases: readonly (readonly string[])[] = [
  ["--exclude", "*.log"],
  ["--exclude", "/source/below", "--forget"],
  ["--iexclude", "A.TXT", "--exclude", "nothing", "latest"],
  ["--exclude", "*"],
  ["--new-host", "other", "--new-time", "2020-01-02 03:04:05", "--forget", "latest"],
  ["--snapshot-summary", "--new-host", "other"],
  ["--exclude", "*.log", "--dry-run", "--forget"],
  ["--include", "*.log"],
  ["--include", "/source/below", "--forget"],
  ["--iinclude", "A.TXT", "--include", "empty", "latest"],
  ["--include", "nothing", "--forget"],
  ["--include", "*.txt", "--include", "!a.txt", "--new-host", "other"],
  ["--include", "/", "--snapshot-summary"],
];

async function snapshotsOf(peer: Peer, vault: VaultAccess): Promise<unknown[]> {
  const all = JSON.parse(await restic(peer, vault, ["snapshots", "--json"])) as object[];
  // Ids are hashes of what is sealed, and so of all that is compared here.
  const bare = all.map((each) => ({ ...each, id: "", short_id: "" }));
  return bare.map((each) => JSON.stringify(each)).toSorted();
}

testWithRestic("snapshots are rewritten into what restic makes of them", async (peer, t) => {
  // Restic 0.14 has no such command.
  if (peer.version.startsWith("0.14")) return;
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "source/below/empty"), { recursive: true });
  for (const name of ["a.txt", "a.log", "below/b.log", "below/é.txt"]) {
    writeFileSync(join(folder, "source", name), `content of ${name}`);
  }
  const notUtf8 = Buffer.concat([
    Buffer.from(`${folder}/source/below/`),
    Buffer.from([0x61, 0xff]),
  ]);
  writeFileSync(notUtf8, "odd");
  const made = await resticVault(peer, folder);
  await restic(peer, made, ["backup", "--tag", "one", "source"], { cwd: folder });
  writeFileSync(join(folder, "source/a.txt"), "other content");
  await restera(made, ["backup", "source"], { cwd: folder });

  for (const [at, words] of cases.entries()) {
    const [ours, theirs] = ["ours", "theirs"].map((name) => {
      const url = join(folder, `${name}-${at}`);
      cpSync(made.url, url, { recursive: true });
      return { ...made, url };
    }) as [VaultAccess, VaultAccess];
    await restera(ours, ["rewrite", ...words]);
    await restic(peer, theirs, ["rewrite", ...words]);
    assert.deepEqual(
      await snapshotsOf(peer, ours),
      await snapshotsOf(peer, theirs),
      words.join(" "),
    );
    if (at < 2 || words[0] === "--include") await restic(peer, ours, ["check"]);
  }
});

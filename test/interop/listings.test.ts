import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { testWithRestic } from "./peers.ts";
import { restera, restic, resticVault } from "./restic-vault.ts";

const files = [
  "b.txt",
  "a.txt",
  "B.md",
  ".hidden",
  "none",
  "below/c.tar.gz",
  "below/é.txt",
  "below/deep/d",
];

testWithRestic("listings are in the order and the formats of restic's", async (peer, t) => {
  // Restic 0.14 has neither.
  if (peer.version.startsWith("0.14")) return;
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "source/below.d/empty"), { recursive: true });
  mkdirSync(join(folder, "source/below/deep"), { recursive: true });
  for (const [at, name] of files.entries()) {
    const path = join(folder, "source", name);
    writeFileSync(path, "x".repeat((at * 700) % 1500));
    utimesSync(path, 1_700_000_000 - at, at === 2 ? -5 : 1_600_000_000 + (at % 3));
  }
  symlinkSync("nowhere", join(folder, "source/link.txt"));
  execFileSync("mkfifo", [join(folder, "source/pipe")]);
  const vault = await resticVault(peer, folder);
  await restic(peer, vault, ["backup", "--with-atime", "source"], { cwd: folder });

  const orders = [
    ...[
      ["name", "--reverse"],
      ["size"],
      ["time", "--reverse"],
      ["mtime", "/source/below", "--recursive"],
    ],
    ...[["atime"], ["ctime"], ["extension"], ["extension", "--reverse"]],
  ];
  for (const order of orders) {
    const words = ["ls", "--json", "latest", "--sort", ...order];
    const [ours, theirs] = [await restera(vault, words), await restic(peer, vault, words)];
    assert.deepEqual(ours.split("\n").slice(1), theirs.split("\n").slice(1), order.join(" "));
  }
  for (const kind of ["blobs", "packs", "index", "snapshots", "keys", "locks"]) {
    const [ours, theirs] = [
      await restera(vault, ["list", kind]),
      await restic(peer, vault, ["list", kind]),
    ];
    assert.deepEqual(ours.split("\n").toSorted(), theirs.split("\n").toSorted(), kind);
    assert.notEqual(ours === "", kind !== "locks");
  }
  for (const more of [[], ["/source/below"], ["--recursive", "/source/below", "/source/none"]]) {
    const words = ["ls", "--ncdu", "latest", ...more];
    assert.equal(await restera(vault, words), await restic(peer, vault, words), more.join(" "));
  }
});

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "node:test";
import { runRestera } from "../support/run-restera.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { objectsIn } from "../support/test-vault.ts";
import { runRestic, testWithRestic } from "./peers.ts";
import { restera, resteraVault, restic } from "./restic-vault.ts";

interface Group {
  readonly host: string;
  readonly paths: readonly string[];
  readonly keep: readonly { readonly id: string }[];
  readonly remove: readonly { readonly id: string }[] | null;
  readonly reasons: readonly object[];
}

describe("forget", () => {
  testWithRestic("tells in its JSON what restic tells", async (peer, t) => {
    const folder = temporaryFolder(t);
    const vault = await resteraVault(folder);
    for (const name of ["one", "two"]) {
      const source = join(folder, name);
      mkdirSync(source);
      for (const time of ["2026-01-01T10:00:00Z", "2026-01-02T10:00:00Z", "2026-01-02T11:00:00Z"]) {
        writeFileSync(join(source, "file"), `${name} ${time}`);
        const words = ["backup", "--time", time.replace("T", " ").slice(0, 19), source];
        if (time.includes("T11")) await restic(peer, vault, [...words, "--tag", "kept,old"]);
        else await restera(vault, [...words, "--exclude", "*.tmp"]);
      }
    }
    const words = ["forget", "--keep-daily", "1", "--keep-tag", "old", "--dry-run", "--json"];
    const ours = sorted(JSON.parse(await restera(vault, words)) as Group[]);
    const theirs = sorted(JSON.parse(await restic(peer, vault, words)) as Group[]);
    assert.equal(ours.length, 2);
    // restic 0.14 has fields fewer in snapshots, and counters in reasons.
    if (!peer.version.startsWith("0.14")) assert.deepEqual(ours, theirs);
    assert.deepEqual(ours.map(idsOf), theirs.map(idsOf));

    const doomed = ours.flatMap(({ remove }) => (remove ?? []).map(({ id }) => id));
    await restera(
      vault,
      words.filter((word) => word !== "--dry-run"),
    );
    const left = objectsIn(vault.url, "snapshots");
    assert.equal(left.length, 6 - doomed.length);
    await restic(peer, vault, ["forget", left[0]!]);
    assert.deepEqual(objectsIn(vault.url, "snapshots"), left.slice(1));
    await restic(peer, vault, ["check"]);
  });

  testWithRestic("refuses what restic refuses", async (peer, t) => {
    if (peer.version.startsWith("0.14")) return;
    const folder = temporaryFolder(t);
    const vault = await resteraVault(folder);
    writeFileSync(join(folder, "file"), "content");
    await restera(vault, ["backup", join(folder, "file")]);
    for (const words of [
      [],
      ["--unsafe-allow-remove-all"],
      ["--keep-tag", "none"],
      ["--keep-tag", "none", "--unsafe-allow-remove-all", "--path", join(folder, "file")],
      ["--keep-last", "1", "--no-lock"],
      ["--keep-last", "-1"],
    ]) {
      const theirs = await runRestic(peer, vault, ["forget", ...words]);
      const ours = await runRestera(vault, ["forget", ...words]);
      assert.notEqual(theirs.status, 0, words.join(" "));
      assert.ok(ours.code === 1 || ours.code === 2, words.join(" "));
    }
    assert.equal(objectsIn(vault.url, "snapshots").length, 1);
    const allowed = ["--unsafe-allow-remove-all", "--path", join(folder, "file")];
    await restera(vault, ["forget", ...allowed]);
    assert.equal(objectsIn(vault.url, "snapshots").length, 0);
  });
});

function sorted(groups: readonly Group[]): Group[] {
  return groups.toSorted((a, b) => (a.paths.join() < b.paths.join() ? -1 : 1));
}

function idsOf({ keep, remove }: Group): readonly string[][] {
  return [keep.map(({ id }) => id), (remove ?? []).map(({ id }) => id)];
}

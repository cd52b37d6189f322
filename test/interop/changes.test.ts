import assert from "node:assert/strict";
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "node:test";
import { jsonLines, type VaultAccess } from "../support/run-restera.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type Peer, testWithRestic } from "./peers.ts";
import { restera, resteraVault, restic, resticVault, summaryOf } from "./restic-vault.ts";

type Json = Record<string, unknown>;

interface Backups {
  readonly vault: VaultAccess;
  readonly first: string;
  readonly second: string;
}

/** restic's vault with two snapshots of a folder in which everything can happen between them. */
async function twoBackups(peer: Peer, folder: string): Promise<Backups> {
  const vault = await resticVault(peer, folder);
  const source = join(folder, "source");
  makeSource(source);
  const backUp = async (): Promise<string> =>
    summaryOf(await restic(peer, vault, ["backup", "--json", "source"], { cwd: folder }))
      .snapshot_id;
  const first = await backUp();
  changeSource(source);
  return { vault, first, second: await backUp() };
}

function makeSource(source: string): void {
  mkdirSync(join(source, "same/below"), { recursive: true });
  mkdirSync(join(source, "going/away"), { recursive: true });
  writeFileSync(join(source, "same/below/file"), "the same");
  writeFileSync(join(source, "going/away/file"), "it goes");
  writeFileSync(join(source, "changed"), "before");
  writeFileSync(join(source, "large"), seededBytes(1, 3 << 20));
  writeFileSync(join(source, "mode"), "the same");
  writeFileSync(join(source, "Kind"), "a file");
  writeFileSync(join(source, "moved"), "moved along");
}

function changeSource(source: string): void {
  rmSync(join(source, "going"), { recursive: true });
  writeFileSync(join(source, "changed"), "after it");
  writeFileSync(join(source, "large"), Buffer.concat([seededBytes(1, 3 << 20), seededBytes(2, 9)]));
  chmodSync(join(source, "mode"), 0o600);
  rmSync(join(source, "Kind"));
  symlinkSync("mode", join(source, "Kind"));
  mkdirSync(join(source, "new/below"), { recursive: true });
  writeFileSync(join(source, "new/below/Färbung"), "new");
  renameSync(join(source, "moved"), join(source, "new/moved"));
}

async function jsonOf(text: Promise<string>): Promise<Json[]> {
  return JSON.parse(await text) as Json[];
}

describe("diff", () => {
  testWithRestic("says what restic says, in its JSON", async (peer, t) => {
    const { vault, first, second } = await twoBackups(peer, temporaryFolder(t));
    for (const words of [
      ["diff", first, second],
      ["diff", "--metadata", second, first],
      ["diff", first, first],
      ["diff", "--metadata", `${first}:/source/same`, `${second}:/source/new`],
    ]) {
      // restic 0.14 has no folders of snapshots here.
      if (peer.version.startsWith("0.14") && words.at(-1)!.includes(":")) continue;
      const ours = jsonLines(await restera(vault, [...words, "--json"]));
      assert.deepEqual(ours, jsonLines(await restic(peer, vault, [...words, "--json"])));
    }
  });
});

describe("find", () => {
  testWithRestic("finds what restic finds", async (peer, t) => {
    const { vault, first } = await twoBackups(peer, temporaryFolder(t));
    const old = peer.version.startsWith("0.14");
    for (const words of [
      ["find", "file"],
      ["find", "*a*", "/source/new"],
      ["find", "-i", "kind", "FÄRBUNG"],
      ["find", "--oldest", "2000-01-01", "--newest", "2001-01-01 10:00", "*"],
      ["find", "--oldest", "2000-01-01 10:00:00", "large"],
      ["find", "--snapshot", first.slice(0, 8), "m*"],
      ["find", "/source/**/file"],
    ]) {
      const ours = await jsonOf(restera(vault, [...words, "--json"]));
      const theirs = await jsonOf(restic(peer, vault, [...words, "--json"]));
      assert.deepEqual(sorted(ours, old), sorted(theirs, old), words.join(" "));
    }
  });

  testWithRestic("finds what blobs, trees and packs belong to", async (peer, t) => {
    const { vault, first, second } = await twoBackups(peer, temporaryFolder(t));
    const [tree, blob] = await ids(peer, vault, first);
    const old = peer.version.startsWith("0.14");
    const packs = (await restic(peer, vault, ["list", "packs"])).trim().split("\n");
    for (const words of [
      ["find", "--blob", blob],
      ["find", "--blob", blob.slice(0, 8)],
      ["find", "--tree", tree.slice(0, 8), "--snapshot", first],
      ...packs.map((pack) => ["find", "--pack", pack, "--snapshot", second]),
    ]) {
      const ours = await jsonOf(restera(vault, [...words, "--json"]));
      const theirs = await jsonOf(restic(peer, vault, [...words, "--json"]));
      const plain = (found: Json[]): string[] =>
        found
          // restic 0.14 looks for the files of packs alone.
          .filter(({ object_type: type }) => !old || !words.includes("--pack") || type === "blob")
          .map((object) => JSON.stringify({ ...object, pack: undefined }))
          .toSorted();
      assert.deepEqual(plain(ours), plain(theirs), words.join(" "));
    }
  });
});

/** restic 0.14 lists snapshots in no order, and nodes without their inode. */
function sorted(found: Json[], isOld: boolean): Json[] {
  if (!isOld) return found;
  const plain = found.map((one) => ({
    ...one,
    matches: (one["matches"] as Json[]).map((match) => without(match, "inode")),
  }));
  return plain.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

function without(json: Json, field: string): Json {
  return Object.fromEntries(Object.entries(json).filter(([name]) => name !== field));
}

/** The tree of the folder in a snapshot, and the blob of its file `changed`. */
async function ids(peer: Peer, vault: VaultAccess, snapshot: string): Promise<[string, string]> {
  interface Tree {
    readonly nodes: { name: string; subtree?: string; content?: string[] }[];
  }
  const { tree } = JSON.parse(await restic(peer, vault, ["cat", "snapshot", snapshot])) as {
    tree: string;
  };
  const load = async (id: string): Promise<Tree["nodes"]> =>
    (JSON.parse(await restic(peer, vault, ["cat", "blob", id])) as Tree).nodes;
  const folder = (await load(tree))[0]!.subtree!;
  const below = await load(folder);
  return [folder, below.find(({ name }) => name === "changed")!.content![0]!];
}

describe("tag", () => {
  testWithRestic("changes tags as restic does", async (peer, t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, "file"), "content");
    const vault = await resteraVault(folder);
    const made = await restera(vault, ["backup", "--json", "--tag", "a", join(folder, "file")]);
    const { snapshot_id: first } = summaryOf(made);
    await restera(vault, ["tag", "--add", "b,c", "latest"]);
    await restic(peer, vault, ["tag", "--remove", "a", "--add", "d", "latest"]);
    const [changed] = jsonLines(await restera(vault, ["tag", "--json", "--remove", "c"]));
    const [only, ...others] = await jsonOf(restic(peer, vault, ["snapshots", "--json"]));
    assert.deepEqual(others, []);
    assert.deepEqual((only!["tags"] as string[]).toSorted(), ["b", "d"]);
    assert.equal(only!["original"], first);
    assert.equal(changed!["new_snapshot_id"], only!["id"]);
    await restera(vault, ["tag", "--set", ""]);
    const [bare] = await jsonOf(restic(peer, vault, ["snapshots", "--json"]));
    assert.equal(bare!["tags"], undefined);
    await restic(peer, vault, ["check", "--read-data"]);
  });
});

import assert from "node:assert/strict";
import { lstatSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { Vault } from "../../src/index.ts";
import { type CraftedNode, CraftedVault } from "../support/crafted-vault.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { collect, newVault } from "../support/test-vault.ts";

const lock = { take: false };

interface Scene {
  readonly folder: string;
  readonly vault: Vault;
  readonly crafted: CraftedVault;
}

async function makeScene(t: TestContext): Promise<Scene> {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  return { folder, vault, crafted: await CraftedVault.open(access) };
}

test("what check finds wrong with nodes, repair snapshots takes away, and nothing else", async (t) => {
  const { folder, vault, crafted } = await makeScene(t);
  const beside = (name: string, node: CraftedNode): CraftedNode =>
    crafted.folder(name, [crafted.file("good"), node]);
  const { subtree: _, ...withoutTree } = crafted.folder("bad", []);
  const wrong = [
    beside("a door", crafted.file("bad", "x", { type: "door" })),
    beside("a larger size", crafted.file("bad", "abc", { size: 100 })),
    beside("a smaller size", crafted.file("bad", "abc", { size: 1 })),
    beside("a time that is none", crafted.file("bad", "x", { mtime: "yesterday" })),
    beside("an escape that Go does not know", crafted.file("bad\\q")),
    beside("no list of content", crafted.file("bad", "", { content: null, size: 10 })),
    beside("no list of nodes", withoutTree),
    beside("the same name again", crafted.file("good", "another")),
  ];
  const fine = beside("numbers that doubles do not hold", wideNode(crafted));
  const snapshot = await crafted.snapshot([...wrong, fine]);
  const { findings } = await vault.check();
  assert.equal(findings.length, wrong.length, JSON.stringify(findings, null, 1));
  const { snapshots } = await vault.repairSnapshots({ forget: true });
  assert.deepEqual(
    snapshots.map((one) => [one.snapshot.id, one.damage.length]),
    [[snapshot, wrong.length]],
  );
  assert.deepEqual((await vault.check({ readData: true })).findings, []);
  const target = join(folder, "target");
  const { problems } = await vault.restore({ snapshot: "latest", target, lock });
  assert.deepEqual(problems, []);
  for (const name of [...wrong, fine].map((node) => String(node["name"]))) {
    assert.equal(readFileSync(join(target, name, "good"), "utf8"), "content of good", name);
  }
  assert.equal(readFileSync(join(target, String(fine["name"]), "wide"), "utf8"), "x");
});

/** Its text has all digits of the number; JSON.stringify alone would round it. */
function wideNode(crafted: CraftedVault): CraftedNode {
  const inode = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(
    "18446744073709551615",
  );
  return crafted.file("wide", "x", { inode });
}

test("a backup reads a file anew whose node in the parent does not have all of it", async (t) => {
  const { folder, vault, crafted } = await makeScene(t);
  const path = join(folder, "file");
  writeFileSync(path, "all of it");
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  const mtime = lstatSync(path).mtime.toISOString();
  for (const content of [null, crafted.file("file", "torn")["content"]]) {
    const node = crafted.file("file", "", { content, size: 9, mtime });
    const parent = await crafted.snapshot([node], { paths: [path], hostname: "h" });
    const { snapshot } = await vault.backUp({
      ...{ paths: ["file"], workingFolder: folder, host: "h", lock },
      ...{ parent, ignoreInode: true, ignoreCtime: true },
    });
    const parts = await collect(vault.readFile(snapshot!.id, "/file"));
    assert.equal(Buffer.concat(parts).toString(), "all of it");
  }
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import type { Problem, RestoreInput, RestoreResult, Vault } from "../../src/index.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { type CraftedNode, CraftedVault } from "../support/crafted-vault.ts";
import { describeFolder, type Folder } from "../support/describe-folder.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { newVault } from "../support/test-vault.ts";

/** A vault, a target to restore into, and beside it what must stay as it is. */
class Scene {
  readonly vault: Vault;
  readonly crafted: CraftedVault;
  readonly world: string;
  readonly outside: string;
  readonly target: string;
  private constructor(folder: string, vault: Vault, crafted: CraftedVault) {
    this.vault = vault;
    this.crafted = crafted;
    this.world = join(folder, "world");
    this.outside = join(this.world, "outside");
    this.target = join(this.world, "deep/target");
    mkdirSync(join(this.outside, "folder"), { recursive: true });
    mkdirSync(this.target, { recursive: true });
    for (const name of ["file", "evil", "folder/file", "folder/evil"]) {
      writeFileSync(join(this.outside, name), "precious");
    }
  }

  static async create(t: TestContext): Promise<Scene> {
    const folder = temporaryFolder(t);
    const { vault, access } = await newVault(t, folder);
    return new Scene(folder, vault, await CraftedVault.open(access));
  }

  /** Restores a snapshot of these nodes, then sees that nothing changed outside the target. */
  async restore(
    nodes: readonly CraftedNode[],
    more: Partial<RestoreInput> = {},
  ): Promise<RestoreResult> {
    const before = this.describe();
    const snapshot = await this.crafted.snapshot(nodes);
    const lock = { take: false };
    const result = await this.vault.restore({ snapshot, target: this.target, lock, ...more });
    const after = this.describe();
    assertSameFolders(after.outside, before.outside);
    assert.deepEqual(after.names, before.names);
    return result;
  }

  private describe(): { readonly outside: Folder; readonly names: readonly string[] } {
    const names = [...readdirSync(this.world), ...readdirSync(join(this.world, "deep"))];
    return { outside: describeFolder(this.outside), names };
  }

  /** What a restore of a harmless file beside the hostile nodes leaves in the target. */
  content(name: string): string {
    return readFileSync(join(this.target, name), "utf8");
  }
}

/** Where damage was met; everything else that went wrong is shown with what it was. */
function damagedPaths(problems: readonly Problem[]): string[] {
  return problems
    .map(({ path, problem, damaged }) => (damaged === true ? path : `${path}: ${problem}`))
    .toSorted();
}

function pathsOf(nodes: readonly CraftedNode[]): string[] {
  return nodes.map(({ name }) => `/${String(name)}`).toSorted();
}

const hostileNames = {
  "the folder above": "..",
  "the folder itself": ".",
  nothing: "",
  "an absolute path": "/tmp/evil",
  "a path that leads out": "../../outside/evil",
  "a path that goes down": "folder/evil",
  "a path in Go's escapes": "..\\x2fevil",
  "two dots in Go's escapes": "\\x2e\\u002e",
  "a NUL byte": "evil\\x00.txt",
  "an escape that Go does not know": "evil\\q",
};

test("a name that is no name makes its folder damaged, and nothing of it is written", async (t) => {
  const scene = await Scene.create(t);
  const { crafted } = scene;
  const folders = Object.entries(hostileNames).flatMap(([what, name]) => [
    crafted.folder(`file: ${what}`, [crafted.file(name, "evil")]),
    crafted.folder(`folder: ${what}`, [crafted.folder(name, [crafted.file("evil")])]),
    crafted.folder(`link: ${what}`, [crafted.link(name, "/etc")]),
  ]);
  const { problems } = await scene.restore([...folders, crafted.file("good")]);
  assert.equal(scene.content("good"), "content of good");
  assert.deepEqual(damagedPaths(problems), pathsOf(folders));
  for (const { name } of folders) {
    assert.deepEqual(readdirSync(join(scene.target, String(name))), [], String(name));
  }
});

test("two nodes of one name, a link and then a folder, lead nowhere", async (t) => {
  const scene = await Scene.create(t);
  const { crafted, outside } = scene;
  for (const second of ["twice", "\\x74wice"]) {
    const nodes = [
      crafted.link("twice", join(outside, "folder")),
      crafted.folder(second, [crafted.file("evil")]),
    ];
    for (const order of [nodes, nodes.toReversed()]) {
      const { problems } = await scene.restore([crafted.folder("bad", order)]);
      assert.equal(problems.length, 1);
      assert.match(problems[0]!.problem, /twice/);
    }
  }
});

test("a link of an earlier restore is replaced by the folder of a later one, not followed", async (t) => {
  const scene = await Scene.create(t);
  const { crafted, outside, target } = scene;
  await scene.restore([crafted.link("name", outside), crafted.link("file", join(outside, "file"))]);
  assert.ok(lstatSync(join(target, "name")).isSymbolicLink());
  const { problems } = await scene.restore([
    crafted.folder("name", [
      crafted.file("evil"),
      crafted.folder("folder", [crafted.file("evil")]),
    ]),
    crafted.file("file"),
  ]);
  assert.deepEqual(problems, []);
  assert.ok(lstatSync(join(target, "name")).isDirectory());
  assert.ok(lstatSync(join(target, "file")).isFile());
  assert.equal(scene.content("name/folder/evil"), "content of evil");
});

for (const overwrite of ["always", "if-changed", "if-newer", "never"] as const) {
  test(`links in the target are not followed with --overwrite ${overwrite}`, async (t) => {
    const scene = await Scene.create(t);
    const { crafted, outside, target } = scene;
    symlinkSync(outside, join(target, "folder link"));
    symlinkSync(join(outside, "file"), join(target, "file link"));
    symlinkSync(join(outside, "new"), join(target, "dangling link"));
    linkSync(join(outside, "evil"), join(target, "hard link"));
    const nodes = [
      crafted.folder("folder link", [crafted.file("evil"), crafted.file("new")]),
      crafted.file("file link", "12345678"),
      crafted.file("dangling link"),
      crafted.file("hard link", "12345678"),
      crafted.file("plain"),
    ];
    await scene.restore(nodes, { overwrite });
    assert.equal(scene.content("plain"), "content of plain");
  });
}

test("--delete removes links in the target and not what they point to", async (t) => {
  const scene = await Scene.create(t);
  const { crafted, outside, target } = scene;
  symlinkSync(outside, join(target, "not in the snapshot"));
  symlinkSync(outside, join(target, "folder"));
  const { problems } = await scene.restore([crafted.folder("folder", [])], { delete: true });
  assert.deepEqual(problems, []);
  assert.deepEqual(readdirSync(target), ["folder"]);
  assert.deepEqual(readdirSync(join(target, "folder")), []);
});

test("a folder of links is restored as it is, whatever the links point to", async (t) => {
  const scene = await Scene.create(t);
  const { crafted, outside, target } = scene;
  const nodes = ["..", "../..", "/", outside, "itself"].map((to, i) =>
    crafted.link(`link ${i}`, to),
  );
  const { problems } = await scene.restore([...nodes, crafted.link("itself", "itself")]);
  assert.deepEqual(problems, []);
  assert.equal(readdirSync(target).length, nodes.length + 1);
});

test("nodes that lie about their content are named, and the rest is restored", async (t) => {
  const scene = await Scene.create(t);
  const { crafted } = scene;
  const nowhere = "ab".repeat(32);
  const otherTree = crafted.tree([crafted.file("other")]);
  const nodes = [
    crafted.file("a larger size", "content", { size: 1e15 }),
    crafted.file("a smaller size", "content", { size: 1 }),
    crafted.file("a blob from nowhere", "content", { content: [nowhere] }),
    crafted.file("one of two names", "content", { content: [nowhere], inode: 5, links: 2 }),
    crafted.file("the other name", "content", { content: [nowhere], inode: 5, links: 2 }),
    crafted.file("a tree as content", "content", { content: [otherTree] }),
    crafted.folder("a folder from nowhere", [], { subtree: nowhere }),
    crafted.file("good"),
  ];
  const { problems } = await scene.restore(nodes, { sparse: true });
  assert.deepEqual(damagedPaths(problems), pathsOf(nodes.slice(0, -1)));
  assert.equal(scene.content("good"), "content of good");
  // A size that was noted wrongly takes nothing away from what the blobs hold.
  for (const name of ["a larger size", "a smaller size"]) {
    assert.equal(scene.content(name), "content");
  }
});

test("nodes with impossible fields make their folder damaged, never the program fail", async (t) => {
  const scene = await Scene.create(t);
  const { crafted } = scene;
  const changes: CraftedNode[] = [
    { type: 7 },
    { mode: -1 },
    { mode: 2 ** 40 },
    { uid: "root" },
    { size: -5 },
    { size: "many" },
    { mtime: "yesterday" },
    { mtime: 12 },
    { content: "none" },
    { content: ["short"] },
    { name: 7 },
    { inode: -1 },
    { links: 1.5 },
    { linktarget_raw: "!" },
    { extended_attributes: [{}] },
  ];
  const folders = changes.map((change) =>
    crafted.folder(JSON.stringify(change).replaceAll('"', ""), [crafted.file("file", "x", change)]),
  );
  const { problems } = await scene.restore([...folders, crafted.file("good")]);
  assert.equal(scene.content("good"), "content of good");
  assert.deepEqual(damagedPaths(problems), pathsOf(folders));
});

test("what cannot be made is named, and its siblings are restored", async (t) => {
  const scene = await Scene.create(t);
  const { crafted } = scene;
  const { subtree: _, ...withoutTree } = crafted.folder("no tree", []);
  const nodes = [
    crafted.file("a door", "x", { type: "door" }),
    crafted.file("no type", "x", { type: "" }),
    crafted.file("no list of content", "", { content: null, size: 3 }),
    crafted.link("a link to nothing", ""),
    withoutTree,
  ];
  const { problems } = await scene.restore([...nodes, crafted.file("good")]);
  assert.deepEqual(problems.map(({ path }) => path).toSorted(), pathsOf(nodes));
  assert.equal(scene.content("good"), "content of good");
});

test("the same file under many names, some of them impossible to link, is restored", async (t) => {
  const scene = await Scene.create(t);
  const { crafted, target } = scene;
  const linked = { inode: 5, device_id: 9, links: 3 };
  const { problems } = await scene.restore([
    crafted.file("a", "one", linked),
    crafted.folder("b", [crafted.file("a", "one", linked)]),
    crafted.file("c", "another content with the same number", linked),
  ]);
  assert.deepEqual(problems, []);
  assert.equal(lstatSync(join(target, "a")).ino, lstatSync(join(target, "b/a")).ino);
  assert.equal(scene.content("c"), "another content with the same number");
});

test("folders deeper than any path may be are restored, or named, and so is the rest", async (t) => {
  const scene = await Scene.create(t);
  const { crafted, target } = scene;
  let deep: CraftedNode = crafted.file("bottom");
  for (let level = 0; level < 2500; level++) deep = crafted.folder("d", [deep]);
  const { problems } = await scene.restore([deep, crafted.file("good")]);
  // Linux reaches any depth; elsewhere a path has an end.
  const bottom = execFileSync("find", [target, "-name", "bottom"], { encoding: "utf8" });
  assert.ok(problems.length > 0 || bottom.trim().endsWith("/d/bottom"));
  assert.equal(scene.content("good"), "content of good");
});

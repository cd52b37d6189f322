import assert from "node:assert/strict";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { after, before, describe, test, type TestContext } from "node:test";
import type { RestoreInput, RestoreResult, Vault } from "../../src/index.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { describeFolder } from "../support/describe-folder.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { isError, newVault } from "../support/test-vault.ts";

const lock = { take: false };
const itself = (path: string): boolean => path === ".";

describe("restore", () => {
  const cleanUps: (() => void | Promise<void>)[] = [];
  let vault: Vault;
  let source: string;

  before(async () => {
    const owner = { after: (work: () => void | Promise<void>) => void cleanUps.push(work) };
    const folder = temporaryFolder(owner);
    source = join(folder, "source");
    mkdirSync(join(source, "docs/old"), { recursive: true });
    mkdirSync(join(source, "code"));
    for (const name of ["docs/a.md", "docs/old/b.md", "docs/old/c.txt", "code/d.ts", "e.md"]) {
      writeFileSync(join(source, name), name);
    }
    writeFileSync(join(source, "large"), seededBytes(9, 10 << 20));
    linkSync(join(source, "large"), join(source, "docs/large again"));
    symlinkSync("e.md", join(source, "link"));
    utimesSync(join(source, "docs"), 1_000_000, 1_000_000);
    ({ vault } = await newVault(owner, folder));
    await vault.backUp({ paths: [source] });
  });
  after(async () => {
    for (const cleanUp of cleanUps.toReversed()) await cleanUp();
  });

  function restore(target: string, more: Partial<RestoreInput> = {}): Promise<RestoreResult> {
    return vault.restore({ snapshot: `latest:${source}`, target, lock, ...more });
  }

  /** All files below a folder, by path. */
  function filesIn(folder: string): string[] {
    return [...describeFolder(folder)]
      .filter(([, { type }]) => type !== "dir")
      .map(([path]) => path)
      .toSorted();
  }

  async function assertRestores(
    t: TestContext,
    more: Partial<RestoreInput>,
    expected: string[],
  ): Promise<void> {
    const target = join(temporaryFolder(t), "target");
    const { problems } = await restore(target, more);
    assert.deepEqual(problems, []);
    assert.deepEqual(filesIn(target), expected, JSON.stringify(more));
  }

  test("of what is included, and of what is not excluded", async (t) => {
    await assertRestores(t, { include: ["*.md"] }, ["docs/a.md", "docs/old/b.md", "e.md"]);
    await assertRestores(t, { include: ["/docs/old"] }, ["docs/old/b.md", "docs/old/c.txt"]);
    await assertRestores(t, { iinclude: ["*.TS"] }, ["code/d.ts"]);
    await assertRestores(t, { include: ["nothing"] }, []);
    await assertRestores(t, { exclude: ["docs", "large"] }, ["code/d.ts", "e.md", "link"]);
    const noText = ["docs/a.md", "docs/large again", "docs/old/b.md"];
    await assertRestores(t, { exclude: ["*.txt", "/code", "/e.md", "/large", "link"] }, noText);
    const both = restore(join(temporaryFolder(t), "t"), { include: ["a"], exclude: ["b"] });
    await assert.rejects(both, isError("usage", /--include and --exclude/));
  });

  test("of a folder in the snapshot", async (t) => {
    const target = join(temporaryFolder(t), "target");
    await restore(target, { snapshot: `latest:${source}/docs/old` });
    assertSameFolders(target, join(source, "docs/old"), { without: itself });
  });

  test("over a tree with other things in it", async (t) => {
    const target = join(temporaryFolder(t), "target");
    await restore(target);
    appendFileSync(join(target, "e.md"), " changed");
    writeFileSync(join(target, "large"), seededBytes(9, 10 << 20).fill(0, 5 << 20, (5 << 20) + 9));
    rmSync(join(target, "code/d.ts"));
    chmodSync(join(target, "docs/a.md"), 0o600);
    rmSync(join(target, "link"));
    symlinkSync("elsewhere", join(target, "link"));
    rmSync(join(target, "docs/old/b.md"));
    symlinkSync("c.txt", join(target, "docs/old/b.md"));
    writeFileSync(join(target, "more"), "more");
    const { problems } = await restore(target);
    assert.deepEqual(problems, []);
    assert.equal(readFileSync(join(target, "more"), "utf8"), "more");
    rmSync(join(target, "more"));
    assertSameFolders(target, source, { without: itself });
  });

  test("with --delete takes away what the snapshot does not have, and a dry run only says so", async (t) => {
    const target = join(temporaryFolder(t), "target");
    await restore(target);
    mkdirSync(join(target, "docs/more/below"), { recursive: true });
    writeFileSync(join(target, "docs/more/below/file"), "more");
    rmSync(join(target, "e.md"));
    mkdirSync(join(target, "e.md"));
    const before = describeFolder(target);
    const dry = await restore(target, { delete: true, dryRun: true });
    assertSameFolders(target, before);
    const planned = [...dry.plan.actions()].filter(({ action }) => action === "delete");
    assert.deepEqual(
      planned.map(({ path }) => path),
      [join(target, "docs/more")],
    );
    const { plan, problems } = await restore(target, { delete: true });
    assert.equal(plan.hash, dry.plan.hash);
    assert.deepEqual(problems, []);
    assertSameFolders(target, source, { without: itself });
  });

  test("keeps what --overwrite says", async (t) => {
    const target = join(temporaryFolder(t), "target");
    cpSync(source, target, { recursive: true });
    const mine = join(target, "e.md");
    const replaced = async (
      overwrite: RestoreInput["overwrite"],
      mtime: number,
    ): Promise<boolean> => {
      writeFileSync(mine, "mine");
      utimesSync(mine, mtime, mtime);
      const { problems } = await restore(target, { ...(overwrite && { overwrite }) });
      assert.deepEqual(problems, []);
      return readFileSync(mine, "utf8") !== "mine";
    };
    const [past, future] = [1_000, 4_000_000_000];
    assert.equal(await replaced("never", past), false);
    assert.equal(await replaced("if-newer", future), false);
    assert.equal(await replaced("if-newer", past), true);
    assert.equal(await replaced("if-changed", past), true);
    assert.equal(await replaced(undefined, future), true);
  });

  test("into a folder that is reached through a link", async (t) => {
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, "real"));
    writeFileSync(join(folder, "real/e.md"), "an older one");
    symlinkSync("real", join(folder, "link"));
    const { problems } = await restore(join(folder, "link"));
    assert.deepEqual(problems, []);
    assert.ok(lstatSync(join(folder, "link")).isSymbolicLink());
    assertSameFolders(join(folder, "real"), source, { without: itself });
  });

  test("into a target that is a file is refused, and the file is left alone", async (t) => {
    const target = join(temporaryFolder(t), "target");
    writeFileSync(target, "precious");
    await assert.rejects(restore(target));
    assert.equal(readFileSync(target, "utf8"), "precious");
  });

  test("where a folder stands in a file's place leaves it, and names it", async (t) => {
    const target = join(temporaryFolder(t), "target");
    mkdirSync(join(target, "e.md"), { recursive: true });
    writeFileSync(join(target, "e.md/mine"), "mine");
    const { problems } = await restore(target);
    assert.deepEqual(
      problems.map(({ path }) => path),
      ["/e.md"],
    );
    assert.ok(existsSync(join(target, "e.md/mine")));
    assert.equal(readFileSync(join(target, "docs/a.md"), "utf8"), "docs/a.md");
  });

  test("a second time changes nothing and fetches nothing", async (t) => {
    const folder = temporaryFolder(t);
    const target = join(folder, "target");
    await restore(target);
    // Keeps the link's inode: one that is made anew gets another.
    linkSync(join(target, "link"), join(folder, "the same link"));
    const inodes = (): bigint[] =>
      readdirSync(target).map((name) => lstatSync(join(target, name), { bigint: true }).ino);
    const before = inodes();
    const { plan, problems } = await restore(target, { overwrite: "if-changed" });
    assert.deepEqual(problems, []);
    assert.equal(plan.create, 0);
    assert.deepEqual(inodes(), before);
    assertSameFolders(target, source, { without: itself });
  });
});

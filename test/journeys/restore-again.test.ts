import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join, relative } from "node:path";
import { after, before, describe, test, type TestContext } from "node:test";
import {
  openVault,
  type RestoreInput,
  type RestoreProgress,
  type RestoreResult,
  type RunOptions,
  type Vault,
} from "../../src/index.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { describeFolder } from "../support/describe-folder.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { isError, newVault, password } from "../support/test-vault.ts";

const lock = { take: false };
const mib = 1 << 20;
const without = (path: string): boolean => path === ".";

describe("a restore over what is there", () => {
  const cleanUps: (() => void | Promise<void>)[] = [];
  let vault: Vault;
  let source: string;

  before(async () => {
    const folder = temporaryFolder({ after: (work) => void cleanUps.push(work) });
    source = join(folder, "source");
    mkdirSync(join(source, "sub/empty"), { recursive: true });
    writeFileSync(join(source, "large"), seededBytes(1, 60 * mib));
    writeFileSync(join(source, "sub/larger"), seededBytes(2, 90 * mib));
    writeFileSync(join(source, "sub/small"), "small");
    writeFileSync(join(source, "plain"), "plain");
    chmodSync(join(source, "sub"), 0o750);
    utimesSync(join(source, "sub"), 1_000_000, 1_000_000);
    ({ vault } = await newVault({ after: (work) => void cleanUps.push(work) }, folder));
    await vault.backUp({ paths: [source] });
  });
  after(async () => {
    for (const cleanUp of cleanUps.toReversed()) await cleanUp();
  });

  function restore(
    target: string,
    more: Partial<RestoreInput> = {},
    run: RunOptions<RestoreProgress> = {},
  ): Promise<RestoreResult> {
    return vault.restore({ snapshot: `latest:${source}`, target, lock, ...more }, run);
  }

  async function restored(t: TestContext): Promise<string> {
    const target = join(temporaryFolder(t), "target");
    assert.deepEqual((await restore(target)).problems, []);
    return target;
  }

  function leftOvers(target: string): string[] {
    return readdirSync(target, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.includes(".restera-"),
    );
  }

  function damage(file: string, at: number): void {
    const fd = openSync(file, "r+");
    writeSync(fd, "damage", at);
    closeSync(fd);
  }

  test("goes on where an interrupted one stopped, and no file is half there meanwhile", async (t) => {
    const target = join(temporaryFolder(t), "target");
    const controller = new AbortController();
    const onProgress = ({ bytesDone }: RestoreProgress): void => {
      if (bytesDone > 50 * mib) controller.abort();
    };
    await assert.rejects(
      restore(target, {}, { signal: controller.signal, onProgress }),
      isError("cancelled"),
    );
    for (const name of ["large", "sub/larger"]) {
      const file = join(target, name);
      if (existsSync(file)) assert.deepEqual(readFileSync(file), readFileSync(join(source, name)));
    }
    const { problems, bytesSkipped } = await restore(target);
    assert.deepEqual(problems, []);
    assert.ok(bytesSkipped > 20 * mib, `${bytesSkipped} bytes were not fetched again`);
    assert.deepEqual(leftOvers(target), []);
    assertSameFolders(target, source, { without });
  });

  test("fetches only what is wrong in a file, whether it is too long, too short or changed", async (t) => {
    const target = await restored(t);
    damage(join(target, "large"), 30 * mib);
    truncateSync(join(target, "sub/larger"), 70 * mib);
    const { problems, bytesSkipped, bytesTotal, filesSkipped } = await restore(target, {
      verify: true,
    });
    assert.deepEqual(problems, []);
    assert.equal(filesSkipped, 2);
    assert.ok(
      bytesTotal - bytesSkipped < 37 * mib,
      `${bytesTotal - bytesSkipped} bytes were fetched`,
    );
    assertSameFolders(target, source, { without });
    writeFileSync(join(target, "large"), "longer", { flag: "a" });
    const again = await restore(target);
    assert.equal(again.bytesSkipped, again.bytesTotal);
    assertSameFolders(target, source, { without });
  });

  test("leaves a file under another of its names as it was", async (t) => {
    const target = await restored(t);
    renameSync(join(target, "large"), join(target, "other"));
    linkSync(join(target, "other"), join(target, "large"));
    damage(join(target, "large"), 1000);
    await restore(target);
    assert.equal(readFileSync(join(target, "other")).toString("latin1", 1000, 1006), "damage");
    assert.deepEqual(readFileSync(join(target, "large")), readFileSync(join(source, "large")));
  });

  test("with --verify reads what it wrote, and names what is something else", async (t) => {
    const target = join(temporaryFolder(t), "target");
    const onProgress = ({ bytesDone, bytesTotal }: RestoreProgress): void => {
      if (bytesDone === bytesTotal && existsSync(join(target, "large")))
        damage(join(target, "large"), 5 * mib);
    };
    const { problems } = await restore(target, { verify: true }, { onProgress });
    assert.deepEqual(
      problems.map(({ path, problem }) => [path, problem]),
      [[join(target, "large"), "it was written, and reading it gave something else"]],
    );
    await assert.rejects(
      restore(target, { verify: true, dryRun: true }),
      isError("usage", /--verify/),
    );
  });

  test("with if-changed trusts size and time, and sets the rest all the same", async (t) => {
    const target = await restored(t);
    damage(join(target, "large"), 7);
    // Node sets times to the nearest double, which is near enough.
    const seconds = Number(statSync(join(source, "large"), { bigint: true }).mtimeNs) / 1e9;
    utimesSync(join(target, "large"), seconds, seconds);
    chmodSync(join(target, "large"), 0o600);
    const { plan, filesSkipped } = await restore(target, { overwrite: "if-changed" });
    assert.equal(plan.skip, 4);
    assert.equal(filesSkipped, 4);
    assert.equal(readFileSync(join(target, "large")).toString("latin1", 7, 13), "damage");
    assert.equal(statSync(join(target, "large")).mode, statSync(join(source, "large")).mode);
  });

  test("puts a file where an empty folder is, and takes no full one", async (t) => {
    const target = join(temporaryFolder(t), "target");
    mkdirSync(join(target, "plain"), { recursive: true });
    assert.deepEqual((await restore(target)).problems, []);
    assert.equal(readFileSync(join(target, "plain"), "utf8"), "plain");
  });

  test("sets what the folders above what was asked for had, and deletes only beside that", async (t) => {
    const target = await restored(t);
    chmodSync(join(target, "sub"), 0o700);
    for (const name of ["sub/mine", "sub/small.more", "more"])
      writeFileSync(join(target, name), "");
    rmSync(join(target, "sub/small"));
    const { problems, plan } = await restore(target, { include: ["/sub/small*"], delete: true });
    assert.deepEqual(problems, []);
    assert.equal(plan.delete, 1);
    assert.equal(statSync(join(target, "sub")).mode & 0o777, 0o750);
    assert.ok(existsSync(join(target, "sub/mine")) && existsSync(join(target, "more")));
    assert.ok(!existsSync(join(target, "sub/small.more")));
  });

  test("never touches the vault, though it lies in the target", async (t) => {
    const outer = temporaryFolder(t);
    const inside = join(outer, "backups");
    const { vault: second } = await newVault(t, outer);
    await second.close();
    renameSync(join(outer, "vault"), inside);
    const opened = await openVault(inside, { password });
    t.after(() => opened.close());
    await opened.backUp({ paths: [join(source, "sub")] });
    const was = describeFolder(inside);
    const { problems } = await opened.restore({
      snapshot: `latest:${source}/sub`,
      target: outer,
      delete: true,
      lock,
    });
    assert.deepEqual(
      problems.map(({ path, harmless }) => [path, harmless]),
      [["/backups", true]],
    );
    assertSameFolders(inside, was);
    assert.equal(readFileSync(join(outer, "small"), "utf8"), "small");
    for (const target of [inside, join(inside, "data/new")]) {
      await assert.rejects(
        opened.restore({ snapshot: "latest", target, lock }),
        isError("target-in-vault"),
      );
    }
    assertSameFolders(inside, was);
  });

  test("takes a relative target, one below a link, and names one that cannot be made", async (t) => {
    const outer = temporaryFolder(t);
    mkdirSync(join(outer, "real"));
    symlinkSync("real", join(outer, "link"));
    const input = { include: ["/plain"] };
    const { target } = await restore(relative(process.cwd(), join(outer, "link/new")), input);
    assert.equal(target, join(outer, "link/new"));
    assert.equal(readFileSync(join(outer, "real/new/plain"), "utf8"), "plain");
    await assert.rejects(
      restore(join(outer, "real/new/plain/below"), input),
      isError("target-unwritable"),
    );
  });
});

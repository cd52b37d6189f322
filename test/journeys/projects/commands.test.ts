import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runCli } from "../../../src/faces/cli/testing/run-cli.ts";
import { BackupManager, StorageManager } from "../../../src/faces/library/orchestrator/index.ts";
import { assertSameTree, projectWorld } from "../../support/project-world.ts";

test("the project commands take a project through its whole life", async (t) => {
  const { folder, source } = projectWorld(t);
  const environment = { RESTERA_HOME: join(folder, "home"), LANG: "en_US.UTF-8" };
  const run = async (line: string, code = 0) => {
    const done = await runCli(["project", ...line.split(" ")], { cwd: folder, environment });
    assert.equal(done.code, code, `${line}: ${done.stderr}`);
    return done;
  };
  const json = async (line: string) =>
    JSON.parse((await run(`${line} --json`)).stdout.trim().split("\n").at(-1)!);

  assert.match(
    (await run("store work --id shop --tag a --tag b")).stdout,
    /Stored as shop, version 1 \(/,
  );
  assert.match((await run("list --language python")).stdout, /shop +work +active +python/);
  assert.equal((await json("list --min-size 1G")).total, 0);
  const shown = await json("show shop");
  assert.deepEqual([shown.tags, shown.file_count], [["a", "b"], 7]);
  assert.equal(shown.path, join(folder, "home/storage/projects/shop"));

  await run("store work --id shop --tag c --level 9");
  assert.deepEqual((await json("show shop")).tags, ["c"]);
  assert.equal((await json("show shop")).name, "work");
  const { versions } = await json("history shop");
  assert.deepEqual(
    versions.map((each: { current: boolean }) => each.current),
    [false, true],
  );
  assert.match((await run("history shop")).stdout, /Version.*\n-+\n +1 .*\n +\* 2 /);
  assert.equal((await run("diff shop 1 2")).stdout, "");
  await run("diff shop 1 x", 2);
  assert.match((await run("diff shop 1 3", 1)).stderr, /no version 3/);
  await run("extract shop --version 1 --target first");
  assertSameTree(join(folder, "first"), source);

  assert.match((await run("archive shop --dry-run")).stdout, /would be archived/);
  assert.deepEqual((await json("archive shop")).archived, ["shop"]);
  assert.deepEqual((await json("archive --older-than 90")).archived, []);
  await run("archive", 2);
  assert.equal((await run("extract shop --target out")).stdout, `${join(folder, "out")}\n`);
  assertSameTree(join(folder, "out"), source);
  assert.match((await run("extract shop --target out", 1)).stderr, /not empty/);

  assert.equal((await json("restore shop")).status, "active");
  assert.match((await run("delete shop")).stdout, /project restore shop/);
  assert.match((await run("list")).stderr, /No project matches/);
  assert.match((await run("restore shop")).stdout, /shop is active/);
  await run("delete shop --hard", 2);
  await run("delete shop --hard --confirm sho", 2);
  await run("delete shop --hard --confirm shop");
  assert.match((await run("show shop", 1)).stderr, /no project shop/);
  assert.match((await run("stats")).stdout, /^0 projects: 0 active/);
});

test("what goes wrong is said in units and words that help", async (t) => {
  const { folder, root, source } = projectWorld(t);
  const home = join(folder, "home");
  const run = async (line: string, more: Readonly<Record<string, string>> = {}, code = 0) => {
    const environment = { RESTERA_HOME: home, LANG: "en_US.UTF-8", ...more };
    const done = await runCli(line.split(" "), { cwd: folder, environment });
    assert.equal(done.code, code, `${line}: ${done.stderr}`);
    return done;
  };
  const fails = async (line: string, said: RegExp, more = {}, code = 1) =>
    assert.match((await run(line, more, code)).stderr, said, line);
  await run("project store work --id shop");
  const stats = (await run("project stats")).stdout;
  assert.match(stats, /^1 project: 1 active/);
  assert.match(stats, /KiB .*versions/);
  const quota = { STORAGE_TOTAL_QUOTA: "0.00002" };
  await fails("project store work --id two", /may have 21\.0 KiB.*--hard.*--no-versions/s, quota);
  await fails("project store work/empty.txt", /empty\.txt is a file.*project import/s);
  await fails("project store work --level 10", /^Error: --level does not know/, {}, 2);
  await fails(
    "project template use static-site --set name=a --set nane=b",
    /does not ask for: nane.*It asks for: language, name/s,
  );
  await fails("project template use", /restera project template use --help/, {}, 2);
  const french = { LANG: "fr_FR.UTF-8", STORAGE_TOTAL_QUOTA: "much" };
  await fails("project list", /connues : Go, par exemple 10/, french, 2);
  rmSync(join(home, "storage/projects/shop"), { recursive: true });
  await run("project delete shop --hard --confirm shop");
  await run("project store work --id shop");
  writeFileSync(join(home, "storage/.restera/versions/config"), "no config");
  await fails("project store work --id shop", /versions.*move/is, {}, 13);
  mkdirSync(join(folder, "restera.yaml"));
  await fails("project list", /restera\.yaml is a folder/, {}, 2);

  rmSync(join(folder, "restera.yaml"), { recursive: true });
  const storage = new StorageManager({ basePath: root, folder });
  await assert.rejects(storage.storeProject(...([] as unknown as [never])), { code: "usage" });
  await assert.rejects(storage.importProject({} as never), { code: "usage" });
  await storage.storeProject({ projectPath: source, projectId: "shop" });
  const backups = new BackupManager({ storageManager: storage });
  const backup_id = await backups.backupAllProjects();
  const report = await backups.restoreAllProjects({ backup_id, destination: join(folder, "all") });
  assert.equal(report.restored.length, 1);
});

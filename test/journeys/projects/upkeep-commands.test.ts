import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { openDatabase } from "../../../src/compose/open-database.ts";
import { ConfiguredSchedules } from "../../../src/faces/cli/projects/configured-schedules.ts";
import { commandOf } from "../../../src/faces/cli/tasks/command-input.ts";
import { runCli } from "../../../src/faces/cli/testing/run-cli.ts";
import { listSchedules } from "../../../src/services/tasks/schedules.ts";
import { assertSameTree, projectWorld } from "../../support/project-world.ts";

function commandWorld(t: TestContext) {
  const world = projectWorld(t);
  const { folder } = world;
  const home = join(folder, "home");
  const environment = { RESTERA_HOME: home, LANG: "en_US.UTF-8" };
  const run = async (line: string, code = 0, more: Record<string, string> = {}) => {
    const options = { cwd: folder, environment: { ...environment, ...more } };
    const done = await runCli(line.split(" "), options);
    assert.equal(done.code, code, `${line}: ${done.stderr}`);
    return done;
  };
  const json = async (line: string) =>
    JSON.parse((await run(`${line} --json`)).stdout.trim().split("\n").at(-1)!);
  return { ...world, home, environment, run, json };
}

test("the commands back projects up in RESTERA_HOME, list, verify, restore and clean up", async (t) => {
  const { folder, source, home, environment, run, json } = commandWorld(t);
  await run("project store work --id shop --no-versions");
  await run("project store work --id site --no-versions");
  assert.match((await run("project backup --list")).stderr, /no backup yet/);
  assert.match((await run("project backup --all")).stdout, /^backup_\S+: 2 projects, /);
  const one = await json("project backup shop --no-compression");
  assert.equal(one.projects[0].file, "shop.tar");
  assert.equal(one.destinations[0], join(home, "backups"));
  assert.match((await run("project backup --list")).stdout, / 2 .* whole +/);
  const { backups } = await json("project backup shop --list");
  assert.deepEqual(
    backups.map((each: { scope: string }) => each.scope),
    ["project", "all"],
  );
  // What is damaged is named, and fits the terminal.
  const sitesFile = join(home, "backups/projects", backups[1].backup_id, "site.tar.gz");
  renameSync(sitesFile, `${sitesFile}.away`);
  const damaged = await runCli(["project", "backup", "--list"], {
    ...{ cwd: folder, environment, columns: 80 },
  });
  assert.match(damaged.stderr, new RegExp(`${backups[1].backup_id}: .*: site.tar.gz is missing`));
  assert.match(damaged.stdout, / damaged/);
  assert.ok(damaged.stdout.split("\n").every((line) => line.length <= 80));
  renameSync(`${sitesFile}.away`, sitesFile);
  const wrong = await run("project backup --all --destination ftp://x", 2);
  assert.match(wrong.stderr, /"ftp" is not a kind of store\. Give \/path/);
  assert.match((await run(`project backup --verify ${one.backup_id}`)).stdout, /1 file read/);
  assert.match(readFileSync(join(home, "logs/backup.log"), "utf8"), /backup ok .*projects=2/);
  for (const line of [
    "project backup",
    "project backup shop --all",
    "project backup --all --list",
  ]) {
    await run(line, 2);
  }

  await run("project delete shop --hard --confirm shop");
  const restored = await run("project restore-backup latest --project shop");
  assert.match(restored.stdout, /^shop → .*projects\/shop/);
  const everything = await run(`project restore-backup ${backups[1].backup_id}`);
  assert.match(everything.stderr, /site is in the storage already/);
  await run(`project restore-backup ${backups[1].backup_id} --target back`);
  assertSameTree(join(folder, "back/site/source"), source);

  await run("project extract shop");
  assert.match((await run("project cleanup --dry-run")).stdout, /Cache: \d.*\n.*freed/);
  const report = await json("project cleanup");
  assert.ok(report.freed_bytes > 10_000 && report.dry_run === false);
  assert.equal(existsSync(join(home, "storage/cache")), false);
});

test("a project's file says where everything is, and a wrong one is named with its line", async (t) => {
  const { folder, home, run, json } = commandWorld(t);
  mkdirSync(join(folder, "config"));
  const file = join(folder, "config/storage.yaml");
  writeFileSync(
    file,
    "storage:\n  base_path: ./mine\n  archive_after_days: 5\n  min_free_space: 99999999\n  backup:\n    enabled: false\n",
  );
  assert.match(
    (await run("project store work --id shop --no-versions")).stderr,
    /has only .* left/,
  );
  assert.deepEqual(readdirSync(join(folder, "mine/projects")), ["shop"]);
  await run("project backup --all");
  assert.equal(readdirSync(join(folder, "backups/projects")).length, 1);
  assert.ok(existsSync(join(folder, "logs/backup.log")) && !existsSync(home));
  // By a schedule it is not done, for it is switched off.
  assert.match((await run("project backup --all --scheduled")).stderr, /backup\.enabled is false/);
  const more = { STORAGE_BACKUP_ENABLED: "true" };
  assert.match((await run("project backup --all --scheduled", 0, more)).stdout, /1 project/);

  const metadata = join(folder, "mine/projects/shop/metadata.json");
  const text = readFileSync(metadata, "utf8");
  const old = text.replace(/"updated_at": "[^"]*"/, '"updated_at": "2020-01-01T00:00:00Z"');
  writeFileSync(metadata, old);
  assert.match((await run("project cleanup -n")).stdout, /Would be archived: shop/);

  const { settings } = await json("config show");
  const shown = settings.find((each: { setting: string }) => each.setting === "archive_after_days");
  assert.deepEqual([shown.value, shown.from, shown.file, shown.line], [5, "project file", file, 3]);
  assert.match(
    (await run("config show")).stdout,
    /base_path .*mine +config\/storage\.yaml, line 2/,
  );
  assert.match(
    (await run("config show", 0, { STORAGE_TOTAL_QUOTA: "7" })).stdout,
    /total_quota +7 +STORAGE_TOTAL_QUOTA/,
  );

  // The address of the git remote has a password in it.
  writeFileSync(file, "storage:\n  base_path: ./mine\n  secret_scan: refuse\n");
  const refused = await run("project store work --id two --no-versions", 1);
  assert.match(refused.stderr, /\.git\/config:2: password-in-address/);
  assert.ok(!refused.stderr.includes("me:secret"));
  assert.deepEqual(readdirSync(join(folder, "mine/projects")), ["shop"]);

  writeFileSync(file, "storage:\n  total_quota: lots\n");
  const wrong = await run("project list", 2);
  assert.match(wrong.stderr, /config\/storage\.yaml, line 2: storage\.total_quota.*“lots”/);
  assert.match(wrong.stderr, /Allowed: GB/);
});

test("what the configuration says runs as schedules of the supervisor, and stops when it says no more", async (t) => {
  const { folder, home, environment } = commandWorld(t);
  mkdirSync(home);
  const database = await openDatabase(join(home, "restera.db"));
  t.after(() => database.close());
  const told: string[] = [];
  const system = { cwd: folder, environment, platform: "linux", home: folder } as const;
  const keep = async (variables = {}) => {
    told.length = 0;
    const schedules = new ConfiguredSchedules(database, {
      system: { ...system, environment: { ...environment, ...variables } } as never,
      output: {
        note: (line: string) => told.push(line),
        warn: (line: string) => told.push(line),
      } as never,
      text: (message, parameters = {}) => `${message.en} ${Object.values(parameters).join(" ")}`,
      language: "en",
    });
    await schedules.keep();
    const before = told.length;
    // Nothing changed: nothing is done, and nothing is told again.
    await schedules.keep();
    assert.equal(told.length, before);
    return (await listSchedules(database)).map(({ name, times }) => [
      name.replace(/^(project-[a-z]+)-.*/, "$1+"),
      times,
    ]);
  };
  assert.deepEqual(await keep(), []);
  const file = join(folder, "restera.yaml");
  writeFileSync(
    file,
    'storage:\n  base_path: ./s\n  cleanup_schedule: "30 4 * * 1"\n  backup:\n    frequency: weekly\n',
  );
  const both = [
    ["project-backup+", "0 1 * * 0"],
    ["project-cleanup+", "30 4 * * 1"],
  ];
  assert.deepEqual(await keep(), both);
  const [schedule] = await listSchedules(database);
  const command = commandOf(schedule!)!;
  assert.deepEqual(
    [command.words, command.cwd],
    [["project", "backup", "--all", "--scheduled"], folder],
  );
  assert.deepEqual(await keep(), both);
  assert.equal((await listSchedules(database))[0]!.createdMs, schedule!.createdMs);
  // A variable wins over the file; by itself it asks for backups of RESTERA_HOME's storage.
  assert.deepEqual(await keep({ STORAGE_BACKUP_ENABLED: "false" }), [both[1]]);
  assert.deepEqual(await keep({ STORAGE_BACKUP_ENABLED: "true" }), [
    ["project-backup", "0 1 * * *"],
    ...both,
  ]);
  writeFileSync(file, "storage: 7\n");
  await keep();
  assert.match(told.join("\n"), /restera\.yaml, line 1/);
  rmSync(file);
  await keep();
  assert.deepEqual(await keep(), []);
});

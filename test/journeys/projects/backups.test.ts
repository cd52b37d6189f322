import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openTasks, type Task, type Tasks } from "../../../src/index.ts";
import { projectBackups } from "../../../src/compose/project-backups.ts";
import { BackupManager, StorageManager } from "../../../src/faces/library/orchestrator/index.ts";
import { archiveProject } from "../../../src/services/projects/archive-project.ts";
import {
  hardDeleteProject,
  softDeleteProject,
} from "../../../src/services/projects/delete-project.ts";
import { listProjects } from "../../../src/services/projects/list-projects.ts";
import { storeProject } from "../../../src/services/projects/store-project.ts";
import { assertSameTree, leftovers, projectWorld } from "../../support/project-world.ts";

/** A storage with three projects, one in each state, and backups of them. */
async function backupWorld(t: TestContext, destinations?: readonly string[]) {
  const world = projectWorld(t);
  const { folder, source, storage } = world;
  for (const id of ["active", "archived", "deleted"]) {
    await storeProject(storage, { folder: source, metadata: { project_id: id, tags: [id] } });
  }
  await archiveProject(storage, "archived");
  await softDeleteProject(storage, "deleted");
  const log = join(folder, "logs/backup.log");
  const places = destinations?.map((each) => join(folder, each)) ?? [join(folder, "backups")];
  const common = { storage, isDefault: false, compress: true, log };
  const backups = projectBackups({ ...common, destinations: places });
  const logged = () => readFileSync(log, "utf8").trim().split("\n");
  return { ...world, backups, common, places, logged };
}

test("all projects are backed up, listed, and restored into an empty storage as they were", async (t) => {
  const world = await backupWorld(t);
  const { folder, root, source, storage, backups, places, logged } = world;
  const percents: number[] = [];
  const report = await backups.backUp(undefined, { onProgress: (each) => percents.push(each) });
  assert.deepEqual([report.problems, report.destinations], [[], places]);
  assert.equal(percents.at(-1), 100);
  const { backups: listed } = await backups.list();
  assert.deepEqual(
    listed.map(({ backup_id: id, status, projects, scope }) => [id, status, projects, scope]),
    [[report.backup_id, "ok", ["active", "archived", "deleted"], "all"]],
  );
  assert.equal((await backups.verify("latest")).files, 3);
  // Any tar reads it.
  const file = join(folder, "backups/projects", report.backup_id, "active.tar.gz");
  const names = execFileSync("tar", ["tzf", file], { encoding: "utf8" }).split("\n");
  assert.ok(names[0] === "active/metadata.json" && names.includes("active/source/src/main.py"));

  const before = (await listProjects(storage, { status: "all" })).projects;
  for (const { id } of before) await hardDeleteProject(storage, id, id);
  const { restored, skipped } = await backups.restore({ backup: report.backup_id });
  assert.deepEqual([restored.length, skipped], [3, []]);
  const after = (await listProjects(storage, { status: "all" })).projects;
  assert.deepEqual(
    after.map(({ metadata }) => metadata),
    before.map(({ metadata }) => metadata),
  );
  assertSameTree(join(root, "projects/active/source"), source);
  assert.ok(existsSync(join(root, "archives/2026/01/archived.tar.gz")));
  assert.deepEqual(leftovers(root), []);
  // Nothing is replaced.
  assert.deepEqual((await backups.restore({ backup: "latest" })).skipped.length, 3);
  await assert.rejects(backups.restore({ backup: "latest", project: "active" }), {
    code: "project-exists",
  });
  const [made, , failed] = [logged()[0]!, logged()[1]!, logged().at(-1)!];
  assert.match(made, /^\S+Z backup ok backup_\S+ projects=3 bytes=\d+ to=\S+$/);
  assert.match(failed, /restore failed latest project=active error=".*active/);
});

test("one project is restored to a place, with its metadata, from either of two destinations", async (t) => {
  const world = await backupWorld(t, ["one", "two"]);
  const { folder, source, backups } = world;
  const { backup_id: backup } = await backups.backUp(["active"]);
  const [listed] = (await backups.list({ project: "active" })).backups;
  assert.equal(listed!.destinations.length, 2);
  assert.deepEqual((await backups.list({ project: "archived" })).backups, []);
  execFileSync("sh", [
    "-c",
    `chmod u+w ${folder}/one/projects/*/*; echo x > ${folder}/one/projects/${backup}/active.tar.gz`,
  ]);
  const destination = join(folder, "back");
  const { restored } = await backups.restore({ backup, project: "active", destination });
  assert.deepEqual(restored[0], {
    ...{ project_id: "active", path: destination, from: join(folder, "two") },
  });
  assertSameTree(join(destination, "source"), source);
  assert.deepEqual(JSON.parse(readFileSync(join(destination, "metadata.json"), "utf8")).tags, [
    "active",
  ]);
  await assert.rejects(backups.restore({ backup, project: "active", destination }), {
    code: "target-not-empty",
  });
  await assert.rejects(backups.restore({ backup, project: "shop" }), {
    code: "backup-lacks-project",
  });
  await assert.rejects(backups.restore({ backup: "../../etc" }), { code: "backup-unknown" });
});

test("old backups go, but never the last good one of a project, or of all", async (t) => {
  const world = await backupWorld(t);
  const { root, storage, backups, at, places } = world;
  const made: string[] = [];
  for (const [day, projects] of [
    ["2026-01-10", undefined],
    ["2026-01-20", ["active", "deleted"]],
    ["2026-02-20", ["active"]],
  ] as const) {
    at(`${day}T00:00:00Z`);
    // Not the file of the last one.
    writeFileSync(join(root, "projects/active/source/day"), day);
    made.push((await backups.backUp(projects)).backup_id);
  }
  at("2026-04-01T00:00:00Z");
  const [all, two, one] = made as [string, string, string];
  const dry = await backups.prune({ days: 30, dryRun: true });
  // `archived` is only in the first, `deleted` not later than in the second.
  assert.deepEqual([dry.removed, dry.kept.toSorted()], [[], made.toSorted()]);
  await hardDeleteProject(storage, "deleted", "deleted");
  assert.deepEqual((await backups.prune({ days: 30 })).removed, [two]);
  await hardDeleteProject(storage, "archived", "archived");
  // The newest turns out to be damaged: what it was to replace stays.
  const file = join(places[0]!, "projects", one, "active.tar.gz");
  execFileSync("chmod", ["u+w", file]);
  const sound = readFileSync(file);
  writeFileSync(file, Buffer.alloc(sound.length));
  assert.deepEqual((await backups.prune({ days: 30 })).kept.toSorted(), [all, one].toSorted());
  writeFileSync(file, sound);
  assert.deepEqual((await backups.prune({ days: 30 })).removed, [all]);
  assert.deepEqual(readdirSync(join(places[0]!, "projects")), [one]);
  assert.deepEqual(leftovers(root), []);
});

test("what was not touched since the last backup takes no space again, and a damaged file is not shared", async (t) => {
  const world = await backupWorld(t, ["one", "two"]);
  const { root, backups, places, at } = world;
  let minute = 0;
  const backUp = async () => {
    at(`2026-01-09T15:${10 + minute++}:00Z`);
    return (await backups.backUp(undefined)).backup_id;
  };
  const inodeOf = (place: string, backup: string, id: string) =>
    statSync(join(place, "projects", backup, `${id}.tar.gz`)).ino;
  const first = await backUp();
  writeFileSync(join(root, "projects/active/source/new.txt"), "new");
  const second = await backUp();
  for (const place of places) {
    for (const id of ["archived", "deleted"]) {
      assert.equal(inodeOf(place, first, id), inodeOf(place, second, id));
    }
    assert.notEqual(inodeOf(place, first, "active"), inodeOf(place, second, "active"));
  }
  const shared = join(places[1]!, "projects", second, "deleted.tar.gz");
  execFileSync("chmod", ["u+w", shared]);
  const sound = readFileSync(shared);
  writeFileSync(shared, Buffer.alloc(sound.length));
  const third = await backUp();
  assert.notEqual(inodeOf(places[0]!, third, "deleted"), inodeOf(places[0]!, second, "deleted"));
  assert.ok((await backups.verify(third)).ok);
  assert.ok(!(await backups.verify(second)).ok);
  // What goes gives back only what nobody shares.
  at("2026-03-01T00:00:00Z");
  const dry = await backups.prune({ days: 30, dryRun: true });
  const real = await backups.prune({ days: 30 });
  assert.deepEqual(real, dry);
  assert.deepEqual([real.removed.toSorted(), real.kept], [[first, second].toSorted(), [third]]);
  const sharedBytes = 2 * statSync(join(places[0]!, "projects", third, "archived.tar.gz")).size;
  assert.ok(real.freed_bytes > 0 && sharedBytes > 0);
  assert.ok((await backups.verify("latest")).ok);
});

test("links that lead out are left out by name, and compression can be off", async (t) => {
  const world = await backupWorld(t);
  const { folder, root, common, places } = world;
  symlinkSync("/etc/passwd", join(root, "projects/active/source/outside"));
  const backups = projectBackups({ ...common, destinations: places, compress: false });
  const { projects, backup_id: backup } = await backups.backUp(["active"]);
  assert.deepEqual(
    projects.map(({ file, left_out: links }) => [file, links]),
    [["active.tar", ["source/outside"]]],
  );
  await backups.restore({ backup, project: "active", destination: join(folder, "back") });
  assert.equal(existsSync(join(folder, "back/source/outside")), false);
});

async function untilOver(tasks: Tasks): Promise<Task> {
  for (let looks = 0; looks < 3000; looks++) {
    const [task] = await tasks.list({ limit: 1 });
    if (task?.finishedMs !== undefined) return task;
    await sleep(10);
  }
  throw new Error("no task is over");
}

test("a manager runs backups and clean-up by itself, as tasks of the supervisor", async (t) => {
  const { folder, root, source } = projectWorld(t);
  const environment = { RESTERA_HOME: join(folder, "home"), STORAGE_BACKUP_ENABLED: "false" };
  mkdirSync(environment.RESTERA_HOME);
  writeFileSync(join(folder, "restera.yaml"), "storage:\n  cleanup_schedule: every 1 h\n");
  const manager = new StorageManager({ folder, basePath: root, environment, versions: false });
  await manager.storeProject({ projectPath: source, metadata: { project_id: "shop" } });
  const file = join(root, "projects/shop/metadata.json");
  const metadata = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...metadata, updated_at: "2020-01-01T00:00:00Z" }));
  const ended = new AbortController();
  const running = manager.runAutomatically({ signal: ended.signal });
  const tasks = await openTasks(join(environment.RESTERA_HOME, "restera.db"));
  // An interval is due at its beginning.
  const task = await untilOver(tasks);
  assert.deepEqual([task.kind, task.state], ["project cleanup", "done"], JSON.stringify(task));
  assert.ok((task.result as { freed_bytes: number }).freed_bytes > 1000);
  assert.equal((await manager.getProject("shop")).status, "archived");
  assert.equal((await tasks.schedules()).length, 1);
  ended.abort();
  await running;
  await tasks.close();
});

test("a manager's own clean-up does what its dry run says, and counts what it freed", async (t) => {
  const { folder, root, source } = projectWorld(t);
  const options = {
    ...{ folder, versions: false, environment: { RESTERA_HOME: join(folder, "home") } },
    ...{ basePath: root, archiveAfterDays: 90 },
  };
  const storage = new StorageManager(options);
  const old = { project_id: "old", name: "old" };
  await storage.storeProject({ projectPath: source, metadata: old });
  await storage.storeProject({ projectPath: source, metadata: { project_id: "new" } });
  const file = join(root, "projects/old/metadata.json");
  const metadata = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...metadata, updated_at: "2020-01-01T00:00:00Z" }));
  await storage.extractProject("new", { workbench: "agent" });
  await new BackupManager({ storageManager: storage }).backupAllProjects();

  const dry = await storage.fullCleanup({ dryRun: true });
  assert.deepEqual([dry.archive.projects, dry.archive.freed_bytes], [["old"], null]);
  assert.ok(existsSync(join(root, "cache/agent")) && existsSync(join(root, "projects/old")));
  const report = await storage.full_cleanup();
  assert.deepEqual(report.archive.projects, dry.archive.projects);
  assert.deepEqual([report.backups, report.cache], [dry.backups, dry.cache]);
  assert.equal(report.freed_bytes, report.archive.freed_bytes! + report.cache.freed_bytes);
  assert.ok(report.archive.freed_bytes! > 1000 && report.cache.freed_bytes > 10_000);
  assert.equal((await storage.getProject("old")).status, "archived");
  assert.equal(existsSync(join(root, "cache")), false);
  assert.equal((await storage.fullCleanup()).freed_bytes, 0);
});

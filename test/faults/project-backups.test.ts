import assert from "node:assert/strict";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { type BackupPlaces, projectBackups } from "../../src/compose/project-backups.ts";
import { archiveProject } from "../../src/services/projects/archive-project.ts";
import { cleanUpStorage } from "../../src/services/projects/clean-up/clean-up-storage.ts";
import { extractProject } from "../../src/services/projects/extract-project.ts";
import { projectStorage } from "../../src/services/projects/project-storage.ts";
import { storeProject } from "../../src/services/projects/store-project.ts";
import { leftovers, projectWorld } from "../support/project-world.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { noSmallDisk, smallDisk } from "../support/small-disk.ts";

/** A storage with one project, and backups of it. */
async function world(t: TestContext, places: Partial<BackupPlaces> = {}) {
  const made = projectWorld(t);
  const { folder, source, storage } = made;
  await storeProject(storage, { folder: source, metadata: { project_id: "shop" } });
  const log = join(folder, "logs/backup.log");
  const backups = projectBackups({
    ...{ storage, isDefault: false, compress: true, log },
    ...{ destinations: [join(folder, "backups")], ...places },
  });
  const lastLogged = () => readFileSync(log, "utf8").trim().split("\n").at(-1)!;
  return { ...made, backups, lastLogged };
}

/** Every file below a folder, but for the store's own. */
function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const found = readdirSync(folder, { recursive: true, withFileTypes: true });
  return found.filter((each) => each.isFile()).map(({ name }) => name);
}

test("a destination whose disk is not mounted is refused, not made on another disk", async (t) => {
  const place = "not-mounted/backups";
  const { folder, storage, backups, lastLogged } = await world(t);
  const wrong = projectBackups({
    ...{ storage, isDefault: false, compress: true, log: join(folder, "logs/backup.log") },
    destinations: [join(folder, place)],
  });
  await assert.rejects(wrong.backUp(undefined), {
    code: "backup-not-written",
    message: /mounted/,
  });
  assert.equal(existsSync(join(folder, "not-mounted")), false);
  assert.match(lastLogged(), /backup failed \S+ to=\S+ error="[^"]*mounted/);
  // Beside one that is there, it is named, and the other has the backup.
  const both = projectBackups({
    ...{ storage, isDefault: false, compress: true, log: join(folder, "logs/backup.log") },
    destinations: [join(folder, place), join(folder, "backups")],
  });
  const report = await both.backUp(undefined);
  assert.deepEqual(report.destinations, [join(folder, "backups")]);
  assert.deepEqual(
    report.problems.map(({ id }) => id),
    [join(folder, place)],
  );
  assert.match(lastLogged(), /backup partly/);
  assert.equal((await backups.list()).backups[0]!.status, "ok");
});

test(
  "a full or read-only disk leaves no backup, and the other destination gets it",
  { skip: noSmallDisk },
  async (t) => {
    const disk = smallDisk(t, 1);
    const { folder, storage, lastLogged } = await world(t);
    const big = join(folder, "big");
    mkdirSync(big);
    writeFileSync(join(big, "noise.bin"), seededBytes(1, 3 << 20));
    await storeProject(storage, { folder: big, metadata: { project_id: "big" } });
    const log = join(folder, "logs/backup.log");
    const to = (...destinations: string[]) =>
      projectBackups({ storage, destinations, isDefault: false, compress: true, log });
    await assert.rejects(to(join(disk.folder, "b")).backUp(["big"]), {
      code: "backup-not-written",
      message: /disk is full/,
    });
    assert.deepEqual(filesIn(disk.folder), []);
    assert.deepEqual((await to(join(disk.folder, "b")).list()).backups, []);
    const report = await to(join(disk.folder, "b"), join(folder, "backups")).backUp(undefined);
    assert.deepEqual(report.destinations, [join(folder, "backups")]);
    assert.equal(report.projects.length, 2);
    assert.deepEqual(filesIn(disk.folder), []);
    disk.remount("ro");
    await assert.rejects(to(join(disk.folder, "b")).backUp(["shop"]), {
      code: "backup-not-written",
    });
    disk.remount("rw");
    assert.match(lastLogged(), /read-only/);
  },
);

test(
  "a store that the disk has no room for is refused before it is written, with what to do",
  { skip: noSmallDisk },
  async (t) => {
    const disk = smallDisk(t, 1);
    const { folder } = projectWorld(t);
    const big = join(folder, "big");
    mkdirSync(big);
    writeFileSync(join(big, "noise.bin"), seededBytes(1, 3 << 20));
    const storage = projectStorage(join(disk.folder, "storage"));
    await assert.rejects(storeProject(storage, { folder: big, metadata: { project_id: "big" } }), {
      code: "project-no-space",
      message: /3\.0 MiB.*restera project cleanup/s,
    });
    assert.deepEqual(filesIn(disk.folder), []);
  },
);

test("backups do not go into the storage itself, and a step of a clean-up that fails keeps no other", async (t) => {
  const { folder, root, source, storage } = projectWorld(t);
  await storeProject(storage, { folder: source, metadata: { project_id: "shop" } });
  const log = join(folder, "backup.log");
  const inside = projectBackups({
    storage,
    destinations: [root],
    isDefault: false,
    compress: true,
    log,
  });
  await assert.rejects(inside.backUp(undefined), {
    code: "backup-not-written",
    message: /storage itself/,
  });
  assert.deepEqual(readdirSync(join(root, "projects")), ["shop"]);
  await extractProject(storage, "shop");
  const nowhere = projectBackups({
    storage,
    destinations: ["ftp://x"],
    isDefault: false,
    compress: true,
    log,
  });
  const input = {
    archiveAfterDays: 90,
    versions: {},
    pruneBackups: () => nowhere.prune({ days: 30 }),
  };
  const report = await cleanUpStorage(storage, input);
  assert.deepEqual(
    report.problems.map(({ id }) => id),
    ["backups"],
  );
  assert.ok(report.cache.freed_bytes > 10_000);
});

test("a storage without projects is no backup: something is wrong", async (t) => {
  const { folder, storage } = projectWorld(t);
  const log = join(folder, "logs/backup.log");
  const destinations = [join(folder, "backups")];
  const backups = projectBackups({ storage, destinations, isDefault: false, compress: true, log });
  await assert.rejects(backups.backUp(undefined), { code: "backup-empty" });
  await assert.rejects(backups.backUp(["shop"]), { code: "project-unknown" });
  assert.deepEqual((await backups.list()).backups, []);
  assert.match(readFileSync(log, "utf8"), /failed/);
});

test("a project with broken metadata is named, and the others are backed up", async (t) => {
  const { root, source, storage, backups } = await world(t);
  await storeProject(storage, { folder: source, metadata: { project_id: "broken" } });
  writeFileSync(join(root, "projects/broken/metadata.json"), "{");
  const report = await backups.backUp(undefined);
  assert.deepEqual(
    [report.projects.map((each) => each.project_id), report.problems.map(({ id }) => id)],
    [["shop"], ["broken"]],
  );
  assert.equal((await backups.list()).backups[0]!.status, "partly");
});

test("a project that is changed all the time is backed up, and said not to be of one moment", async (t) => {
  const { root, backups } = await world(t);
  let writes = 0;
  const onProgress = () => appendFileSync(join(root, "projects/shop/source/log"), `${writes++}\n`);
  const { projects } = await backups.backUp(["shop"], { onProgress });
  assert.deepEqual([projects[0]!.consistent, projects.length], [false, 1]);
  assert.ok((await backups.verify("latest")).ok);
  // Changed once, it is read again.
  let isDone = false;
  const once = () => {
    if (!isDone) writeFileSync(join(root, "projects/shop/source/.once"), "x");
    isDone = true;
  };
  assert.equal(
    (await backups.backUp(["shop"], { onProgress: once })).projects[0]!.consistent,
    true,
  );
});

test("what has a name that is not UTF-8 is named, every time", async (t) => {
  const { root, backups, lastLogged } = await world(t);
  writeFileSync(Buffer.from(`${root}/projects/shop/source/b\xffd`, "latin1"), "precious");
  for (let time = 0; time < 2; time++) {
    const { projects } = await backups.backUp(["shop"]);
    const [{ consistent, left_out: leftOut } = { consistent: false }] = projects;
    assert.deepEqual([consistent, leftOut], [true, ["source/b\\xffd"]]);
    assert.match(lastLogged(), /backup partly/);
  }
});

test("a project that is archived while it is backed up is in the backup whole", async (t) => {
  const { storage, backups, folder } = await world(t);
  let archiving: Promise<unknown> | undefined;
  const onProgress = () => void (archiving ??= archiveProject(storage, "shop"));
  const { backup_id: backup, projects } = await backups.backUp(["shop"], { onProgress });
  await archiving;
  assert.equal(projects[0]!.consistent, true);
  const destination = join(folder, "back");
  await backups.restore({ backup, project: "shop", destination });
  assert.ok(existsSync(join(destination, "source/src/main.py")));
});

test("a damaged backup is named by list, verify and restore, and nothing of it is written", async (t) => {
  const { folder, root, backups } = await world(t);
  const { backup_id: backup } = await backups.backUp(undefined);
  const kept = join(folder, "backups/projects", backup);
  const file = join(kept, "shop.tar.gz");
  chmodSync(file, 0o600);
  const sound = readFileSync(file);
  const broken = Buffer.from(sound);
  broken[sound.length >> 1]! ^= 1;
  writeFileSync(file, broken);
  const destination = join(folder, "back");
  const restore = () => backups.restore({ backup, project: "shop", destination });
  await assert.rejects(restore(), { code: "backup-damaged", message: /shop\.tar\.gz/ });
  assert.equal((await backups.verify(backup)).ok, false);
  writeFileSync(file, sound.subarray(0, 100));
  const [listed] = (await backups.list()).backups;
  assert.deepEqual([listed!.status, listed!.destinations], ["damaged", []]);
  assert.match(listed!.problems[0]!.problem, /has 100 bytes/);
  rmSync(file);
  await assert.rejects(restore(), { code: "backup-damaged" });
  const manifest = join(kept, "manifest.json");
  chmodSync(manifest, 0o600);
  // A bucket may be written by others.
  writeFileSync(manifest, readFileSync(manifest, "utf8").replace('"shop.tar.gz"', '"../../x"'));
  assert.match((await backups.list()).problems[0]!.problem, /a project of it is damaged/);
  await assert.rejects(restore(), { code: "backup-damaged" });
  assert.equal(existsSync(destination), false);
  assert.deepEqual(leftovers(root), []);
});

test("a cancelled backup leaves nothing, and what an older one left goes with the clean-up", async (t) => {
  const { folder, backups } = await world(t);
  const controller = new AbortController();
  const run = { signal: controller.signal, onProgress: () => controller.abort() };
  await assert.rejects(backups.backUp(undefined, run), { code: "cancelled" });
  assert.deepEqual(filesIn(join(folder, "backups")), []);
  const left = join(folder, "backups/projects/backup_20250101_000000_1a2b3c4d");
  mkdirSync(left, { recursive: true });
  const young = `${left.slice(0, -1)}e`;
  mkdirSync(young);
  for (const each of [left, young]) writeFileSync(join(each, "shop.tar.gz"), "half");
  utimesSync(join(left, "shop.tar.gz"), 0, 0);
  // By the storage's clock, which these tests set.
  utimesSync(
    join(young, "shop.tar.gz"),
    new Date("2026-01-09T14:00:00Z"),
    new Date("2026-01-09T14:00:00Z"),
  );
  assert.deepEqual((await backups.list()).backups, []);
  const { unfinished, freed_bytes: freed } = await backups.prune({ days: 30 });
  assert.deepEqual([unfinished, freed], [["backup_20250101_000000_1a2b3c4d"], 4]);
  assert.deepEqual([existsSync(left), existsSync(young)], [false, true]);
});

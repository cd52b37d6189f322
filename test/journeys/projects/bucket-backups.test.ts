// What a bucket has already is not sent again, and stays for as long as a backup names it.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { backUpProjects } from "../../../src/services/projects/backups/back-up-projects.ts";
import type { BackupDestination } from "../../../src/services/projects/backups/backup-destination.ts";
import { listBackups } from "../../../src/services/projects/backups/list-backups.ts";
import { pruneBackups } from "../../../src/services/projects/backups/prune-backups.ts";
import { restoreBackup } from "../../../src/services/projects/backups/restore-all.ts";
import { verifyBackup } from "../../../src/services/projects/backups/verify-backup.ts";
import { storeProject } from "../../../src/services/projects/store-project.ts";
import { LocalStore } from "../../../src/stores/objects/local/local-store.ts";
import { bucketIn } from "../../support/bucket.ts";
import { assertSameTree, projectWorld } from "../../support/project-world.ts";
import { type BeforeStep, SteppedStore } from "../../support/stepped-store.ts";

/** Two projects, and a bucket whose objects can be looked at. */
async function bucketWorld(t: TestContext) {
  const world = projectWorld(t);
  const { folder, source, storage } = world;
  for (const id of ["calm", "busy"]) {
    await storeProject(storage, { folder: source, metadata: { project_id: id } });
  }
  const inBucket = join(folder, "bucket");
  const bucket = (before?: BeforeStep): BackupDestination => ({
    ...{ url: "s3://bucket/x", folder: undefined, isDefault: false },
    store: new SteppedStore(bucketIn(inBucket).store, before),
  });
  const filesOf = (id: string) => readdirSync(join(inBucket, "projects", id)).toSorted();
  const backUp = (destinations = [bucket()]) =>
    backUpProjects(storage, { destinations, compress: true });
  const touch = () =>
    writeFileSync(join(world.root, "projects/busy/source/new.txt"), `${Math.random()}`);
  /** As if all that is in the bucket was written long ago. */
  const age = () => {
    for (const name of readdirSync(inBucket, { recursive: true, encoding: "utf8" })) {
      utimesSync(join(inBucket, name), 1, 1);
    }
  };
  return { ...world, inBucket, bucket, filesOf, backUp, touch, age };
}

test("a bucket gets only the projects that changed; each backup is whole, and comes back", async (t) => {
  const world = await bucketWorld(t);
  const { folder, root, source, storage, bucket, filesOf, backUp, touch, at } = world;
  const first = await backUp();
  touch();
  at("2026-01-10T15:00:00Z");
  const second = await backUp();
  at("2026-01-11T15:00:00Z");
  const third = await backUp();
  assert.deepEqual(filesOf(first.backup_id), ["busy.tar.gz", "calm.tar.gz", "manifest.json"]);
  assert.deepEqual(filesOf(second.backup_id), ["busy.tar.gz", "manifest.json"]);
  assert.deepEqual(filesOf(third.backup_id), ["manifest.json"]);
  const { backups } = await listBackups([bucket()]);
  assert.deepEqual(
    backups.map(({ status, size_bytes: size, project_count: count }) => [status, size, count]),
    [third, second, first].map(({ size_bytes: size }) => ["ok", size, 2]),
  );
  assert.deepEqual([(await verifyBackup([bucket()], "latest")).ok, third.problems], [true, []]);
  const destination = join(folder, "back");
  await restoreBackup(storage, { backup: "latest", destinations: [bucket()], destination });
  assertSameTree(join(destination, "calm/source"), source);
  assertSameTree(join(destination, "busy/source"), join(root, "projects/busy/source"));
});

test("a project whose files were only touched is packed and not sent again; a folder beside has its own", async (t) => {
  const { folder, root, bucket, filesOf, backUp } = await bucketWorld(t);
  const usb = join(folder, "usb");
  const both = () => [
    bucket(),
    { url: usb, folder: usb, isDefault: false, store: new LocalStore(usb) },
  ];
  await backUp(both());
  const metadata = join(root, "projects/calm/metadata.json");
  writeFileSync(metadata, readFileSync(metadata));
  const { backup_id: id, destinations } = await backUp(both());
  assert.deepEqual(filesOf(id), ["manifest.json"]);
  assert.deepEqual(readdirSync(join(usb, "projects", id)).length, 3);
  assert.equal(destinations.length, 2);
  // Two files in each.
  assert.deepEqual(await verifyBackup(both(), id), {
    backup_id: id,
    ok: true,
    files: 4,
    problems: [],
  });
});

test("what is gone from the bucket, or has another size, is sent again", async (t) => {
  const { inBucket, filesOf, backUp } = await bucketWorld(t);
  const { backup_id: first } = await backUp();
  rmSync(join(inBucket, "projects", first, "calm.tar.gz"));
  const { backup_id: second } = await backUp();
  assert.deepEqual(filesOf(second), ["busy.tar.gz", "calm.tar.gz", "manifest.json"]);
});

test("an old backup goes from a bucket without the files that newer ones have there, and these with the last of them", async (t) => {
  const world = await bucketWorld(t);
  const { storage, bucket, filesOf, inBucket, backUp, touch, age, at } = world;
  const { backup_id: first } = await backUp();
  touch();
  at("2026-01-20T15:00:00Z");
  const { backup_id: second } = await backUp();
  age();
  at("2026-02-10T15:00:00Z");
  const prune = (days: number, dryRun = false) =>
    pruneBackups(storage, { destinations: [bucket()], days, dryRun });
  const planned = await prune(25, true);
  const pruned = await prune(25);
  assert.deepEqual([pruned.removed, pruned.unfinished, pruned.problems], [[first], [], []]);
  assert.equal(pruned.freed_bytes, planned.freed_bytes);
  assert.deepEqual(filesOf(first), ["calm.tar.gz"]);
  assert.equal((await verifyBackup([bucket()], second)).ok, true);
  // It is nobody's leftover.
  assert.deepEqual(await prune(25), { ...pruned, removed: [], freed_bytes: 0 });

  // A new one, once the bucket has nothing of an old one to share: all of it is its own.
  rmSync(join(world.root, "projects/calm/source/empty.txt"));
  touch();
  const { backup_id: third } = await backUp();
  age();
  const last = await prune(5);
  assert.deepEqual([last.removed, last.unfinished, last.problems], [[second], [], []]);
  assert.deepEqual(filesOf(third), ["busy.tar.gz", "calm.tar.gz", "manifest.json"]);
  const left = readdirSync(inBucket, { recursive: true, withFileTypes: true });
  assert.equal(left.filter((each) => each.isFile() && each.name.endsWith(".gz")).length, 2);
});

test("a backup whose files are removed by another machine while it is made does not count as one", async (t) => {
  const { inBucket, bucket, backUp } = await bucketWorld(t);
  const { backup_id: first } = await backUp();
  const removing = bucket((_, key) => {
    if (key.endsWith("manifest.json"))
      rmSync(join(inBucket, "projects", first), { recursive: true, force: true });
  });
  await assert.rejects(backUp([removing]), {
    code: "backup-not-written",
    message: /removed meanwhile/,
  });
  assert.deepEqual((await listBackups([bucket()])).backups, []);
  assert.ok(existsSync(inBucket));
});

test("no file goes from a bucket while a manifest there cannot be read", async (t) => {
  const { storage, inBucket, bucket, filesOf, backUp, at } = await bucketWorld(t);
  const { backup_id: first } = await backUp();
  at("2026-01-20T15:00:00Z");
  const { backup_id: second } = await backUp();
  writeFileSync(join(inBucket, "projects", second, "manifest.json"), "{");
  await backUp();
  at("2026-02-10T15:00:00Z");
  const before = filesOf(first);
  const { removed, problems } = await pruneBackups(storage, { destinations: [bucket()], days: 25 });
  assert.deepEqual([removed, filesOf(first)], [[], before]);
  assert.match(problems[0]!.problem, /manifest cannot be read/);
});

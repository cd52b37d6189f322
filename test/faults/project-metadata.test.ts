// What somebody else wrote, moved or lost in a storage.
import assert from "node:assert/strict";
import { existsSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { archiveProject } from "../../src/services/projects/archive-project.ts";
import { backUpProjects } from "../../src/services/projects/backups/back-up-projects.ts";
import { restoreBackup } from "../../src/services/projects/backups/restore-all.ts";
import { extractProject } from "../../src/services/projects/extract-project.ts";
import { findProject } from "../../src/services/projects/find-project.ts";
import { listProjects } from "../../src/services/projects/list-projects.ts";
import { projectStorage } from "../../src/services/projects/project-storage.ts";
import { storageStats } from "../../src/services/projects/storage-stats.ts";
import { storeProject } from "../../src/services/projects/store-project.ts";
import { unarchiveProject } from "../../src/services/projects/unarchive-project.ts";
import { LocalStore } from "../../src/stores/objects/local/local-store.ts";
import { assertSameTree, projectWorld } from "../support/project-world.ts";

const metadata = { project_id: "shop" };

test("a project that was moved to another disk, with a link in its place, is listed, counted and archived", async (t) => {
  const { folder, root, source, storage } = projectWorld(t);
  await storeProject(storage, { folder: source, metadata });
  const moved = join(folder, "moved");
  renameSync(join(root, "projects/shop"), moved);
  symlinkSync(moved, join(root, "projects/shop"));
  symlinkSync(join(folder, "nowhere"), join(root, "projects/lost"));
  const { projects, problems } = await listProjects(storage);
  assert.deepEqual(
    [projects.map(({ id }) => id), problems.map(({ id }) => id)],
    [["shop"], ["lost"]],
  );
  await archiveProject(storage, "shop");
  assert.ok(existsSync(join(moved, "source/src/main.py")));
  const destination = await extractProject(storage, "shop");
  assertSameTree(destination, source);
});

test("numbers and times that are none are taken for not said, wherever somebody wrote them", async (t) => {
  const { folder, source, storage } = projectWorld(t);
  await storeProject(storage, { folder: source, metadata });
  const { place } = await archiveProject(storage, "shop");
  assert.ok("archive" in place);
  const sidecar = place.archive.replace(/tar\.gz$/, "json");
  const kept = JSON.parse(readFileSync(sidecar, "utf8")) as Record<string, unknown>;
  const odd = {
    archive_size_bytes: "12",
    archived_at: "once",
    compression_level: "best",
    left_out: 5,
  };
  writeFileSync(sidecar, JSON.stringify({ ...kept, ...odd, deleted_at: {} }));
  const { total_size_bytes: total, problems } = await storageStats(storage);
  assert.deepEqual([total, problems], [kept["archive_size_bytes"], []]);
  const backups = join(folder, "backups");
  const destination = {
    url: backups,
    folder: backups,
    isDefault: true,
    store: new LocalStore(backups),
  };
  await backUpProjects(storage, { destinations: [destination], compress: true });
  const other = projectStorage(join(folder, "other"), {}, storage.now);
  const { restored } = await restoreBackup(other, {
    backup: "latest",
    destinations: [destination],
  });
  assert.match(restored[0]!.path, /archives\/2026\/01\/shop\.tar\.gz$/);
  assert.equal((await unarchiveProject(other, "shop")).metadata.status, "active");
});

test("an archive whose metadata were lost is found, and counts with its size", async (t) => {
  const { source, storage } = projectWorld(t);
  await storeProject(storage, { folder: source, metadata });
  const { place, metadata: kept } = await archiveProject(storage, "shop");
  assert.ok("archive" in place);
  rmSync(place.archive.replace(/tar\.gz$/, "json"));
  const found = await findProject(storage, "shop");
  assert.deepEqual(found.metadata, kept);
});

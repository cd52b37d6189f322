// A slip of the pen in a call is told: it is no option that silently does not hold, least of all where something is removed.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  BackupManager,
  CloudImporter,
  SecretScanPlugin,
  StorageManager,
} from "../../../src/faces/library/orchestrator/index.ts";
import { assertSameTree, projectWorld } from "../../support/project-world.ts";

/** As a program in JavaScript calls it, which no types keep from anything. */
// oxlint-disable-next-line no-explicit-any
type Untyped = any;

test("options, filters and values that nobody knows are refused before anything is done", async (t) => {
  const { folder, root, source } = projectWorld(t);
  const options = { folder, base_path: root, environment: {}, versions: false };
  const storage: Untyped = new StorageManager(options);
  await storage.store_project({ project_path: source, project_id: "shop", metadata: null });
  const refused = { code: "setting-unknown" };
  assert.throws(() => new StorageManager({ base_pth: root } as Untyped), {
    ...refused,
    message: /“base_pth”.*basePath/,
  });
  assert.throws(() => new BackupManager({ retention: 1 } as Untyped), refused);
  assert.throws(() => new CloudImporter({ provider: "s3", end_point: "x" } as Untyped), refused);
  assert.throws(() => new SecretScanPlugin({ on_found: "stop" } as Untyped), refused);
  for (const call of [
    () => storage.fullCleanup({ dryrun: true }),
    () => storage.list_projects({ langage: "python" }),
    () => storage.list_projects({ min_size_gb: Number.NaN }),
    () => storage.list_projects({ limit: -1 }),
    () => storage.archive_old_projects({ days: -1 }),
    () => storage.archive_old_projects({ days: "all" }),
    () => storage.cleanup_old_backups(Number.NaN),
    () => storage.delete_project("shop", { soft: 0 }),
    () => storage.delete_project("shop", { sofd: false }),
    () => storage.extract_project("shop", { target: "x" }),
  ]) {
    await assert.rejects(call, refused);
  }
  // Python's None is what was not given.
  const [found] = await storage.list_projects({ language: null, limit: null });
  assert.equal(found.status, "active");
  await storage.delete_project("shop", { soft: null });
  assert.equal((await storage.get_project("shop")).status, "deleted");
});

test("what was found out of one project is not taken over by another that gets its metadata", async (t) => {
  const { folder, root, source } = projectWorld(t);
  const storage = new StorageManager({ folder, basePath: root, environment: {} });
  const first = await storage.storeProject({ projectPath: source, metadata: { name: "Shop" } });
  await storage.archiveProject(first);
  const packed = { path: "x", sha256: "0", size_bytes: 5 };
  const { project_id: _, ...metadata } = await storage.getProject(first);
  const second = await storage.storeProject({
    projectPath: source,
    metadata: { ...metadata, packed, version: 9, left_out: 5 },
    versions: false,
  });
  const { name, status, ...rest } = await storage.getProject(second);
  assert.deepEqual([name, status], ["Shop", "active"]);
  for (const field of ["packed", "version", "left_out", "archived_at", "archive_size_bytes"]) {
    assert.ok(!(field in rest), field);
  }
  assertSameTree(await storage.extractProject(second), source);
});

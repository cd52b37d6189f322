import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { StorageManager } from "../../../src/faces/library/orchestrator/index.ts";
import { assertSameTree, projectWorld } from "../../support/project-world.ts";

test("the document's snippets run, in both spellings", async (t) => {
  const { folder, root, source } = projectWorld(t);
  const storage = new StorageManager({ environment: { STORAGE_BASE_PATH: root } });
  const percents: number[] = [];
  const projectId = await storage.store_project({
    project_path: source,
    metadata: { name: "enterprise-erp", type: "generation", size_bytes: 5368709120 },
    compress: true,
    on_progress: (progress) => percents.push(progress),
  });
  assert.match(projectId, /^[\da-f-]{36}$/);
  assert.equal(percents.at(-1), 100);
  const project = await storage.get_project(projectId);
  assert.equal(project.name, "enterprise-erp");
  assert.ok(project.size_bytes < 1_000_000, "it is counted, not believed");

  assert.equal((await storage.list_projects({ status: "active" })).length, 1);
  assert.equal((await storage.listProjects({ language: "python" })).length, 1);
  assert.deepEqual(await storage.list_projects({ min_size_gb: 1 }), []);

  const destination = join(folder, "workspace");
  assert.equal(await storage.extractProject(projectId, { destination }), destination);
  assertSameTree(destination, source);

  assert.equal(await storage.archive_old_projects({ days: 90 }), 0);
  assert.equal((await storage.archiveProject(projectId)).status, "archived");
  const stats = await storage.get_storage_stats();
  assert.deepEqual([stats.total_projects, stats.archived_projects], [1, 1]);

  const imported = await storage.import_project({
    source_path: source,
    metadata: { name: "legacy-project", type: "migration" },
  });
  assert.equal((await storage.getProject(imported)).type, "migration");
  await storage.deleteProject(imported, { soft: false });

  await storage.extractProject(projectId, { workbench: "agent" });
  assert.ok((await storage.clean_cache()).freed_bytes > 10_000);
  assert.equal((await storage.clean_cache()).freed_bytes, 0);

  await storage.delete_project(projectId, { soft: true });
  assert.deepEqual(await storage.listProjects(), []);
  await storage.delete_project(projectId, { soft: false });
  await assert.rejects(storage.get_project(projectId), { code: "project-unknown" });
});

test("a wrong size in a variable is named with what is allowed", async () => {
  const environment = { STORAGE_MAX_PROJECT_SIZE: "ten" };
  const storage = new StorageManager({ environment, base_path: "/nonexistent" });
  await assert.rejects(storage.list_projects(), /STORAGE_MAX_PROJECT_SIZE.*ten.*GB/s);
});

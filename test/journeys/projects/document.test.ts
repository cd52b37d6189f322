// Every snippet of the document "Storage Guide - AI Orchestrator", in its order, by the rule: keyword arguments are one object, calls are awaited, and what Python calls
// `storage.store_project` has that name here too. Each runs in an empty folder, with no configuration but what the document shows.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import {
  BackupManager,
  CloudImporter,
  StorageBackend,
  StorageManager,
  StoragePlugin,
} from "../../../src/faces/library/orchestrator/index.ts";
import { assertSameTree, projectWorld } from "../../support/project-world.ts";
import { ownerOfMany } from "../../support/temporary-folder.ts";

const owner = ownerOfMany();
const { folder, source } = projectWorld(owner);
const before = process.cwd();
process.chdir(folder);
process.env["RESTERA_HOME"] = join(folder, "home");
after(async () => {
  process.chdir(before);
  await owner.end();
});

const storage = new StorageManager();
let project_id = "";

test("storing a large project", async () => {
  const printed: string[] = [];
  project_id = await storage.store_project({
    project_path: source,
    metadata: {
      name: "enterprise-erp",
      type: "generation",
      size_bytes: 5368709120,
    },
    compress: true,
    on_progress: (progress) => printed.push(`Progress: ${progress}%`),
  });
  assert.match(project_id, /^[\da-f-]{36}$/);
  assert.equal(printed.at(-1), "Progress: 100%");
  // The tree of the document, in ./storage.
  const root = join(folder, "storage/projects", project_id);
  assertSameTree(join(root, "source"), source);
  const metadata = JSON.parse(readFileSync(join(root, "metadata.json"), "utf8"));
  const fields = ["project_id", "name", "type", "created_at", "size_bytes", "languages"];
  for (const field of [...fields, "frameworks", "status", "tags", "git_repository"]) {
    assert.ok(field in metadata, field);
  }
  assert.ok(metadata.size_bytes < 1_000_000, "it is counted, not believed");
});

test("listing projects", async () => {
  const projects = await storage.list_projects({ status: "active" });
  const python_projects = await storage.list_projects({ language: "python" });
  const large_projects = await storage.list_projects({ min_size_gb: 1 });
  assert.deepEqual([projects.length, python_projects.length, large_projects.length], [1, 1, 0]);
  assert.equal((await storage.listProjects({ minSizeGb: 1e-6 })).length, 1);
});

test("retrieving a project", async () => {
  const project = await storage.get_project(project_id);
  assert.equal(project.name, "enterprise-erp");
  const extracted_path = await storage.extract_project(project_id, {
    destination: join(folder, "workspace"),
  });
  assertSameTree(extracted_path, source);
});

test("archiving", async () => {
  await storage.archive_project(project_id);
  const now = new Date().toISOString();
  const archive = join(folder, "storage/archives", now.slice(0, 4), now.slice(5, 7));
  assert.ok(existsSync(join(archive, `${project_id}.tar.gz`)));
  const archived_count = await storage.archive_old_projects({ days: 90 });
  assert.equal(archived_count, 0);
});

test("deleting", async () => {
  const more = await storage.import_project({
    source_path: source,
    metadata: { name: "legacy-project", type: "migration" },
  });
  assert.equal((await storage.get_project(more)).type, "migration");
  await storage.delete_project(more, { soft: true });
  assert.equal((await storage.list_projects()).length, 1);
  assert.equal((await storage.get_project(more)).status, "deleted");
  await storage.delete_project(more, { soft: false });
  await assert.rejects(storage.get_project(more), { code: "project-unknown" });
});

test("backing up, by hand", async () => {
  const backup_mgr = new BackupManager();
  const of_one = await backup_mgr.backup_project(project_id);
  const backup_id = await backup_mgr.backup_all_projects();
  const backups = await backup_mgr.list_backups();
  assert.deepEqual(
    backups.map((each) => each.backup_id).toSorted((a, b) => (a < b ? -1 : 1)),
    [of_one, backup_id].toSorted((a, b) => (a < b ? -1 : 1)),
  );
  assert.ok(existsSync(join(folder, "backups/projects", backup_id, "manifest.json")));
  assert.match(readFileSync("logs/backup.log", "utf8"), /backup ok/);
});

test("recovering", async () => {
  const backup_mgr = new BackupManager();
  const backup_id = await backup_mgr.backupAllProjects();
  await backup_mgr.restore_project({
    backup_id,
    project_id,
    destination: join(folder, "restored"),
  });
  assertSameTree(join(folder, "restored/source"), source);
  await storage.delete_project(project_id, { soft: false });
  const report = await backup_mgr.restore_all_projects(backup_id);
  assert.deepEqual([report.restored.length, report.skipped], [1, []]);
  assert.equal((await storage.get_project(project_id)).status, "archived");
});

test("cleaning up, by hand", async () => {
  const storage = new StorageManager();
  await storage.extract_project(project_id);
  const { freed_bytes } = await storage.clean_cache();
  assert.ok(freed_bytes > 10_000);
  const archived = await storage.archive_old_projects({ days: 90 });
  const removed = await storage.cleanup_old_backups({ days: 30 });
  assert.deepEqual([archived, removed], [0, 0]);
  const report = await storage.full_cleanup();
  assert.match(`Freed: ${report["freed_bytes"]} bytes`, /^Freed: \d+ bytes$/);
});

test("statistics", async () => {
  const stats = await storage.get_storage_stats();
  assert.deepEqual(
    [stats["total_projects"], stats["active_projects"], stats["archived_projects"]],
    [1, 0, 1],
  );
  assert.ok(stats["total_size_gb"] >= 0 && stats["available_space_gb"]! > 0);
});

test("config/storage.yaml and the four variables", async () => {
  mkdirSync("config");
  const yaml = `storage:
  base_path: "./elsewhere"
  max_project_size: 10
  total_quota: 0
  archive_after_days: 90
  cleanup_enabled: true
  cleanup_schedule: "0 2 * * 0"  # Weekly at 2 AM
  backup:
    enabled: true
    frequency: "daily"  # daily, weekly, monthly
    retention_days: 30
    compression: true
    destination: "./backups"
`;
  writeFileSync("config/storage.yaml", yaml);
  const by_file = new StorageManager();
  assert.equal(by_file.basePath, join(folder, "elsewhere"));
  const { max_project_bytes } = await by_file.get_storage_stats();
  assert.equal(max_project_bytes, 10 * 2 ** 30);
  const environment = {
    STORAGE_BASE_PATH: join(folder, "AI-Projects/storage"),
    STORAGE_MAX_PROJECT_SIZE: "20",
    STORAGE_TOTAL_QUOTA: "500",
    STORAGE_BACKUP_ENABLED: "true",
  };
  const by_variables = new StorageManager({ environment });
  assert.equal(by_variables.basePath, environment.STORAGE_BASE_PATH);
  const stats = await by_variables.get_storage_stats();
  assert.equal(stats.max_project_bytes, 20 * 2 ** 30);
  assert.equal(stats.total_quota_bytes, 500 * 2 ** 30);
  const wrong = new StorageManager({ environment: { STORAGE_MAX_PROJECT_SIZE: "ten" } });
  await assert.rejects(wrong.list_projects(), /STORAGE_MAX_PROJECT_SIZE.*ten.*GB/s);
});

test("importing from a cloud: the provider is looked at, the bucket is asked", async () => {
  const importer = new CloudImporter({ provider: "s3", endpoint: "http://127.0.0.1:1" });
  const call = importer.import_from_cloud({
    bucket: "my-bucket",
    key: "projects/my-project.tar.gz",
    storage_manager: storage,
    signal: AbortSignal.timeout(50),
  });
  // With a bucket that answers: cloud-importer.servers.test.ts.
  await assert.rejects(call);
});

test("a storage backend of one's own", async () => {
  const bucket = new Map<string, Uint8Array>();
  class S3StorageBackend extends StorageBackend {
    override async store(data: Uint8Array, path: string) {
      await Promise.resolve(bucket.set(path, data));
    }

    override async retrieve(path: string) {
      return await Promise.resolve(bucket.get(path));
    }
  }
  const base_path = join(folder, "with-backend");
  const storage = new StorageManager({ backend: new S3StorageBackend(), base_path });
  const id = await storage.store_project({ project_path: source });
  assert.equal(bucket.size, 1);
  assertSameTree(await storage.extract_project(id), source);
});

test("a storage plugin of one's own", async () => {
  class CompressionPlugin extends StoragePlugin {
    override async on_store(project_data: Uint8Array) {
      const compressed_data = gzipSync(project_data);
      return await Promise.resolve(compressed_data);
    }

    override async on_retrieve(project_data: Uint8Array) {
      const decompressed_data = gunzipSync(project_data);
      return await Promise.resolve(decompressed_data);
    }
  }
  const storage = new StorageManager({ base_path: join(folder, "with-plugin") });
  storage.register_plugin(new CompressionPlugin());
  const id = await storage.store_project({ project_path: source });
  assertSameTree(await storage.extract_project(id), source);
});

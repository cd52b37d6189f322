import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  folderWithData,
  localOnly,
  managerAt,
  warningsOf,
} from "../../../../test/support/cloud-storage-world.ts";
import { CloudStorageManager, cloudStorage } from "./index.ts";

describe("archives on this machine", () => {
  it("are made, listed, counted and read, with the documents' names in both spellings", async (t) => {
    const folder = folderWithData(t);
    const manager = managerAt(t, folder, localOnly);
    const backup = await manager.backup_all_data();
    assert.match(backup.backup_id, /^unified_backup_\d{8}_\d{6}$/);
    assert.equal(backup.filename, `${backup.backup_id}.tar.gz`);
    assert.equal(backup.cloud_sync_status, "pending");
    assert.equal(
      await manager._calculate_checksum(join("backups", backup.filename)),
      backup.checksum,
    );
    const second = await manager.backupAllData();
    const list = await manager.list_backups(1);
    assert.deepEqual(
      list.map(({ backup_id: id }) => id),
      [second.backup_id],
    );
    assert.equal((await manager.listBackups({ limit: 5 })).length, 2);
    const data = await manager.get_backup(backup.backup_id);
    assert.deepEqual(data.data_sources["ai_hub"], {
      collective_intelligence: { collective_iq: 142 },
    });
    const stats = await manager.getStatistics();
    assert.equal(stats.total_backups, 2);
    assert.equal(stats.cloud_synced, 0);
    assert.equal(stats.provider, "local");
    assert.equal(stats.total_size_bytes, backup.size_bytes + second.size_bytes);
  });

  it("stay pending, and nothing is uploaded", async (t) => {
    const manager = managerAt(t, folderWithData(t), localOnly);
    const { backup_id: id } = await manager.backupAllData();
    const result = await manager.syncToCloud();
    assert.deepEqual([result.synced, result.pending, result.provider], [[], [id], "local"]);
  });

  it("are plain tar without CLOUD_COMPRESS, by variable or by either spelling of an option", async (t) => {
    const folder = folderWithData(t);
    const off = managerAt(t, folder, { ...localOnly, CLOUD_COMPRESS: "false" });
    assert.equal((await off.backupAllData()).format, "tar");
    const options = { folder, environment: localOnly, compress: false, backup_folder: "elsewhere" };
    const { path, format } = await new CloudStorageManager(options).backupAllData();
    assert.deepEqual([path.startsWith(join(folder, "elsewhere")), format], [true, "tar"]);
  });

  it("have the documents' defaults, and say which setting is wrong", async () => {
    const manager = new CloudStorageManager({ environment: {} });
    assert.equal(manager.syncInterval, 3600);
    assert.equal(manager.provider, "local");
    for (const wrong of [
      { CLOUD_SYNC_INTERVAL: "soon" },
      { CLOUD_AUTO_SYNC: "maybe" },
      { CLOUD_PROVIDER: "ftp" },
    ]) {
      const broken = new CloudStorageManager({ environment: wrong });
      await assert.rejects(broken.listBackups(), { code: "setting-unknown" });
    }
  });

  it("of an unknown id are an error", async (t) => {
    const manager = managerAt(t, folderWithData(t), localOnly);
    await assert.rejects(manager.getBackup("unified_backup_20200101_000000"), {
      code: "archive-unknown",
    });
    await assert.rejects(manager.getBackup("latest"), { code: "archive-unknown" });
  });

  it("warn when git tracks .env", async (t) => {
    const folder = folderWithData(t);
    writeFileSync(join(folder, ".env"), "CLOUD_PROVIDER=local\n");
    execFileSync("git", ["init", "--quiet"], { cwd: folder });
    const quiet = await warningsOf(t, () => managerAt(t, folder, localOnly).backupAllData());
    assert.equal(quiet, "");
    execFileSync("git", ["add", ".env"], { cwd: folder });
    const told = await warningsOf(t, () => managerAt(t, folder, localOnly).backupAllData());
    assert.match(told, /git tracks \.env.*git rm --cached/);
  });

  it("are reached by a global instance that has read nothing yet", () => {
    assert.ok(cloudStorage instanceof CloudStorageManager);
    assert.equal(cloudStorage.constructor.name, "CloudStorageManager");
  });
});

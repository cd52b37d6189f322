import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { BlobServiceClient } from "@azure/storage-blob";
import { type AzureServer, startAzurite } from "../../../../test/servers/azurite.ts";
import {
  folderWithData,
  localOnly,
  managerAt,
  warningsOf,
} from "../../../../test/support/cloud-storage-world.ts";
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";

let azure: AzureServer;
let containers = 0;
before(async () => {
  azure = await startAzurite();
});
after(() => azure.stop());

async function cloudEnvironment(): Promise<Record<string, string>> {
  const container = `archives-${++containers}`;
  await azure.createContainer(container);
  return {
    CLOUD_PROVIDER: "azure",
    AZURE_CONTAINER: container,
    AZURE_STORAGE_CONNECTION_STRING: azure.connectionString(),
    RESTERA_HOME: "/nonexistent/restera",
  };
}

function containerOf(environment: Record<string, string>) {
  const service = BlobServiceClient.fromConnectionString(azure.connectionString());
  return service.getContainerClient(environment["AZURE_CONTAINER"]!);
}

async function blobsOf(environment: Record<string, string>): Promise<string[]> {
  const names = [];
  for await (const { name } of containerOf(environment).listBlobsFlat()) names.push(name);
  return names;
}

describe("archives in the cloud", () => {
  it("are uploaded as soon as they are made, to backups/ID/, with their metadata", async (t) => {
    const folder = folderWithData(t);
    const environment = await cloudEnvironment();
    const manager = managerAt(t, folder, environment);
    const {
      backup_id: id,
      filename,
      cloud_sync_status: status,
      cloud_path: path,
    } = await manager.backupAllData();
    assert.equal(status, "synced");
    assert.equal(path, `az://${environment["AZURE_CONTAINER"]}/backups/${id}/${filename}`);
    const names = [`backups/${id}/${filename}`, `backups/${id}/${id}_metadata.json`];
    assert.deepEqual((await blobsOf(environment)).toSorted(), names.toSorted());
    const bytes = await containerOf(environment).getBlobClient(names[0]!).downloadToBuffer();
    assert.deepEqual(bytes, readFileSync(join(folder, "backups", filename)));
    const again = await manager.syncToCloud();
    assert.deepEqual([again.synced, again.already_synced, again.uploaded_bytes], [[], [id], 0]);
  });

  it("are not uploaded with CLOUD_AUTO_SYNC off, until a sync", async (t) => {
    const environment = { ...(await cloudEnvironment()), CLOUD_AUTO_SYNC: "false" };
    const manager = managerAt(t, folderWithData(t), environment);
    const { backup_id: id, cloud_sync_status: status } = await manager.backupAllData();
    assert.deepEqual([status, await blobsOf(environment)], ["pending", []]);
    assert.deepEqual((await manager.sync_to_cloud()).synced, [id]);
    assert.equal((await manager.listBackups())[0]?.cloud_sync_status, "synced");
    assert.equal((await manager.getStatistics()).cloud_synced, 1);
  });

  it("come back on a machine that has nothing", async (t) => {
    const folder = folderWithData(t);
    const environment = await cloudEnvironment();
    const { backup_id: id } = await managerAt(t, folder, environment).backupAllData();
    const other = temporaryFolder(t);
    const manager = managerAt(t, other, environment);
    const [row] = await manager.listBackups(1);
    assert.deepEqual([row?.backup_id, row?.location, row?.path], [id, "cloud", null]);
    assert.ok((row?.content_size_bytes ?? 0) > 0);
    const data = await manager.getBackup(id);
    assert.deepEqual(data.data_sources["discovered_gems"], [{ name: "gem" }]);
    assert.equal((await manager.listBackups(1))[0]?.location, "both");
    assert.equal((await manager.verifyBackup("latest")).ok, true);
    // Without the cloud it is still there.
    assert.equal(
      (await managerAt(t, other, localOnly).listBackups())[0]?.cloud_sync_status,
      "synced",
    );
  });

  it("are found as bare files below backups/, as the SignalTrust guide has them", async (t) => {
    const folder = folderWithData(t);
    const { filename, backup_id: id } = await managerAt(t, folder, localOnly).backupAllData();
    const environment = await cloudEnvironment();
    const blob = containerOf(environment).getBlockBlobClient(`backups/${filename}`);
    await blob.uploadFile(join(folder, "backups", filename));
    const manager = managerAt(t, temporaryFolder(t), environment);
    assert.deepEqual(
      (await manager.listBackups()).map(({ backup_id: each }) => each),
      [id],
    );
    assert.ok("ai_hub" in (await manager.getBackup(id)).data_sources);
  });

  it("are refused when the cloud gives other bytes than were uploaded", async (t) => {
    const environment = await cloudEnvironment();
    const { backup_id: id, filename } = await managerAt(
      t,
      folderWithData(t),
      environment,
    ).backupAllData();
    const blob = containerOf(environment).getBlockBlobClient(`backups/${id}/${filename}`);
    const bytes = await blob.downloadToBuffer();
    bytes[40]! ^= 1;
    await blob.upload(bytes, bytes.length);
    const other = temporaryFolder(t);
    await assert.rejects(managerAt(t, other, environment).getBackup(id), {
      code: "archive-mismatch",
    });
    assert.deepEqual(
      readdirSync(join(other, "backups")).filter((name) => !name.startsWith(".")),
      [],
    );
  });

  it("that are damaged here never replace what is there, and are not counted as synced", async (t) => {
    const folder = folderWithData(t);
    const environment = { ...(await cloudEnvironment()), CLOUD_AUTO_SYNC: "off" };
    const manager = managerAt(t, folder, environment);
    const { path, backup_id: id } = await manager.backupAllData();
    const bytes = readFileSync(path);
    bytes[40]! ^= 1;
    writeFileSync(path, bytes);
    const { synced, failed, success } = await manager.syncToCloud();
    assert.deepEqual([synced, failed[0]?.backup_id, success], [[], id, false]);
    assert.deepEqual(await blobsOf(environment), []);
    assert.equal((await manager.getStatistics()).cloud_failed, 1);
  });

  it("are sent again when they vanished from the cloud", async (t) => {
    const environment = await cloudEnvironment();
    const manager = managerAt(t, folderWithData(t), environment);
    const { backup_id: id, filename } = await manager.backupAllData();
    await containerOf(environment).getBlobClient(`backups/${id}/${filename}`).delete();
    assert.deepEqual((await manager.syncToCloud()).synced, [id]);
  });

  it("stay listed, with a warning, while the cloud is out of reach", async (t) => {
    const folder = folderWithData(t);
    await managerAt(t, folder, localOnly).backupAllData();
    const environment = { ...(await cloudEnvironment()), AZURE_CONTAINER: "nowhere-at-all" };
    const manager = managerAt(t, folder, environment);
    let rows: unknown[] = [];
    const told = await warningsOf(t, async () => (rows = await manager.listBackups()));
    assert.equal(rows.length, 1);
    assert.match(told, /could not be listed/);
    const backedUp = await warningsOf(t, async () => {
      assert.equal((await manager.backupAllData()).cloud_sync_status, "pending");
    });
    assert.match(backedUp, /not in the cloud yet/);
  });

  it("can be chosen by the documents' methods for it", async (t) => {
    const { CLOUD_PROVIDER: _, ...environment } = await cloudEnvironment();
    const manager = managerAt(t, folderWithData(t), environment);
    const { backup_id: id } = await manager.backupAllData();
    assert.equal(await manager._init_azure(), true);
    assert.equal(manager.provider, "azure");
    assert.match(await manager._upload_to_s3(id), /^az:\/\/.*\/backups\//);
    await assert.rejects(manager._init_aws(), { code: "setting-missing" });
    await assert.rejects(manager._init_gcp(), { code: "setting-missing" });
  });

  it("go with those of this machine when they are old, but never the last good one", async (t) => {
    const folder = folderWithData(t);
    const environment = await cloudEnvironment();
    const manager = managerAt(t, folder, environment);
    const made = [
      await manager.backupAllData(),
      await manager.backupAllData(),
      await manager.backupAllData(),
    ];
    const [first, second, third] = made.map(({ backup_id: id }) => id);
    const dry = await manager.cleanupOldBackups({ keepLast: 1, dryRun: true });
    assert.deepEqual([dry.removed, (await manager.listBackups()).length], [[second, first], 3]);
    // The newest is broken: the one before it is the last good one.
    const bytes = readFileSync(made[2]!.path);
    writeFileSync(made[2]!.path, bytes.subarray(0, bytes.length - 20));
    const { removed, spared } = await manager.cleanup_old_backups({ keep_last: 1 } as object);
    assert.deepEqual([removed, spared], [[first], [second]]);
    assert.deepEqual(
      (await manager.listBackups()).map(({ backup_id: id }) => id),
      [third, second],
    );
    assert.ok((await blobsOf(environment)).every((name) => !name.includes(`/${first}/`)));
  });
});

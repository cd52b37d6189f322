import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openObjectStore } from "../../../src/compose/open-object-store.ts";
import { cloudCredentials } from "../../../src/faces/environment/cloud-credentials.ts";
import { BackupManager, StorageManager } from "../../../src/faces/library/orchestrator/index.ts";
import { npmBuckets, serverBuckets } from "../../servers/buckets.ts";
import { assertSameTree, projectWorld } from "../../support/project-world.ts";
import { seededBytes } from "../../support/seeded-bytes.ts";

for (const { name, skip, start } of [...npmBuckets, ...serverBuckets]) {
  test(
    `projects are backed up to a bucket and a folder, and come back from the bucket: ${name}`,
    { skip },
    async (t) => {
      const server = await start();
      t.after(() => server.stop());
      const { folder, root, source } = projectWorld(t);
      // More than one request takes.
      mkdirSync(join(source, "large"));
      writeFileSync(join(source, "large/noise.bin"), seededBytes(7, 40 << 20));
      const environment = { ...server.env(), RESTERA_HOME: join(folder, "home") };
      const usb = join(folder, "usb");
      const options = {
        ...{ folder, basePath: root, environment, versions: false },
        destination: [server.url("back/ups"), usb],
      };
      const storage = new StorageManager(options);
      await storage.storeProject({ projectPath: source, metadata: { project_id: "shop" } });
      const backups = new BackupManager({ storageManager: storage });
      const backupId = await backups.backupAllProjects();
      const [listed] = await backups.listBackups();
      assert.deepEqual([listed!.status, listed!.destinations.length], ["ok", 2]);
      assert.equal((await backups.verifyBackup(backupId)).files, 2);
      assert.deepEqual(readdirSync(join(usb, "tmp")), []);
      // What nobody touched is not sent again.
      const again = await backups.backupAllProjects();
      const bucket = await openObjectStore(server.url("back/ups"), cloudCredentials(environment));
      const sent: string[] = [];
      for await (const { key } of bucket.list(`projects/${again}/`)) sent.push(key);
      assert.deepEqual(sent, [`projects/${again}/manifest.json`]);
      assert.equal((await backups.verifyBackup(again)).files, 2);

      await storage.deleteProject("shop", { soft: false });
      const bucketOnly = new BackupManager({ ...options, destination: server.url("back/ups") });
      const destination = join(folder, "back");
      await bucketOnly.restoreProject({ backupId, projectId: "shop", destination });
      assertSameTree(join(destination, "source"), source);
      assert.equal((await bucketOnly.restoreAllProjects("latest")).restored.length, 1);

      // Damaged in the bucket: told there, and taken from the folder.
      const key = `projects/${backupId}/shop.tar.gz`;
      await bucket.delete([key]);
      await bucket.putNew(key, Buffer.from("damaged"));
      await bucket.close();
      assert.equal((await bucketOnly.listBackups())[0]!.status, "damaged");
      await assert.rejects(
        bucketOnly.restoreProject({ backupId, projectId: "shop", destination: `${destination}2` }),
        { code: "backup-damaged" },
      );
      await backups.restoreProject({ backupId, projectId: "shop", destination: `${destination}2` });
      assert.ok(existsSync(`${destination}2/metadata.json`));
    },
  );
}

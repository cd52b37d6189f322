import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it, type TestContext } from "node:test";
import { openObjectStore } from "../../src/compose/open-object-store.ts";
import type { ArchiveCloud } from "../../src/services/archives/cloud/archive-cloud.ts";
import { syncArchives } from "../../src/services/archives/cloud/sync-archives.ts";
import { createArchive } from "../../src/services/archives/create-archive.ts";
import { listArchives } from "../../src/services/archives/list-archives.ts";
import { verifyArchive } from "../../src/services/archives/verify-archive.ts";
import { type AzureServer, startAzurite } from "../servers/azurite.ts";
import { type FaultProxy, startFaultProxy } from "../servers/fault-proxy.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

let azure: AzureServer;
let proxy: FaultProxy;
let containers = 0;
before(async () => {
  azure = await startAzurite();
  proxy = await startFaultProxy(azure.port);
});
after(async () => {
  await proxy.stop();
  await azure.stop();
});

const archiveBytes = 300_000;

/** A folder with two archives, and a cloud behind the proxy. */
async function twoArchives(t: TestContext): Promise<{ folder: string; cloud: ArchiveCloud }> {
  const folder = temporaryFolder(t);
  proxy.setPlan(() => undefined);
  const file = join(folder, "x.bin");
  writeFileSync(file, randomBytes(archiveBytes));
  const source = {
    ...{ name: "x", kind: "files", configured: true },
    capture: async () => ({
      ...{ isThere: true, topPaths: ["x.bin"], problems: [] },
      entries: [{ path: "x.bin", file }],
    }),
  };
  for (const hour of [1, 2]) {
    await createArchive({
      folder,
      sources: [source],
      format: "tar",
      time: new Date(2026, 0, 1, hour),
    });
  }
  const container = `sync-${++containers}`;
  await azure.createContainer(container);
  const store = await openObjectStore(`az://${container}`, {
    azure: { connectionString: azure.connectionString(proxy.port) },
    retries: { attempts: 1 },
  });
  t.after(() => store.close());
  return { folder, cloud: { provider: "azure", url: `az://${container}`, store } };
}

const isArchivePut = ({ method, url }: { method: string; url: string }) =>
  method === "PUT" && /unified_backup_\d+_\d+\.tar(?:\?|$)/.test(url);

async function statusesIn(folder: string): Promise<string[]> {
  return (await listArchives([folder])).map(({ cloud_sync_status: status }) => status);
}

async function keysIn({ store }: ArchiveCloud): Promise<string[]> {
  const keys = [];
  for await (const { key } of store.list("backups/")) keys.push(key);
  return keys.filter((key) => key.endsWith(".tar"));
}

describe("an upload of an archive", () => {
  it("that breaks off is not counted as synced, and the next sync goes on with what is missing", async (t) => {
    const { folder, cloud } = await twoArchives(t);
    let puts = 0;
    proxy.setPlan((request) => {
      // The first archive gets through, the second one breaks.
      const breaks = isArchivePut(request) && ++puts > 1;
      return breaks ? { kind: "cut", where: "request", afterBytes: 100_000 } : undefined;
    });
    const broken = await syncArchives([folder], cloud);
    assert.deepEqual([broken.synced.length, broken.failed.length], [1, 1]);
    assert.deepEqual(await statusesIn(folder), ["synced", "failed"]);
    proxy.setPlan(() => undefined);
    assert.equal((await keysIn(cloud)).length, 1);
    const resumed = await syncArchives([folder], cloud);
    assert.deepEqual(
      [resumed.synced, resumed.already_synced],
      [[broken.failed[0]!.backup_id], broken.synced],
    );
    assert.deepEqual(await statusesIn(folder), ["synced", "synced"]);
    assert.equal((await keysIn(cloud)).length, 2);
    const name = `${resumed.synced[0]}_metadata.json`;
    const { body } = await cloud.store.get(`backups/${resumed.synced[0]}/${name}`);
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    const here = JSON.parse(readFileSync(join(folder, name), "utf8")) as object;
    assert.deepEqual(JSON.parse(Buffer.concat(parts).toString()), here);
  });

  it("whose answer is lost is proven by the next sync instead of being sent twice", async (t) => {
    const { folder, cloud } = await twoArchives(t);
    proxy.setPlan((request) => (isArchivePut(request) ? { kind: "commit-then-drop" } : undefined));
    const lost = await syncArchives([folder], cloud);
    assert.deepEqual(lost.synced, []);
    proxy.setPlan(() => undefined);
    const { synced, failed } = await syncArchives([folder], cloud);
    assert.deepEqual([synced.length, failed], [2, []]);
  });

  it("that is cancelled leaves the archive pending", async (t) => {
    const { folder, cloud } = await twoArchives(t);
    proxy.setPlan(() => undefined);
    const controller = new AbortController();
    const run = { signal: controller.signal, onProgress: () => controller.abort() };
    await assert.rejects(syncArchives([folder], cloud, run), { code: "cancelled" });
    assert.ok((await statusesIn(folder)).every((status) => status === "pending"));
    assert.equal((await syncArchives([folder], cloud)).synced.length, 2);
  });

  it("stops trying when the cloud is gone, and leaves the others pending", async (t) => {
    const { folder, cloud } = await twoArchives(t);
    proxy.setPlan((request) =>
      request.method === "PUT" ? { kind: "status", status: 503 } : undefined,
    );
    const { synced, failed, pending } = await syncArchives([folder], cloud);
    assert.deepEqual([synced, failed.length, pending.length], [[], 1, 1]);
    const [, other] = await listArchives([folder]);
    assert.equal(other?.cloud_sync_status, "pending");
    proxy.setPlan(() => undefined);
  });

  it("does not meet another machine's archive of the same second: the later one gets an id of its own", async (t) => {
    const [first, second] = [await twoArchives(t), await twoArchives(t)];
    await syncArchives([first.folder], first.cloud);
    const ids = (await listArchives([first.folder])).map(({ backup_id: id }) => id);
    const { synced, failed, renamed } = await syncArchives([second.folder], first.cloud);
    assert.deepEqual(failed, []);
    assert.deepEqual(
      synced,
      ids.map((id) => `${id}_2`),
    );
    assert.deepEqual(
      renamed,
      ids.map((id) => ({ from: id, to: `${id}_2` })),
    );
    assert.equal((await keysIn(first.cloud)).length, 4);
    const now = await listArchives([second.folder]);
    assert.deepEqual(
      now.map(({ backup_id: id }) => id),
      synced,
    );
    for (const archive of now) assert.ok((await verifyArchive(archive)).ok);
    assert.deepEqual((await syncArchives([second.folder], first.cloud)).already_synced, synced);
  });

  it("is sent again where the copy in the cloud was cut short by somebody", async (t) => {
    const { folder, cloud } = await twoArchives(t);
    await syncArchives([folder], cloud);
    const [key = ""] = await keysIn(cloud);
    await cloud.store.delete([key]);
    await cloud.store.putNew(key, Buffer.from("short"));
    assert.equal((await syncArchives([folder], cloud)).synced.length, 1);
    const [{ size_bytes: size } = { size_bytes: 0 }] = await listArchives([folder]);
    assert.equal((await cloud.store.head(key))?.size, size);
  });
});

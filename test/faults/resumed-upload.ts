import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test, type TestContext } from "node:test";
import type { ArchiveCloud } from "../../src/services/archives/cloud/archive-cloud.ts";
import { syncArchives } from "../../src/services/archives/cloud/sync-archives.ts";
import { hashStream } from "../../src/stores/objects/body.ts";
import type { FaultProxy } from "../servers/fault-proxy.ts";
import type { ProxiedRequest } from "../servers/faults.ts";
import { oneArchive } from "../support/one-archive.ts";
import { spoilNote } from "../support/spoil-note.ts";
import type { ProxiedKind, ProxiedServer } from "./proxied-stores.ts";

/** Three parts. */
const archiveBytes = 40 << 20;

/** A part of a large upload: S3, Azure, Google. */
function isPart({ method, url }: ProxiedRequest): boolean {
  return method === "PUT" && /[?&](partNumber=|comp=block&|upload_id=)/.test(url);
}

interface World {
  readonly folder: string;
  readonly proxy: FaultProxy;
  /** Opens the cloud anew, as another process does; one attempt for each call. */
  open(): Promise<ArchiveCloud>;
  /** The files with notes of uploads. */
  notes(): string[];
}

async function worldOf(t: TestContext, server: ProxiedServer): Promise<World> {
  const folder = await oneArchive(t, archiveBytes);
  const prefix = randomBytes(4).toString("hex");
  return {
    folder,
    proxy: server.proxy,
    open: async () => {
      const store = await server.open(prefix, { retries: { attempts: 1 } });
      t.after(() => store.close());
      return { provider: "aws", url: store.url, store };
    },
    notes: () => readdirSync(folder).filter((name) => name.startsWith(".upload-")),
  };
}

/** Counts the parts that are sent, and breaks all from this number on. */
function countParts(proxy: FaultProxy, broken?: number): () => number {
  let parts = 0;
  proxy.setPlan((request) =>
    isPart(request) && ++parts >= (broken ?? Infinity)
      ? { kind: "cut", where: "request", afterBytes: 100_000 }
      : undefined,
  );
  return () => parts;
}

async function assertThere({ folder }: World, { store }: ArchiveCloud): Promise<void> {
  const filename = readdirSync(folder).find((name) => name.endsWith(".tar"))!;
  const here = readFileSync(join(folder, filename));
  const { body, size } = await store.get(`backups/${filename.replace(".tar", "")}/${filename}`);
  assert.equal(size, here.length);
  assert.deepEqual(await hashStream(body), await hashStream(oneChunk(here)));
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** An archive's upload that broke goes on after the parts that arrived; `all` has the rarer ends as well. */
export function testResumedUpload({ name, skip, start }: ProxiedKind, all: boolean): void {
  describe(`a large archive on its way to ${name}`, { skip }, () => {
    let server: ProxiedServer;
    before(async () => {
      server = await start();
    });
    after(() => server.stop());

    test("goes on after the parts that arrived, in another process", async (t) => {
      const world = await worldOf(t, server);
      const { folder, proxy } = world;
      const sent = countParts(proxy, 3);
      const broken = await syncArchives([folder], await world.open());
      assert.deepEqual([broken.synced, broken.failed.length], [[], 1]);
      assert.ok(sent() >= 3);
      assert.equal(world.notes().length, 1);
      const sentLater = countParts(proxy);
      const cloud = await world.open();
      const { synced, failed } = await syncArchives([folder], cloud);
      assert.deepEqual([synced.length, failed], [1, []]);
      assert.equal(sentLater(), 1);
      assert.deepEqual(world.notes(), []);
      await assertThere(world, cloud);
    });

    if (!all) return;

    test("goes on after it was cancelled", async (t) => {
      const world = await worldOf(t, server);
      const { folder, proxy } = world;
      const controller = new AbortController();
      const sent = countParts(proxy);
      const onProgress = (): void => void (sent() === 2 && controller.abort());
      const run = { signal: controller.signal, onProgress };
      await assert.rejects(syncArchives([folder], await world.open(), run), { code: "cancelled" });
      const sentLater = countParts(proxy);
      const cloud = await world.open();
      assert.equal((await syncArchives([folder], cloud)).synced.length, 1);
      assert.ok(sentLater() < 3, `${sentLater()} parts were sent`);
      await assertThere(world, cloud);
    });

    test("is sent from its beginning when the parts are gone", async (t) => {
      const world = await worldOf(t, server);
      const { folder, proxy } = world;
      countParts(proxy, 3);
      assert.equal((await syncArchives([folder], await world.open())).failed.length, 1);
      const [note] = world.notes();
      spoilNote(join(folder, note!));
      countParts(proxy);
      const cloud = await world.open();
      const { synced, failed } = await syncArchives([folder], cloud);
      assert.deepEqual([synced.length, failed], [1, []]);
      assert.deepEqual(world.notes(), []);
      await assertThere(world, cloud);
    });
  });
}

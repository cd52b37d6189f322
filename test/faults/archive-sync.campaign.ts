// Archives uploaded through a network that breaks at random: whatever is called synced is in the cloud, byte for byte.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StoreError, type ObjectStore } from "../../src/stores/objects/object-store.ts";
import {
  type ArchiveCloud,
  archiveKeyOf,
} from "../../src/services/archives/cloud/archive-cloud.ts";
import { fetchArchive } from "../../src/services/archives/cloud/download-archive.ts";
import { syncArchives } from "../../src/services/archives/cloud/sync-archives.ts";
import { createArchive } from "../../src/services/archives/create-archive.ts";
import { listArchives } from "../../src/services/archives/list-archives.ts";
import { verifyArchive } from "../../src/services/archives/verify-archive.ts";
import { randomFaults, seededRandom } from "../servers/faults.ts";
import type { Campaign } from "../support/campaign.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { type ProxiedServer, proxiedKinds } from "./proxied-stores.ts";

const kinds = proxiedKinds.filter(({ skip }) => skip === false);
const rate = 0.3;
const brokenSyncs = 4;
const retries = { attempts: 2, firstWaitMs: 2, longestWaitMs: 10 };

export const campaign: Campaign = {
  cases: 200,
  skip: kinds.length === 0 && "no store's server is here",
  start: async () => {
    const servers = await Promise.all(kinds.map((kind) => kind.start()));
    let proven = 0;
    return {
      runCase: async (seed) => {
        proven += await runSyncs(servers[seed % servers.length]!, seed);
      },
      finish: async () =>
        `${proven} uploads proven, over ${kinds.map(({ name }) => name).join(", ")}`,
      stop: async () => {
        await Promise.all(servers.map((server) => server.stop()));
      },
    };
  },
};

/** Gives how many uploads were proven. */
async function runSyncs(server: ProxiedServer, seed: number): Promise<number> {
  const [mine, theirs] = [newFolder(), newFolder()];
  const prefix = `archives-${seed}`;
  const store = await server.open(prefix, { retries });
  const truth = await server.openDirectly(prefix);
  const cloud: ArchiveCloud = { provider: "aws", url: "s3://any", store };
  try {
    // Two machines of one fleet make their archives at the same moments.
    await makeArchives(mine, seed);
    await makeArchives(theirs, seed + 500_000);
    server.proxy.setPlan(randomFaults({ seed, rate }));
    for (let sync = 0; sync < brokenSyncs; sync++) {
      for (const folder of [mine, theirs]) {
        await orStoreError(syncArchives([folder], cloud));
        await confirmSynced(folder, truth, seed);
      }
    }
    server.proxy.setPlan(() => undefined);
    const ends = [await syncArchives([mine], cloud), await syncArchives([theirs], cloud)];
    for (const { failed, pending } of ends)
      assert.deepEqual([failed, pending], [[], []], `seed ${seed}`);
    const all = [
      ...(await confirmSynced(mine, truth, seed)),
      ...(await confirmSynced(theirs, truth, seed)),
    ];
    assert.equal(new Set(all).size, all.length, `seed ${seed}: two archives share a place`);
    await fetchAll(all, cloud, server, seed);
    return all.length;
  } finally {
    await store.close();
    await truth.close();
    for (const folder of [mine, theirs]) rmSync(folder, { recursive: true });
  }
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "restera-archive-sync-"));
}

async function makeArchives(folder: string, seed: number): Promise<void> {
  const random = seededRandom(seed);
  const file = join(folder, "x.bin");
  for (let hour = 0; hour < 2; hour++) {
    writeFileSync(file, seededBytes(seed + hour, 1 + Math.floor(random() * 200_000)));
    const capture = async () => ({
      ...{ isThere: true, topPaths: ["x.bin"], problems: [] },
      entries: [{ path: "x.bin", file }],
    });
    const source = { name: "x", kind: "files", configured: true, capture };
    const time = new Date(2026, 0, 1, hour);
    await createArchive({ folder, sources: [source], format: "tar", time });
  }
}

/** What breaks off on the way is settled by the next sync; anything else is a violation. */
async function orStoreError(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
}

/** Compares what is called synced with what is really there; gives the ids. */
async function confirmSynced(folder: string, truth: ObjectStore, seed: number): Promise<string[]> {
  const synced = (await listArchives([folder])).filter(
    ({ cloud_sync_status: status }) => status === "synced",
  );
  for (const { backup_id: id, filename, sha256 } of synced) {
    const { body } = await truth.get(archiveKeyOf(id, filename));
    const hash = createHash("sha256");
    for await (const bytes of body) hash.update(bytes);
    assert.equal(hash.digest("hex"), sha256, `seed ${seed}: ${id} is not what was uploaded`);
  }
  return synced.map(({ backup_id: id }) => id);
}

/** Another machine gets each of them, whole or not at all, though bits flip on the way. */
async function fetchAll(
  ids: readonly string[],
  cloud: ArchiveCloud,
  server: ProxiedServer,
  seed: number,
): Promise<void> {
  const folder = newFolder();
  try {
    server.proxy.setPlan(randomFaults({ seed: seed + 1, rate, flipAnswers: true }));
    for (const id of ids) await fetchArchive([folder], id, cloud).catch(() => undefined);
    server.proxy.setPlan(() => undefined);
    for (const id of ids) {
      const check = await verifyArchive(await fetchArchive([folder], id, cloud));
      assert.ok(check.ok, `seed ${seed}: ${id} came back damaged`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { contentHash, sessionDocument } from "../../src/services/records/record-document.ts";
import { RecordStore } from "../../src/services/records/record-store.ts";
import { saveRecord } from "../../src/services/records/records.ts";
import { readLatest, saveLearning } from "../../src/services/records/save-learning.ts";
import { syncRecords } from "../../src/services/records/sync-records.ts";
import { LocalStore } from "../../src/stores/objects/local/local-store.ts";
import { StoreError } from "../../src/stores/objects/object-store.ts";
import { randomFaults } from "../servers/faults.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { proxiedKinds, type ProxiedServer } from "./proxied-stores.ts";

const seeds = [1, 2, 3, 4];
const rate = 0.25;
const sessions = 6;
/** So often a sync may give up before the network is mended. */
const mostAttempts = 6;
const retries = { attempts: 4, firstWaitMs: 2, longestWaitMs: 20 };

/** Syncs until it succeeds or has failed often enough; a store that gives up is allowed, anything else is not. */
async function syncSomehow(local: RecordStore, remote: RecordStore): Promise<void> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    try {
      const { problems } = await syncRecords(local, remote);
      assert.deepEqual(problems, []);
      return;
    } catch (error) {
      assert.ok(error instanceof StoreError, String(error));
    }
  }
}

async function contentOf(records: RecordStore): Promise<Map<string, string>> {
  const content = new Map<string, string>();
  for await (const { key } of records.list("")) {
    if (key.startsWith("state/")) continue;
    content.set(key, contentHash((await records.read(key))!.document));
  }
  return content;
}

for (const kind of proxiedKinds) {
  describe(
    `records over ${kind.name} behind a network that breaks at random`,
    { skip: kind.skip },
    () => {
      let server: ProxiedServer;
      before(async () => {
        server = await kind.start();
      });
      after(() => server.stop());

      for (const seed of seeds) {
        test(`seed ${seed}: two machines that edit and learn come to the same, and lose nothing`, async (t) => {
          const prefix = `records-${seed}`;
          const truth = await server.openDirectly(prefix);
          const [flaky, ...locals] = [
            await server.open(prefix, { retries }),
            new LocalStore(temporaryFolder(t)),
            new LocalStore(temporaryFolder(t)),
          ] as const;
          t.after(() => Promise.all([truth.close(), flaky.close()]));
          const machines = locals.map((store) => new RecordStore(store));
          server.proxy.setPlan(randomFaults({ seed, rate }));
          for (const round of [0, 1]) {
            for (const [n, machine] of machines.entries()) {
              for (let id = 0; id < sessions; id++) {
                if ((id + round) % 2 !== n && id > 1) continue;
                const document = sessionDocument(
                  `session-${id}`,
                  { by: n, round },
                  round * 10 + n + 1,
                );
                await saveRecord(
                  machine,
                  { collection: "sessions", id: `session-${id}` },
                  document,
                );
              }
              const latest = await readLatest(machine);
              const estimates = [...(latest?.data?.estimates ?? []), `${n} in round ${round}`];
              const seen = latest?.hash;
              await saveLearning(machine, {
                data: { ...latest?.data, estimates },
                timestamp: round * 10 + n,
                seen,
              });
            }
            const remote = new RecordStore(flaky, { prefix: "magnus" });
            await Promise.all(machines.map((machine) => syncSomehow(machine, remote)));
          }
          server.proxy.setPlan(() => undefined);
          const cloud = new RecordStore(truth, { prefix: "magnus" });
          // What a machine sets aside when it fetches, it sends the next time.
          for (const machine of [...machines, ...machines, ...machines]) {
            await syncRecords(machine, cloud);
          }
          const wanted = await contentOf(cloud);
          for (const machine of machines) assert.deepEqual(await contentOf(machine), wanted);
          const known = (await readLatest(cloud))?.data?.estimates ?? [];
          const all = ["0 in round 0", "0 in round 1", "1 in round 0", "1 in round 1"];
          assert.deepEqual([...new Set(known)].map(String).toSorted(), all);
          const edits = new Set<string>();
          for (const key of wanted.keys()) {
            const { data } = (await cloud.read(key))!.document as {
              data: { by?: number; round?: number };
            };
            if (data.by !== undefined) edits.add(`${data.by} ${data.round}`);
          }
          assert.deepEqual([...edits].toSorted(), ["0 0", "0 1", "1 0", "1 1"]);
        });
      }
    },
  );
}

// Three machines with wrong clocks edit, learn and sync at random, together and cut off anywhere. In the end all have the
// same records, every edit is still somewhere in the cloud, and the latest holds all that anybody learned.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Random } from "../../bench/random.ts";
import { contentHash, sessionDocument } from "../../src/services/records/record-document.ts";
import { RecordStore } from "../../src/services/records/record-store.ts";
import { saveRecord } from "../../src/services/records/records.ts";
import { readLatest, saveLearning } from "../../src/services/records/save-learning.ts";
import { syncRecords } from "../../src/services/records/sync-records.ts";
import { LocalStore } from "../../src/stores/objects/local/local-store.ts";
import type { Campaign, CampaignRun } from "../support/campaign.ts";
import { ownerOfMany, temporaryFolder } from "../support/temporary-folder.ts";
import { CutStore, type Cut } from "./cut-store.ts";

const machineCount = 3;
const sessionCount = 3;
const mostSteps = 30;
/** Rounds of syncs after which nothing may be left to do. */
const mostRounds = 8;

export const campaign: Campaign = {
  cases: 300,
  skip: false,
  // oxlint-disable-next-line require-await
  start: async () => {
    const owner = ownerOfMany();
    return new RecordsRun(temporaryFolder(owner, { manyFiles: true }), () => owner.end());
  },
};

interface Machine {
  readonly store: LocalStore;
  readonly records: RecordStore;
  /** How wrong its clock is, in milliseconds. */
  readonly skew: number;
}

class RecordsRun implements CampaignRun {
  readonly stop: () => Promise<void>;
  readonly #folder: string;
  readonly #counts = { edits: 0, learned: 0, syncs: 0, cut: 0, conflicts: 0 };

  constructor(folder: string, stop: () => Promise<void>) {
    this.#folder = folder;
    this.stop = stop;
  }

  async runCase(seed: number): Promise<void> {
    const random = new Random(`records ${seed}`);
    const place = join(this.#folder, String(seed));
    const world = new World(place, random);
    const steps = 1 + random.below(mostSteps);
    for (let step = 0; step < steps; step++) await this.#step(world, step, random);
    await world.settle();
    await world.check();
    rmSync(place, { recursive: true });
  }

  // oxlint-disable-next-line require-await
  async finish(): Promise<string> {
    const { edits, learned, syncs, cut, conflicts } = this.#counts;
    return `${edits} edits, ${learned} times learned, ${syncs} syncs, ${cut} of them cut, ${conflicts} conflicts`;
  }

  async #step(world: World, step: number, random: Random): Promise<void> {
    const machine = world.machines[random.below(machineCount)]!;
    const kind = random.below(10);
    if (kind < 4) {
      this.#counts.edits++;
      await world.edit(machine, random.below(sessionCount), step);
    } else if (kind < 6) {
      this.#counts.learned++;
      await world.learn(machine, step);
    } else {
      const count = 1 + random.below(2);
      const first = random.below(machineCount);
      const syncs = Array.from({ length: count }, (_, n) => {
        const isCut = random.below(3) === 0;
        const cut = {
          left: isCut ? 1 + random.below(12) : Infinity,
          takesEffect: random.below(2) === 0,
        };
        return world.sync(world.machines[(first + n) % machineCount]!, cut);
      });
      for (const conflicts of await Promise.all(syncs)) {
        this.#counts.syncs++;
        if (conflicts === undefined) this.#counts.cut++;
        else this.#counts.conflicts += conflicts;
      }
    }
  }
}

class World {
  readonly machines: readonly Machine[];
  readonly #cloudStore: LocalStore;
  readonly #cloud: RecordStore;
  readonly #edits: string[] = [];
  readonly #learned: string[] = [];

  constructor(place: string, random: Random) {
    this.#cloudStore = new LocalStore(join(place, "cloud"));
    this.#cloud = new RecordStore(this.#cloudStore, { compress: random.below(2) === 0 });
    this.machines = Array.from({ length: machineCount }, (_, n) => {
      const store = new LocalStore(join(place, `machine ${n}`));
      return { store, records: new RecordStore(store), skew: random.below(10_000) - 5_000 };
    });
  }

  async edit({ records, skew }: Machine, session: number, step: number): Promise<void> {
    const words = `edit ${this.#edits.length}`;
    this.#edits.push(words);
    const id = `session-${session}`;
    const document = sessionDocument(id, { words }, 1_000_000 + step * 1_000 + skew);
    await saveRecord(records, { collection: "sessions", id }, document);
  }

  /** As a program does that goes on from what is there. */
  async learn({ records, skew }: Machine, step: number): Promise<void> {
    const latest = await readLatest(records);
    const pattern = `pattern ${this.#learned.length}`;
    this.#learned.push(pattern);
    const patterns = [...(latest?.data?.patterns ?? []), [pattern, step]];
    const timestamp = 1_000_000 + step * 1_000 + skew;
    await saveLearning(records, {
      data: { ...latest?.data, patterns },
      timestamp,
      seen: latest?.hash,
    });
  }

  /** Conflicts; undefined when it was cut off. */
  async sync({ store }: Machine, cut: Cut): Promise<number | undefined> {
    const [local, remote] = [store, this.#cloudStore].map(
      (each) => new RecordStore(new CutStore(each, cut)),
    ) as [RecordStore, RecordStore];
    try {
      const { conflicts, problems } = await syncRecords(local, remote, { now: () => 1_100_000 });
      assert.deepEqual(problems, []);
      return conflicts.length;
    } catch (error) {
      if (cut.left > 0) throw error;
      return undefined;
    }
  }

  /** Every machine syncs until nobody has anything to do. */
  async settle(): Promise<void> {
    for (let round = 0; round < mostRounds; round++) {
      let done = 0;
      for (const { records } of this.machines) {
        const { uploaded, downloaded, conflicts } = await syncRecords(records, this.#cloud);
        done += uploaded + downloaded + conflicts.length;
      }
      if (done === 0) return;
    }
    assert.fail(`after ${mostRounds} rounds there is still something to sync`);
  }

  async check(): Promise<void> {
    const wanted = await contentOf(this.#cloud);
    for (const { records } of this.machines) assert.deepEqual(await contentOf(records), wanted);
    const texts = [...wanted.values()].join("\n");
    for (const words of this.#edits) assert.ok(texts.includes(`"${words}"`), `${words} is lost`);
    const latest = await readLatest(this.#cloud);
    const known = new Set([...(latest?.data?.patterns ?? [])].map((each) => (each as [string])[0]));
    assert.deepEqual(
      this.#learned.filter((pattern) => !known.has(pattern)),
      [],
    );
  }
}

/** Every record by its key, with what it says. */
async function contentOf(records: RecordStore): Promise<Map<string, string>> {
  const content = new Map<string, string>();
  for await (const { key } of records.list("")) {
    if (key.startsWith("state/")) continue;
    const found = await records.read(key);
    content.set(key, `${contentHash(found!.document)} ${JSON.stringify(found!.document)}`);
  }
  return content;
}

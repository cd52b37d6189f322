import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { MagnusCloudStorage } from "../../src/faces/library/magnus/index.ts";
import { sessionDocument } from "../../src/services/records/record-document.ts";
import { RecordStore } from "../../src/services/records/record-store.ts";
import { saveRecord } from "../../src/services/records/records.ts";
import { syncRecords } from "../../src/services/records/sync-records.ts";
import { backUpProject } from "../../src/services/records/back-up-project.ts";
import { restoreProject } from "../../src/services/records/restore-project.ts";
import { LocalStore } from "../../src/stores/objects/local/local-store.ts";
import { StoreError } from "../../src/stores/objects/object-store.ts";
import { WrappedStore } from "../../src/stores/objects/wrappers/wrapped-store.ts";
import { noSmallDisk, smallDisk } from "../support/small-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { CutStore, type Cut } from "./cut-store.ts";

const times = 12;

test("two processes that save the latest at the same time lose nothing", async (t) => {
  const folder = temporaryFolder(t);
  const cloud = join(folder, "cloud");
  const worker = join(import.meta.dirname, "magnus-worker.ts");
  const names = ["laptop", "desktop"];
  const ends = names.map(async (name) => {
    const child = fork(worker, [cloud, join(folder, name), name, String(times)]);
    const [code] = (await once(child, "exit")) as [number | null];
    return code;
  });
  assert.deepEqual(await Promise.all(ends), [0, 0]);
  const reader = new MagnusCloudStorage({
    ...{ store: cloud, localFolder: join(folder, "reader"), environment: {}, autoBackup: false },
  });
  t.after(() => reader.close());
  const known = new Set<string>();
  for (const { timestamp } of await reader.listBackups()) {
    const { patterns } = await reader.restoreLearningData(timestamp);
    for (const [key] of patterns as [string, number][]) known.add(key);
  }
  const all = names.flatMap((name) => Array.from({ length: times }, (_, n) => `${name} ${n}`));
  assert.deepEqual([...known].toSorted(), all.toSorted());
  const latest = await reader.restoreLearningData("latest");
  const last = names.map((name) => `${name} ${times - 1}`);
  const inLatest = new Set((latest.patterns as [string, number][]).map(([key]) => key));
  assert.ok(
    last.every((key) => inLatest.has(key)),
    [...inLatest].join(", "),
  );
});

const session = (n: number) => ({ collection: "sessions", id: `session-${n}` });
const edit = (records: RecordStore, n: number, words: string, at: number) =>
  saveRecord(records, session(n), sessionDocument(`session-${n}`, { words }, at));

async function wordsIn(records: RecordStore): Promise<string[]> {
  const words: string[] = [];
  for await (const { key } of records.list("sessions/")) {
    const found = await records.read(key);
    words.push((found!.document as { data: { words: string } }).data.words);
  }
  return words.toSorted();
}

/** Two machines edit one session; the second one's sync is cut. True when there was nothing left to cut. */
async function syncWithCut(place: string, cut: Cut): Promise<boolean> {
  const stores = ["cloud", "laptop", "desktop"].map((name) => new LocalStore(join(place, name)));
  const [cloud, laptop, desktop] = stores.map((store) => new RecordStore(store)) as [
    ...[RecordStore, RecordStore, RecordStore],
  ];
  for (const n of [0, 1]) await edit(laptop, n, `first ${n}`, n);
  await syncRecords(laptop, cloud);
  await syncRecords(desktop, cloud);
  await edit(desktop, 0, "from the desktop", 10);
  await edit(desktop, 1, "edited", 11);
  await syncRecords(desktop, cloud);
  await edit(laptop, 0, "from the laptop", 12);
  const [cutCloud, cutLaptop] = [stores[0]!, stores[1]!].map(
    (store) => new RecordStore(new CutStore(store, cut)),
  ) as [RecordStore, RecordStore];
  const finished = await syncRecords(cutLaptop, cutCloud).then(
    () => true,
    () => false,
  );
  for (const machine of [laptop, desktop, laptop]) await syncRecords(machine, cloud);
  for (const records of [laptop, desktop, cloud]) {
    const wanted = ["edited", "from the desktop", "from the laptop"];
    assert.deepEqual(await wordsIn(records), wanted, `cut: ${JSON.stringify(cut)}`);
  }
  return finished;
}

test("a sync that is cut off at any write goes on from there, and loses no edit", async (t) => {
  const folder = temporaryFolder(t, { manyFiles: true });
  for (const takesEffect of [false, true]) {
    let [step, finished] = [0, false];
    while (!finished) {
      step++;
      finished = await syncWithCut(join(folder, `${step} ${takesEffect}`), {
        left: step,
        takesEffect,
      });
    }
    assert.ok(step > 5, `there were ${step} writes`);
  }
});

test(
  "a disk that fills up ends a sync, and the next one goes on",
  { skip: noSmallDisk },
  async (t) => {
    const cloud = new RecordStore(new LocalStore(temporaryFolder(t)));
    for (const n of [0, 1, 2]) await edit(cloud, n, `${n}`.repeat(700_000), n);
    const disk = smallDisk(t, 1);
    const local = new RecordStore(new LocalStore(disk.folder));
    await assert.rejects(syncRecords(local, cloud), /disk is full/);
    disk.remount("size=20m");
    await syncRecords(local, cloud);
    assert.deepEqual(await wordsIn(local), await wordsIn(cloud));
  },
);

/** A store whose first upload of a file breaks after some bytes. */
class Breaking extends WrappedStore {
  broken = false;
  override putNew: WrappedStore["putNew"] = async (key, body, options) => {
    if (this.broken || !key.endsWith("large")) return this.inner.putNew(key, body, options);
    this.broken = true;
    throw new StoreError("unavailable", { store: this.url, key, problem: "the connection broke" });
  };
}

test("a project whose upload breaks is not counted, and is sent whole by the next", async (t) => {
  const folder = temporaryFolder(t);
  const project = join(folder, "project");
  mkdirSync(project);
  writeFileSync(join(project, "a"), "first");
  writeFileSync(join(project, "large"), Buffer.alloc(200_000, "x"));
  const records = new RecordStore(new Breaking(new LocalStore(join(folder, "cloud"))));
  const input = { name: "p", folder: project };
  await assert.rejects(backUpProject(records, input), { code: "unavailable" });
  const target = join(folder, "back");
  await assert.rejects(restoreProject(records, { name: "p", target }), {
    code: "project-incomplete",
  });
  const { uploaded, unchanged } = await backUpProject(records, input);
  assert.deepEqual([uploaded, unchanged], [1, 1]);
  assert.equal((await restoreProject(records, { name: "p", target })).restored, 2);
});

test("a large file of a project is sent in parts, and replaced when it changed", async (t) => {
  const folder = temporaryFolder(t);
  const project = join(folder, "project");
  mkdirSync(project);
  const records = new RecordStore(new LocalStore(join(folder, "cloud")));
  const input = { name: "p", folder: project, largeBytes: 1000 };
  const target = join(folder, "back");
  for (const end of ["first", "second"]) {
    writeFileSync(join(project, "large"), `${"x".repeat(5000)}${end}`);
    assert.equal((await backUpProject(records, input)).uploaded, 1);
    const { problems } = await restoreProject(records, { name: "p", target, overwrite: true });
    assert.deepEqual(problems, []);
    assert.ok(readFileSync(join(target, "large"), "utf8").endsWith(end));
  }
});

/** A store that lets something happen right before a file is read for it. */
class Interfering extends WrappedStore {
  readonly #meanwhile: () => void;

  constructor(inner: WrappedStore["inner"], meanwhile: () => void) {
    super(inner);
    this.#meanwhile = meanwhile;
  }

  override putNew: WrappedStore["putNew"] = (key, body, options) => {
    if (key.endsWith("/log")) this.#meanwhile();
    return this.inner.putNew(key, body, options);
  };
}

test("a file that changes while it is sent is kept as it was at one moment, or named", async (t) => {
  const folder = temporaryFolder(t);
  const project = join(folder, "project");
  mkdirSync(project);
  const log = join(project, "log");
  const run = async (times: number) => {
    writeFileSync(log, "written 0");
    let left = times;
    const store = new Interfering(new LocalStore(join(folder, `cloud ${times}`)), () => {
      if (left-- > 0) writeFileSync(log, `written ${left + 1}`);
    });
    const records = new RecordStore(store);
    const { problems } = await backUpProject(records, { name: "p", folder: project });
    const target = join(folder, `back ${times}`);
    const back = await restoreProject(records, { name: "p", target });
    assert.deepEqual(back.problems, []);
    return { problems, restored: back.restored };
  };
  assert.deepEqual(await run(1), { problems: [], restored: 1 });
  const { problems, restored } = await run(100);
  assert.deepEqual([problems.map(({ path }) => path), restored], [["log"], 0]);
});

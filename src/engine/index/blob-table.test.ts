import assert from "node:assert/strict";
import { hash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { test } from "node:test";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { DATA, TREE } from "../blob-type.ts";
import { BlobTable, type BlobTableShare, CLAIMED } from "./blob-table.ts";

interface Claims {
  readonly share: BlobTableShare;
  /** Both threads begin when both have arrived. */
  readonly gate: Int32Array;
  readonly from: number;
  readonly count: number;
}

/** The id that both threads know by its number. */
function idOf(number: number): Buffer {
  return hash("sha256", `blob ${number}`, "buffer");
}

if (isMainThread) runTests();
else claimAll(workerData as Claims);

/** Claims a range of ids, from its middle on and round, and tells which it won. */
function claimAll({ share, gate, from, count }: Claims): void {
  const table = new BlobTable(share);
  const ids = Array.from({ length: count }, (_, i) => idOf(from + i));
  const won: number[] = [];
  Atomics.add(gate, 0, 1);
  Atomics.notify(gate, 0);
  for (let here = Atomics.load(gate, 0); here < 2; here = Atomics.load(gate, 0)) {
    Atomics.wait(gate, 0, here);
  }
  for (let i = 0; i < count; i++) {
    const entry = table.claim(i % 3 === 0 ? TREE : DATA, ids[i]!);
    if (entry < 0) continue;
    won.push(i);
    table.setPlace(entry, 7, from + i, 100 + i, i);
  }
  parentPort!.postMessage(won);
}

function runTests(): void {
  test("two threads that claim the same blobs each win some, and none twice", async () => {
    const count = 60_000;
    const table = BlobTable.create(0);
    const gate = new Int32Array(new SharedArrayBuffer(4));
    const claims: Claims = { share: table.share, gate, from: 0, count };
    const threads = [0, 1].map(() => new Worker(new URL(import.meta.url), { workerData: claims }));
    const answers = await Promise.all(threads.map((thread) => once(thread, "message")));
    const [first, second] = answers.map(([won]) => won as number[]);
    assert.deepEqual(
      [...first!, ...second!].toSorted((a, b) => a - b),
      Array.from({ length: count }, (_, i) => i),
    );
    for (let i = 0; i < count; i++) {
      const type = i % 3 === 0 ? TREE : DATA;
      const place = table.place(table.find(type, idOf(i)));
      assert.deepEqual(place, { type, pack: 7, offset: i, length: 100 + i, rawLength: i });
    }
  });

  test("the table grows far beyond what it was made for, and keeps every blob", () => {
    const table = BlobTable.create(10);
    const count = 300_000;
    const id = Buffer.alloc(32);
    for (let i = 0; i < count; i++) {
      idAt(i, id);
      assert.equal(table.claim(DATA, id), i);
    }
    assert.equal(table.size, count);
    for (let i = 0; i < count; i++) {
      idAt(i, id);
      assert.equal(table.find(DATA, id), i);
      assert.equal(table.claim(DATA, id), -1 - i);
    }
    idAt(count, id);
    assert.equal(table.find(DATA, id), -1);
  });

  test("a blob is claimed until it has a place, and gives its id back", () => {
    const table = BlobTable.create(1);
    const id = randomBytes(32);
    assert.equal(table.find(DATA, id), -1);
    const entry = table.claim(DATA, id);
    assert.equal(table.packOf(entry), CLAIMED);
    const most = {
      pack: 2 ** 31 - 1,
      offset: 2 ** 32 - 33,
      length: 2 ** 32 - 1,
      rawLength: 2 ** 31 - 1,
    };
    table.setPlace(entry, most.pack, most.offset, most.length, most.rawLength);
    assert.deepEqual(table.place(entry), { type: DATA, ...most });
    const copy = Buffer.alloc(32);
    table.copyId(entry, copy);
    assert.ok(copy.equals(id));
  });

  test("equal bytes as data and as a tree are two blobs", () => {
    const table = BlobTable.create(1);
    const id = randomBytes(32);
    const data = table.claim(DATA, id);
    const tree = table.claim(TREE, id);
    assert.notEqual(data, tree);
    assert.ok(data >= 0 && tree >= 0);
    assert.equal(table.isTree(tree), true);
    assert.equal(table.isTree(data), false);
    const copy = Buffer.alloc(32);
    table.copyId(tree, copy);
    assert.ok(copy.equals(id));
  });

  test("ids that share all the bits that choose a slot are told apart", () => {
    const table = BlobTable.create(1);
    const ids = Array.from({ length: 100 }, (_, i) => {
      const id = Buffer.alloc(32, 0xab);
      id.writeUInt32LE(i, 28);
      return id;
    });
    ids.forEach((id, i) => assert.equal(table.claim(DATA, id), i));
    ids.forEach((id, i) => assert.equal(table.find(DATA, id), i));
  });
}

/** Spreads numbers over all words of an id, quicker than a hash. */
function idAt(number: number, id: Buffer): void {
  for (let at = 0; at < 32; at += 4)
    id.writeInt32LE(Math.imul(number + 1, 0x9e37_79b1 + 2 * at), at);
}

import assert from "node:assert/strict";
import { createCipheriv, hash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import zlib from "node:zlib";
import { ResteraError } from "../../foundation/errors.ts";
import { type BlobType, DATA, TREE } from "../blob-type.ts";
import { randomMasterKey } from "../crypto/key-file.ts";
import { Sealer } from "../crypto/sealer.ts";
import { Kernels } from "../kernels/kernels.ts";
import { decodePackHeader, type HeaderBlob } from "./pack-header.ts";
import { indexEntryParts } from "./index-entry.ts";
import { CheckArea } from "../kernels/check-area.ts";
import { Packer, type PackerTools, type StagedPack } from "./packer.ts";
import { createFrameCodec, type FrameCodec } from "./zstd.ts";

const key = randomMasterKey();
const packBytes = 4 << 20;

/** A packer with a place to stage, and what it staged. */
class Bench {
  readonly kernels = new Kernels();
  readonly staged: StagedPack[] = [];
  readonly folder: string;
  readonly packer: Packer;
  private readonly at = this.kernels.allocate(16 << 20);

  constructor(t: TestContext, type: BlobType, more: Partial<PackerTools> = {}) {
    this.folder = mkdtempSync(join(tmpdir(), "restera-packer-"));
    t.after(() => rmSync(this.folder, { recursive: true, force: true }));
    this.packer = new Packer(type, {
      kernels: this.kernels,
      sealer: new Sealer(this.kernels, key),
      codec: createFrameCodec(3),
      checkArea: new CheckArea(this.kernels, 1 << 20),
      stagingFolder: this.folder,
      packBytes,
      verify: true,
      dryRun: false,
      onPack: (pack) => this.staged.push(pack),
      ...more,
    });
  }

  add(text: Buffer): void {
    this.kernels.bytes.set(text, this.at);
    this.packer.add(hash("sha256", text, "buffer"), this.at, text.length);
  }
}

/** Reads a pack as anybody would who has the key: header first, then each blob. */
function readPack(pack: StagedPack): { header: HeaderBlob[]; texts: Buffer[] } {
  const bytes = readFileSync(pack.file);
  assert.equal(hash("sha256", bytes), pack.id);
  assert.equal(bytes.length, pack.size);
  const length = bytes.readUInt32LE(bytes.length - 4);
  const kernels = new Kernels();
  const sealer = new Sealer(kernels, key);
  const scratch = kernels.allocate(bytes.length + 64);
  const sealed = bytes.subarray(bytes.length - 4 - length, bytes.length - 4);
  const header = decodePackHeader(sealer.openBytes(sealed, scratch)!, "pack");
  const texts = header.map((blob) => {
    const text = sealer.openBytes(bytes.subarray(blob.offset, blob.offset + blob.length), scratch)!;
    const plain = blob.rawLength > 0 ? zlib.zstdDecompressSync(text) : text;
    assert.equal(hash("sha256", plain), Buffer.from(blob.id).toString("hex"));
    return plain;
  });
  return { header, texts };
}

function randomLike(seed: number, length: number): Buffer {
  return createCipheriv("aes-128-ctr", Buffer.alloc(16, seed), Buffer.alloc(16)).update(
    Buffer.alloc(length),
  );
}

const mixed = [
  Buffer.from("x"),
  Buffer.from("compressible ".repeat(1000)),
  randomLike(1, 700_000),
  randomLike(2, 100),
  Buffer.alloc(8 << 20),
  Buffer.concat([Buffer.from("text ".repeat(100_000)), randomLike(3, 200_000)]),
  randomLike(4, 8 << 20),
  Buffer.from("last"),
];

test("packs hold every blob, sealed, under its hash, and are as large as asked", (t) => {
  const bench = new Bench(t, DATA);
  for (const text of mixed) bench.add(text);
  bench.packer.finish();
  const texts = bench.staged.flatMap((pack) => readPack(pack).texts);
  assert.equal(texts.length, mixed.length);
  mixed.forEach((text, i) => assert.ok(text.equals(texts[i]!)));
  for (const { size } of bench.staged.slice(0, -1)) assert.ok(size >= packBytes);
  assert.deepEqual(
    readdirSync(bench.folder).length,
    bench.staged.length,
    "nothing but packs lies in the staging folder",
  );
});

test("data that does not shrink is stored as it is, everything else compressed", (t) => {
  const bench = new Bench(t, DATA);
  for (const text of mixed) bench.add(text);
  bench.packer.finish();
  const headers = bench.staged.flatMap((pack) => readPack(pack).header);
  assert.deepEqual(
    headers.map(({ rawLength }) => rawLength > 0),
    [false, true, false, false, true, true, false, false],
  );
});

test("trees are always compressed, and without a codec nothing is", (t) => {
  const trees = new Bench(t, TREE);
  const plain = new Bench(t, TREE, { codec: undefined });
  for (const bench of [trees, plain]) {
    bench.add(Buffer.from("{}"));
    bench.add(Buffer.from('{"nodes":[]}\n'.repeat(100)));
    bench.packer.finish();
  }
  assert.ok(
    readPack(trees.staged[0]!).header.every(
      ({ rawLength, type }) => rawLength > 0 && type === TREE,
    ),
  );
  assert.ok(readPack(plain.staged[0]!).header.every(({ rawLength }) => rawLength === 0));
});

test("the entry for the index agrees with the header", (t) => {
  const bench = new Bench(t, DATA);
  for (const text of mixed.slice(0, 4)) bench.add(text);
  bench.packer.finish();
  const [pack] = bench.staged;
  const entry = JSON.parse(
    Buffer.concat([...indexEntryParts(pack!.id, pack!.header)]).toString(),
  ) as {
    id: string;
    blobs: {
      id: string;
      type: string;
      offset: number;
      length: number;
      uncompressed_length?: number;
    }[];
  };
  assert.equal(entry.id, pack!.id);
  assert.equal(pack!.blobs, 4);
  const header = readPack(pack!).header.map(({ id, offset, length, rawLength }) => {
    const raw = rawLength > 0 ? { uncompressed_length: rawLength } : {};
    return { id: Buffer.from(id).toString("hex"), type: "data", offset, length, ...raw };
  });
  assert.deepEqual(entry.blobs, header);
});

test("a pack that another packer goes on with is whole", (t) => {
  const [first, second] = [new Bench(t, DATA), new Bench(t, DATA)];
  first.add(mixed[2]!);
  first.add(mixed[1]!);
  second.add(mixed[3]!);
  const open = first.packer.release()!;
  assert.equal(first.packer.release(), undefined);
  second.packer.adopt(open);
  assert.equal(existsSync(open.file), false);
  second.add(mixed[7]!);
  second.packer.finish();
  assert.deepEqual(first.staged, []);
  assert.equal(second.staged.length, 1);
  const { texts } = readPack(second.staged[0]!);
  [mixed[3]!, mixed[2]!, mixed[1]!, mixed[7]!].forEach((text, i) =>
    assert.ok(text.equals(texts[i]!)),
  );
});

test("an empty packer stages nothing", (t) => {
  const bench = new Bench(t, DATA);
  bench.packer.finish();
  assert.deepEqual(bench.staged, []);
  assert.equal(bench.packer.release(), undefined);
  assert.deepEqual(readdirSync(bench.folder), []);
});

test("a dry run counts and writes nothing", (t) => {
  const [dry, real] = [new Bench(t, DATA, { dryRun: true }), new Bench(t, DATA)];
  for (const bench of [dry, real]) {
    for (const text of mixed) bench.add(text);
    bench.packer.finish();
  }
  assert.deepEqual(
    dry.staged.map(({ size }) => size),
    real.staged.map(({ size }) => size),
  );
  assert.deepEqual(readdirSync(dry.folder), []);
});

test("a compressor that errs is found out before the pack leaves, unless that is switched off", (t) => {
  const right = createFrameCodec(3);
  const faulty: FrameCodec = {
    compress: (bytes, at, length, outAt, outLength) => {
      bytes[at]! ^= 1;
      return right.compress(bytes, at, length, outAt, outLength);
    },
    decompress: (...args) => right.decompress(...args),
    stream: (...args) => right.stream(...args),
  };
  const bench = new Bench(t, DATA, { codec: faulty });
  assert.throws(
    () => {
      bench.add(mixed[1]!);
      bench.packer.finish();
    },
    (error) => error instanceof ResteraError && error.code === "pack-not-stored",
  );
  assert.deepEqual(bench.staged, []);
  const trusting = new Bench(t, DATA, { codec: faulty, verify: false });
  trusting.add(mixed[1]!);
  trusting.packer.finish();
  assert.equal(trusting.staged.length, 1);
});

test("an area that grows little by little does not use up the kernels' memory", () => {
  const area = new CheckArea(new Kernels(), 1 << 20);
  for (let mib = 1; mib <= 64; mib++) assert.ok(area.reserve(mib << 20) > 0);
});

test("a pack of many tiny blobs is closed before its header is larger than restic reads", (t) => {
  const quick = { dryRun: true, verify: false, packBytes: 128 << 20 } as const;
  const bench = new Bench(t, DATA, { ...quick, codec: undefined });
  const id = new Uint8Array(32);
  const address = bench.kernels.allocate(16);
  // 3 bytes: sealed they take 35, their entry in the header 37.
  for (let i = 0; i < 480_000; i++) bench.packer.add(id, address, 3);
  bench.packer.finish();
  assert.ok(bench.staged.length > 1);
  for (const { header } of bench.staged) assert.ok(header.length + 36 <= 16 << 20);
  assert.equal(
    bench.staged.reduce((sum, { blobs }) => sum + blobs, 0),
    480_000,
  );
});

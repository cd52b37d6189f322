import assert from "node:assert/strict";
import { it } from "node:test";
import zlib from "node:zlib";
import { ResteraError } from "../../foundation/errors.ts";
import { encodeIndexEntry } from "../pack/index-entry.ts";
import type { PackedBlob } from "../pack/pack-header.ts";
import { DATA } from "../blob-type.ts";
import { IndexWriter } from "./index-writer.ts";

const idOf = (i: number) => i.toString(16).padStart(64, "0");
const blobs: PackedBlob[] = Array.from({ length: 4_000 }, (_, i) => ({
  type: DATA,
  id: Buffer.from(idOf(i), "hex"),
  length: 100,
  rawLength: 0,
}));

it("IndexWriter: packs that are added all at once follow each other, also over the end of a file", async () => {
  const files: string[][] = [];
  const save = async (bytes: Uint8Array): Promise<string> => {
    const text = zlib.zstdDecompressSync(bytes.subarray(1)).toString();
    files.push((JSON.parse(text) as { packs: { id: string }[] }).packs.map(({ id }) => id));
    return idOf(files.length);
  };
  const writer = new IndexWriter(save, { compress: true });
  const packs = Array.from({ length: 30 }, (_, i) => idOf(i));
  await Promise.all(packs.map((id) => writer.add([encodeIndexEntry(id, blobs)], blobs.length)));
  await writer.flush();
  assert.equal(files.length, 3);
  assert.deepEqual(files.flat(), packs);
});

it("IndexWriter: after a file that could not be stored nothing more is", async () => {
  const failure = new ResteraError("cancelled");
  let saved = 0;
  const save = async (): Promise<string> => {
    saved++;
    throw failure;
  };
  const writer = new IndexWriter(save, { compress: false });
  const entry = encodeIndexEntry(idOf(1), blobs);
  const added = [writer.add(entry, 50_000), writer.add(entry, 50_000), writer.flush()];
  for (const each of added) await assert.rejects(each, failure);
  assert.equal(saved, 1);
});

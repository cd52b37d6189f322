import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { LocalStore } from "../../stores/objects/local/local-store.ts";
import { DATA } from "../blob-type.ts";
import { randomMasterKey } from "../crypto/key-file.ts";
import { VaultObjects } from "../vault/vault-objects.ts";
import { loadIndex } from "./load-index.ts";

const idOf = (text: string): string => createHash("sha256").update(text).digest("hex");

test("many small index files are all read, into a table that is made for what they hold", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "restera-index-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const objects = new VaultObjects(new LocalStore(folder), randomMasterKey(), 2);
  const count = 100;
  await Promise.all(
    Array.from({ length: count }, (_, i) => {
      const blob = { id: idOf(`blob ${i}`), type: "data", offset: 0, length: 40 };
      const packs = [{ id: idOf(`pack ${i}`), blobs: [blob] }];
      return objects.save("index", Buffer.from(JSON.stringify({ packs })));
    }),
  );
  const index = await loadIndex(objects);
  assert.equal(index.files, count);
  assert.equal(index.table.size, count);
  for (let i = 0; i < count; i++) {
    const entry = index.table.find(DATA, Buffer.from(idOf(`blob ${i}`), "hex"));
    assert.equal(index.packs[index.table.packOf(entry)], idOf(`pack ${i}`));
  }
  // 64 bytes a bucket: scattered over more, every blob would take a page of memory.
  assert.ok(index.table.share.firstBuckets <= 8192, String(index.table.share.firstBuckets));
});

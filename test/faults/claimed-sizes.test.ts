import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import zlib from "node:zlib";
import { DATA, TREE } from "../../src/engine/blob-type.ts";
import { createVault, openVault } from "../../src/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { newVault, objectsIn, password } from "../support/test-vault.ts";
import { treeBlob, VaultEditor } from "./mutated-vault/vault-editor.ts";

test("an index that claims a blob of 2 GiB costs no memory: the file is named, and a copy says what is damaged", async (t) => {
  const folder = temporaryFolder(t);
  const { vault, access } = await newVault(t, folder);
  const file = join(folder, "file");
  // Compressed, so that the index has the length of its text apart, and that one stays right.
  writeFileSync(file, "a text ".repeat(30_000));
  await vault.backUp({ paths: [file] });
  const editor = await VaultEditor.open(access.url);
  const [id] = objectsIn(access.url, "index");
  const index = (await editor.load("index", id!)).toString();
  const claimed = index.replace(/("type":"data","offset":0,"length":)\d+/, "$12147483647");
  assert.notEqual(claimed, index);
  await editor.put("index", Buffer.from(claimed), id);

  const damaged = await openVault(access.url, { password });
  t.after(() => damaged.close());
  const target = join(folder, "target");
  const { problems } = await damaged.restore({ snapshot: "latest", target });
  assert.deepEqual(
    problems.map(({ damaged: isDamaged }) => isDamaged),
    [true],
  );
  const other = await createVault(join(folder, "other"), { password });
  t.after(() => other.close());
  await assert.rejects(other.copyFrom(damaged), (error: Error) =>
    /damaged|missing/.test(error.message),
  );
});

test("a frame of some kilobytes that expands to more than any blob has is refused by check, restore and copy", async (t) => {
  const folder = temporaryFolder(t);
  const { access } = await newVault(t, folder);
  const editor = await VaultEditor.open(access.url);
  const text = Buffer.alloc((128 << 20) + 1);
  const blob = {
    id: hash("sha256", text, "hex"),
    plain: zlib.zstdCompressSync(text),
    rawLength: text.length,
  };
  const time = "2024-05-06T07:08:09Z";
  const times = { mtime: time, atime: time, ctime: time };
  const node = { name: "large", type: "file", mode: 0o644, ...times, uid: 0, gid: 0 };
  const root = treeBlob([{ ...node, size: text.length, content: [blob.id] }]);
  await editor.putIndex([await editor.putPack(DATA, [blob]), await editor.putPack(TREE, [root])]);
  await editor.putSnapshot(root.id);

  const vault = await openVault(access.url, { password });
  t.after(() => vault.close());
  const refused = /it claims 134217729 bytes/;
  const report = await vault.check({ readData: true });
  assert.equal(report.ok, false);
  assert.match(report.findings.map(({ problem }) => problem).join("\n"), refused);
  const { problems } = await vault.restore({ snapshot: "latest", target: join(folder, "target") });
  assert.deepEqual(
    problems.map(({ damaged }) => damaged),
    [true],
  );
  const other = await createVault(join(folder, "other"), { password });
  t.after(() => other.close());
  await assert.rejects(other.copyFrom(vault), refused);
});

test("a lock of some bytes that expands beyond what any has is not read", async (t) => {
  const folder = temporaryFolder(t);
  const { access } = await newVault(t, folder);
  const editor = await VaultEditor.open(access.url);
  const fields = { time: new Date().toISOString(), exclusive: false, hostname: "h", pid: 1 };
  const lock = JSON.stringify({ ...fields, username: "x".repeat(1 << 20) });
  await editor.putFrame("locks", zlib.zstdCompressSync(Buffer.from(lock)));
  const vault = await openVault(access.url, { password });
  t.after(() => vault.close());
  await assert.rejects(vault.backUp({ paths: [folder] }), { code: "lock-unreadable" });
});

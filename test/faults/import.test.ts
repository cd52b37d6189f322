import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { openObjectStore } from "../../src/compose/open-object-store.ts";
import { tarEnd, tarHeader } from "../../src/engine/portable/tar/tar-header.ts";
import { importObject, importProject } from "../../src/services/projects/import/import-project.ts";
import { downloadsFolder } from "../../src/services/projects/project-storage.ts";
import { storeProject } from "../../src/services/projects/store-project.ts";
import { type ObjectStore, StoreError } from "../../src/stores/objects/object-store.ts";
import { WrappedStore } from "../../src/stores/objects/wrappers/wrapped-store.ts";
import { craftedZip } from "../support/crafted-zip.ts";
import { leftovers, projectWorld } from "../support/project-world.ts";
import { seededBytes } from "../support/seeded-bytes.ts";

const bytesPerGb = 2 ** 30;

test("hostile and damaged archives are refused by name, and nothing is left", async (t) => {
  const { folder, root, storage } = projectWorld(t, { maxProjectSizeGb: 1e6 / bytesPerGb });
  const entry = { modifiedMs: 0, mode: 0o644, linkTarget: "" };
  const tar = (...paths: string[]) =>
    Buffer.concat([
      ...paths.flatMap((path) => [tarHeader({ ...entry, path, size: 512 }), Buffer.alloc(512)]),
      tarEnd(),
    ]);
  const link = { ...entry, path: "a/link", size: 0, kind: "symlink" as const, linkTarget: "/etc" };
  const throughLink = [tarHeader(link), tar("a/link/passwd")];
  const file = { path: "a/b", content: "hello" };
  const archives: [name: string, bytes: Buffer, code: string][] = [
    ["above.tar", tar("a/ok", "a/../../../evil"), "archive-hostile"],
    ["absolute.tar.gz", gzipSync(tar("/etc/evil")), "archive-hostile"],
    ["through.tar", Buffer.concat(throughLink), "archive-hostile"],
    ["cut.tar.gz", gzipSync(tar("a/b")).subarray(0, 60), "archive-damaged"],
    ["endless.tar", tar("a/b").subarray(0, 600), "archive-damaged"],
    ["above.zip", craftedZip([file, { path: "../evil" }]), "archive-hostile"],
    ["absolute.zip", craftedZip([{ path: "/evil" }]), "archive-hostile"],
    [
      "outside.zip",
      craftedZip([{ path: "a", mode: 0o120777, content: "/etc" }]),
      "archive-hostile",
    ],
    ["device.zip", craftedZip([{ path: "a", mode: 0o020666 }]), "archive-hostile"],
    ["sum.zip", craftedZip([{ ...file, crc: 1 }]), "archive-damaged"],
    [
      "bomb.zip",
      craftedZip([{ ...file, content: Buffer.alloc(9e6), size: 10 }]),
      "archive-damaged",
    ],
    ["secret.zip", craftedZip([{ ...file, flags: 1 }]), "archive-damaged"],
    ["method.zip", craftedZip([{ ...file, method: 14 }]), "archive-damaged"],
    ["cut.zip", craftedZip([file, file]).subarray(0, 100), "archive-damaged"],
    ["large.zip", craftedZip([{ ...file, content: Buffer.alloc(2e6) }]), "project-too-large"],
  ];
  for (const [name, bytes, code] of archives) {
    const source = join(folder, name);
    writeFileSync(source, bytes);
    await assert.rejects(importProject(storage, { source }), { code }, name);
  }
  assert.deepEqual(readdirSync(join(root, "projects")), []);
  assert.deepEqual(leftovers(root), []);
  assert.equal(readdirSync(folder).includes("evil"), false);
});

test("of git's files those whose names are not UTF-8 are named", async (t) => {
  const { folder, storage } = projectWorld(t);
  const source = join(folder, "repository");
  mkdirSync(source);
  execFileSync("git", ["init", "-q", source]);
  writeFileSync(join(source, "plain"), "x");
  writeFileSync(Buffer.from(`${source}/b\xffd`, "latin1"), "y");
  const { metadata } = await importProject(storage, { source });
  const { file_count: files, left_out: leftOut } = metadata as typeof metadata & LeftOutOf;
  assert.deepEqual([files, leftOut?.map(({ path }) => path)], [1, ["source/b\\xffd"]]);
});

interface LeftOutOf {
  readonly left_out?: { readonly path: string }[];
}

test("an import onto a project keeps what is not given; it has each name once", async (t) => {
  const { folder, source, storage } = projectWorld(t);
  const id = { projectId: "shop" };
  await storeProject(storage, { folder: source, ...id, metadata: { type: "research" } });
  const tar = (...paths: string[]) =>
    Buffer.concat([
      ...paths.flatMap((path) => [
        tarHeader({ path, size: 512, modifiedMs: 0, mode: 0o644, linkTarget: "" }),
        Buffer.alloc(512),
      ]),
      tarEnd(),
    ]);
  const archive = join(folder, "a.tar");
  writeFileSync(archive, tar("x/a", "x/b", "x/a"));
  const { metadata } = await importProject(storage, { source: archive, ...id });
  assert.equal(metadata.type, "research");
  assert.deepEqual([metadata.size_bytes, metadata.file_count], [1024, 2]);
  for (const paths of [
    ["x/a", "x/a/b"],
    ["x/a/b", "x/a"],
  ]) {
    writeFileSync(archive, tar(...paths));
    await assert.rejects(importProject(storage, { source: archive }), { code: "archive-hostile" });
  }
  const zip = join(folder, "a.zip");
  writeFileSync(zip, craftedZip([{ path: "a\\b", content: "hello" }]));
  await assert.rejects(importProject(storage, { source: zip }), { code: "archive-hostile" });
});

test("a cancelled import leaves nothing", async (t) => {
  const { folder, root, storage } = projectWorld(t);
  const source = join(folder, "a.zip");
  writeFileSync(source, craftedZip([{ path: "a", content: seededBytes(1, 200_000) }]));
  const controller = new AbortController();
  const run = { signal: controller.signal, onProgress: () => controller.abort() };
  await assert.rejects(importProject(storage, { source }, run), { code: "cancelled" });
  assert.deepEqual(readdirSync(join(root, "projects")), []);
  assert.deepEqual(leftovers(root), []);
});

test("an object is fetched in pieces over a bad line, and goes on where it was interrupted", async (t) => {
  const { folder, root, storage } = projectWorld(t);
  const bytes = craftedZip([{ path: "top/a", content: seededBytes(1, 900_000), stored: true }]);
  const bucket = await openObjectStore(join(folder, "bucket"));
  await bucket.putNew("projects/shop.zip", bytes);
  const line = new BadLine(bucket, 2);
  const object = { store: line, key: "projects/shop.zip" };
  const options = { projectId: "shop" };

  await assert.rejects(importObject(storage, { store: bucket, key: "nothing" }, options), {
    code: "object-missing",
  });
  // Stopped in the middle: what came is kept.
  const controller = new AbortController();
  const onProgress = (percent: number) => percent > 0 && controller.abort();
  await assert.rejects(
    importObject(storage, object, options, { signal: controller.signal, onProgress }),
    { code: "cancelled" },
  );
  assert.equal(readdirSync(downloadsFolder(storage)).length, 1);
  assert.equal(existsSync(join(root, "projects")), false);

  const percents: number[] = [];
  const imported = await importObject(storage, object, options, {
    onProgress: (percent) => percents.push(percent),
  });
  assert.deepEqual([imported.metadata.name, imported.metadata.type], ["shop", "migration"]);
  assert.equal(imported.metadata.size_bytes, 900_000);
  assert.deepEqual(
    percents,
    percents.toSorted((a, b) => a - b),
  );
  assert.equal(percents.at(-1), 100);
  assert.ok(line.starts.length > 2, "the line was good");
  assert.ok(
    line.starts.slice(1).every((start) => start > 0),
    "it began from the start again",
  );
  assert.ok(line.given < bytes.length * 1.5, `${line.given} bytes were fetched`);
  assert.deepEqual(readdirSync(downloadsFolder(storage)), []);
  assert.deepEqual(leftovers(root), []);
  await bucket.close();
});

/** Gives at most 200,000 bytes of an object before it breaks, so many times. */
class BadLine extends WrappedStore {
  readonly starts: number[] = [];
  given = 0;
  #breaks: number;

  constructor(inner: ObjectStore, breaks: number) {
    super(inner);
    this.#breaks = breaks;
  }

  override get: WrappedStore["get"] = async (key, options = {}) => {
    const start = options.range?.start ?? 0;
    this.starts.push(start);
    const got = await this.inner.get(key, options);
    return { ...got, body: this.#body(key, got.body) };
  };

  async *#body(key: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let left = this.#breaks-- > 0 ? 200_000 : Infinity;
    for await (const bytes of body) {
      const part = bytes.subarray(0, left);
      left -= part.length;
      this.given += part.length;
      yield part;
      if (left === 0) throw new StoreError("unavailable", { store: this.url, key, problem: "cut" });
    }
  }
}

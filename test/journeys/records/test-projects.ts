import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { generatePortableIdentity } from "../../../src/engine/portable/portable-key.ts";
import { backUpProject } from "../../../src/services/records/back-up-project.ts";
import { listProjects, readManifest } from "../../../src/services/records/project-manifest.ts";
import type {
  RecordStore,
  RecordStoreOptions,
} from "../../../src/services/records/record-store.ts";
import { restoreProject } from "../../../src/services/records/restore-project.ts";
import { collectBytes } from "../../../src/stores/objects/body.ts";
import type { ObjectStore } from "../../../src/stores/objects/object-store.ts";
import { describeFolder } from "../../support/describe-folder.ts";
import { seededBytes } from "../../support/seeded-bytes.ts";
import { temporaryFolder, type Owner } from "../../support/temporary-folder.ts";

interface Ground {
  readonly owner: Owner;
  /** Records below a prefix of their own. */
  fresh(options?: RecordStoreOptions): RecordStore;
  store(): ObjectStore;
}

/** Registers what keeping projects must do wherever they are kept. */
export function testProjects({ owner, fresh, store }: Ground): void {
  test("of a project come back as they were, and only what changed is sent again", async () => {
    const records = fresh();
    const folder = temporaryFolder(owner);
    mkdirSync(join(folder, "services/.hidden"), { recursive: true });
    writeFileSync(join(folder, "cloudzero-proxy.js"), "export {};\n", { mode: 0o755 });
    writeFileSync(join(folder, "services/.hidden/100%.txt"), "");
    writeFileSync(join(folder, "services/large"), seededBytes(1, 3 << 20));
    const project = { name: "cloudzero-proxy", folder };
    const first = await backUpProject(records, project);
    assert.deepEqual([first.uploaded, first.unchanged, first.problems], [3, 0, []]);
    const key = `${records.prefix}projects/cloudzero-proxy/cloudzero-proxy.js`;
    assert.equal((await store().head(key))?.size, 11);
    writeFileSync(join(folder, "cloudzero-proxy.js"), "export { };\n");
    const second = await backUpProject(records, project);
    assert.deepEqual([second.uploaded, second.unchanged], [1, 2]);
    const target = join(temporaryFolder(owner), "back");
    const restored = await restoreProject(records, { name: project.name, target });
    assert.deepEqual([restored.restored, restored.problems], [3, []]);
    assert.deepEqual(filesIn(target), filesIn(folder));
    const [info] = await listProjects(records);
    assert.deepEqual([info?.name, info?.status, info?.files], ["cloudzero-proxy", "complete", 3]);
  });

  test("of a project are encrypted too, where the records are", async () => {
    const records = fresh({ key: { identity: await generatePortableIdentity() } });
    const folder = temporaryFolder(owner);
    writeFileSync(join(folder, "secret.txt"), "nobody reads this");
    await backUpProject(records, { name: "p", folder });
    const stored = await store().get(`${records.prefix}projects/p/secret.txt`);
    const bytes = Buffer.from(await collectBytes(stored.body));
    assert.ok(bytes.subarray(0, 21).equals(Buffer.from("age-encryption.org/v1")));
    const again = await backUpProject(records, { name: "p", folder });
    assert.deepEqual([again.uploaded, again.unchanged], [0, 1]);
    rmSync(join(folder, "secret.txt"));
    await restoreProject(records, { name: "p", target: folder });
    assert.equal(readFileSync(join(folder, "secret.txt"), "utf8"), "nobody reads this");
  });

  test("whose upload was interrupted do not count, and go on from there", async () => {
    const records = fresh();
    const folder = temporaryFolder(owner);
    for (let n = 0; n < 5; n++) writeFileSync(join(folder, `file-${n}`), `content ${n}`);
    const stop = new AbortController();
    const cut = backUpProject(
      records,
      { name: "p", folder },
      { signal: stop.signal, onProgress: ({ filesDone }) => filesDone === 3 && stop.abort() },
    );
    await assert.rejects(cut, { code: "cancelled" });
    const [info] = await listProjects(records);
    assert.equal(info?.status, "incomplete");
    const target = join(temporaryFolder(owner), "back");
    await assert.rejects(restoreProject(records, { name: "p", target }), {
      code: "project-incomplete",
    });
    const rest = await backUpProject(records, { name: "p", folder });
    assert.deepEqual([rest.uploaded, rest.unchanged], [2, 3]);
    assert.equal((await restoreProject(records, { name: "p", target })).restored, 5);
  });

  test("made by other programs come back too, and lead nowhere else", async () => {
    const records = fresh();
    const put = (key: string, text: string) =>
      store().putNew(`${records.prefix}projects/other-project/${key}`, Buffer.from(text));
    await put("main.js", "export {};");
    await put("services/a.js", "1;");
    await put("%2E%2E/%2E%2E/escaped.txt", "out");
    const target = join(temporaryFolder(owner), "below/back");
    const result = await restoreProject(records, { name: "other-project", target });
    assert.deepEqual([result.restored, result.problems.length], [2, 1]);
    assert.equal(readFileSync(join(target, "services/a.js"), "utf8"), "1;");
    const missing = restoreProject(records, { name: "nothing", target });
    await assert.rejects(missing, { code: "record-missing" });
  });

  test("that were changed in the store are named, and files that are there are left alone", async () => {
    const records = fresh();
    const folder = temporaryFolder(owner);
    writeFileSync(join(folder, "a"), "right");
    writeFileSync(join(folder, "b"), "right too");
    await backUpProject(records, { name: "p", folder });
    const key = `${records.prefix}projects/p/a`;
    const there = await store().head(key);
    await store().replace(key, Buffer.from("wrong"), there!.version);
    const target = temporaryFolder(owner);
    writeFileSync(join(target, "b"), "mine");
    const first = await restoreProject(records, { name: "p", target });
    assert.deepEqual(
      first.problems.map(({ path }) => path),
      ["a", "b"],
    );
    assert.equal(readFileSync(join(target, "b"), "utf8"), "mine");
    const second = await restoreProject(records, { name: "p", target, overwrite: true });
    assert.deepEqual(
      second.problems.map(({ path }) => path),
      ["a"],
    );
    assert.equal(readFileSync(join(target, "b"), "utf8"), "right too");
    const list = await readManifest(records, "p");
    const hostile = { ...list!.manifest, files: [{ ...list!.manifest.files[0]!, path: "../up" }] };
    await records.replace("projects/p.json", hostile, list!.version);
    await assert.rejects(restoreProject(records, { name: "p", target }), {
      code: "record-unreadable",
    });
  });
}

/** Names, modes, contents and times of the files below a folder. */
function filesIn(folder: string): object[] {
  return [...describeFolder(folder)]
    .filter(([, { type }]) => type === "file")
    .map(([path, { mode, content, mtimeNs }]) => ({
      path,
      mode,
      content,
      ms: mtimeNs / 1_000_000n,
    }));
}

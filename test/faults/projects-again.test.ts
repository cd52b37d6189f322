import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { keepingVersions } from "../../src/compose/project-versions.ts";
import { stagingPrefix } from "../../src/foundation/staging-name.ts";
import { archiveProject } from "../../src/services/projects/archive-project.ts";
import { hardDeleteProject } from "../../src/services/projects/delete-project.ts";
import { extractProject } from "../../src/services/projects/extract-project.ts";
import { findProject } from "../../src/services/projects/find-project.ts";
import { importProject } from "../../src/services/projects/import/import-project.ts";
import { listProjects } from "../../src/services/projects/list-projects.ts";
import { projectHistory } from "../../src/services/projects/project-history.ts";
import { projectStorage, reservedFolder } from "../../src/services/projects/project-storage.ts";
import { storageStats } from "../../src/services/projects/storage-stats.ts";
import { storeProject } from "../../src/services/projects/store-project.ts";
import { cliEntry } from "../support/cli-entry.ts";
import { boundByModes } from "../support/bound-by-modes.ts";
import { assertSameTree, leftovers, projectWorld } from "../support/project-world.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { noSmallDisk, smallDisk } from "../support/small-disk.ts";

const metadata = { project_id: "shop" };
const bytesPerGb = 2 ** 30;

test("two that store at the same time do not go beyond the quota together", async (t) => {
  const limits = { totalQuotaGb: 30_000 / bytesPerGb };
  const { root, source, storage } = projectWorld(t, limits);
  const other = projectStorage(root, limits);
  const done = await Promise.allSettled([
    storeProject(storage, { folder: source, metadata }),
    storeProject(other, { folder: source, metadata: { project_id: "second" } }),
  ]);
  const refused = done.flatMap((each) => (each.status === "rejected" ? [each.reason.code] : []));
  assert.ok(refused.length >= 1 && refused.every((code) => code === "project-quota"));
  assert.equal(readdirSync(join(root, "projects")).length, 2 - refused.length);
  assert.deepEqual(leftovers(root), []);
});

test("what another process is about to write counts, until it is gone", async (t) => {
  const { root, source, storage } = projectWorld(t, { totalQuotaGb: 30_000 / bytesPerGb });
  const host = stagingPrefix().split(".")[1];
  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  mkdirSync(reservedFolder(storage), { recursive: true });
  writeFileSync(join(reservedFolder(storage), `.restera-${other.pid}.${host}.x.bytes`), "25000");
  await assert.rejects(storeProject(storage, { folder: source, metadata }), {
    code: "project-quota",
  });
  other.kill("SIGKILL");
  await once(other, "close");
  await storeProject(storage, { folder: source, metadata });
  assert.deepEqual(readdirSync(join(root, "projects")), ["shop"]);
});

test("versions count as well", async (t) => {
  const world = projectWorld(t, { totalQuotaGb: 2_600_000 / bytesPerGb });
  const { root, source } = world;
  writeFileSync(join(source, "large.bin"), seededBytes(1, 1_000_000));
  const storage = keepingVersions(world.storage);
  await storeProject(storage, { folder: source, metadata });
  const stats = await storageStats(storage);
  assert.ok(stats.versions_size_bytes > 1_000_000);
  assert.ok(stats.available_space_bytes! < 600_000);
  const second = { folder: source, metadata: { project_id: "second" } };
  await assert.rejects(storeProject(storage, second), { code: "project-quota" });
  assert.deepEqual(readdirSync(join(root, "projects")), ["shop"]);
  assert.deepEqual(leftovers(root), []);
});

test("a file that grows while it is stored is kept as it was; one that shrinks ends it", async (t) => {
  const { root, source, storage } = projectWorld(t);
  const large = join(source, "large.bin");
  writeFileSync(large, seededBytes(1, 3_000_000));
  const before = readFileSync(large);
  const on = (change: () => void) => {
    let seen = false;
    return (_: number, { currentFile }: { currentFile?: string }) => {
      if (!seen && currentFile === "source/large.bin") change();
      seen ||= currentFile === "source/large.bin";
    };
  };
  const growing = { onProgress: on(() => appendFileSync(large, "more")) };
  await storeProject(storage, { folder: source, metadata }, growing);
  assert.ok(readFileSync(join(root, "projects/shop/source/large.bin")).equals(before));
  assert.equal(statSync(large).size, before.length + 4);

  const shrinking = { onProgress: on(() => truncateSync(large, 100)) };
  const again = { folder: source, projectId: "shop" };
  await assert.rejects(storeProject(storage, again, shrinking), (error: Error) => {
    assert.match(error.message, /large\.bin.*became shorter/s);
    return true;
  });
  assert.ok(readFileSync(join(root, "projects/shop/source/large.bin")).equals(before));
  assert.deepEqual(leftovers(root), []);
});

test("of two processes that archive the same project neither loses it", async (t) => {
  const { root, source, storage } = projectWorld(t);
  writeFileSync(join(source, "large.bin"), seededBytes(1, 5_000_000));
  await storeProject(storage, { folder: source, metadata });
  const words = [cliEntry, "project", "archive", "shop", "--storage", root];
  const archive = async () => {
    const child = spawn(process.execPath, words, { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (bytes: Buffer) => (said += bytes.toString()));
    const [code] = (await once(child, "close")) as [number];
    return { code, said };
  };
  for (const { code, said } of await Promise.all([archive(), archive()])) {
    // The later one finds it busy, or archived already.
    assert.ok(code === 0 || /Somebody else is working/.test(said), said);
  }
  assert.equal((await findProject(storage, "shop")).metadata.status, "archived");
  assert.deepEqual(readdirSync(join(root, "projects")), []);
  assertSameTree(await extractProject(storage, "shop"), source);
});

test("metadata that somebody edits are seen at once, also when nothing but a byte changes", async (t) => {
  const { root, source, storage } = projectWorld(t);
  await storeProject(storage, { folder: source, metadata: { ...metadata, name: "aaaa" } });
  const file = join(root, "projects/shop/metadata.json");
  const nameOf = async () => (await listProjects(storage)).projects[0]?.metadata.name;
  for (const name of ["aaaa", "bbbb", "cccc", "dddd"]) {
    writeFileSync(file, readFileSync(file, "utf8").replace(/"name": "\w+"/, `"name": "${name}"`));
    assert.equal(await nameOf(), name);
  }
});

test("a cancelled new version leaves the old one, and no other", async (t) => {
  const world = projectWorld(t);
  const { root, source } = world;
  const storage = keepingVersions(world.storage);
  const again = { folder: source, projectId: "shop" };
  await storeProject(storage, again);
  writeFileSync(join(source, "new.bin"), seededBytes(1, 1_000_000));
  for (const phase of ["store", "version"]) {
    const controller = new AbortController();
    const onProgress = (_: number, details: { phase: string }) => {
      if (details.phase === phase) controller.abort();
    };
    const run = { signal: controller.signal, onProgress };
    await assert.rejects(storeProject(storage, again, run), { code: "cancelled" });
    assert.equal(existsSync(join(root, "projects/shop/source/new.bin")), false);
    assert.equal((await projectHistory(storage, "shop")).length, 1);
    assert.deepEqual(leftovers(root), []);
  }
  assert.equal((await storeProject(storage, again)).metadata.version, 2);
});

test("a disk that is full keeps the old version whole", { skip: noSmallDisk }, async (t) => {
  const { source } = projectWorld(t);
  const disk = smallDisk(t, 16);
  const storage = keepingVersions(projectStorage(join(disk.folder, "storage")));
  const again = { folder: source, projectId: "shop" };
  await storeProject(storage, again);
  const copy = join(disk.folder, "..", `${disk.folder.split("/").at(-1)}-copy`);
  spawnSync("cp", ["-a", source, copy]);
  t.after(() => rmSync(copy, { recursive: true }));
  // It fits once, but not twice.
  writeFileSync(join(source, "large.bin"), seededBytes(1, 9_000_000));
  await assert.rejects(storeProject(storage, again), /disk|ENOSPC|space/);
  assertSameTree(join(storage.root, "projects/shop/source"), copy);
  assert.deepEqual(
    (await projectHistory(storage, "shop")).map(({ current }) => current),
    [true],
  );
  rmSync(join(source, "large.bin"));
  writeFileSync(join(source, "small.txt"), "it goes on");
  assert.equal((await storeProject(storage, again)).metadata.version, 2);
  assert.deepEqual(leftovers(storage.root), []);
});

test("a name that is not UTF-8 is left out and named; a project that has one is not archived", async (t) => {
  const { root, source, storage } = projectWorld(t);
  const odd = (folder: string, name = "b\xffd") => Buffer.from(`${folder}/${name}`, "latin1");
  writeFileSync(odd(source), "precious");
  mkdirSync(odd(source, "\xe9"));
  symlinkSync(Buffer.from("\xfe", "latin1"), join(source, "to-odd"));
  const { metadata: stored } = await storeProject(storage, { folder: source, metadata });
  const leftOut = (stored as { left_out?: { path: string }[] }).left_out ?? [];
  assert.deepEqual(leftOut.map(({ path }) => path).toSorted(), [
    "source/\\xe9",
    "source/b\\xffd",
    "source/to-odd",
  ]);
  const folder = join(root, "projects/shop/source");
  writeFileSync(odd(folder), "precious");
  const refused = { code: "project-name", message: /b\\xffd/ };
  await assert.rejects(archiveProject(storage, "shop"), refused);
  await assert.rejects(extractProject(storage, "shop"), refused);
  assert.equal(readFileSync(odd(folder), "utf8"), "precious");
  assert.deepEqual(leftovers(root), []);
});

test("the storage itself is not stored, nor is anything extracted into it", async (t) => {
  const { root, source, storage } = projectWorld(t);
  await storeProject(storage, { folder: source, metadata });
  const code = "project-in-storage";
  for (const folder of [root, join(root, ".restera")]) {
    await assert.rejects(storeProject(storage, { folder }), { code });
    await assert.rejects(importProject(storage, { source: folder }), { code });
  }
  for (const inside of ["projects/shop/source/copy", "projects/zz", ".restera/x", "x", "."]) {
    const destination = join(root, inside);
    await assert.rejects(extractProject(storage, "shop", { destination }), { code });
  }
  assert.deepEqual(readdirSync(join(root, "projects")), ["shop"]);
  await extractProject(storage, "shop", { destination: join(root, "cache/mine") });
  assertSameTree(join(root, "cache/mine"), source);
});

test("a project that cannot be read is named, and the others are listed", async (t) => {
  const { folder, root, source, storage } = projectWorld(t);
  await storeProject(storage, { folder: source, metadata });
  mkdirSync(join(root, "projects/closed"), { mode: 0 });
  const words = [process.execPath, cliEntry, "project", "list", "--json", "--storage", root];
  const [program = "", ...rest] = [...boundByModes(), ...words];
  const env = { ...process.env, HOME: folder };
  const { status, stdout } = spawnSync(program, rest, { env, encoding: "utf8" });
  const { projects, problems } = JSON.parse(stdout) as Record<string, { id: string }[]>;
  assert.equal(status, 3);
  assert.deepEqual([projects?.length, problems?.map(({ id }) => id)], [1, ["closed"]]);

  const file = projectStorage(join(source, "empty.txt"));
  await assert.rejects(listProjects(file), { code: "storage-no-folder" });
  await assert.rejects(storeProject(file, { folder: source }), { code: "storage-no-folder" });
});

test("the versions of a project whose folder was lost can be removed", async (t) => {
  const world = projectWorld(t);
  const storage = keepingVersions(world.storage);
  await storeProject(storage, { folder: world.source, metadata });
  rmSync(join(world.root, "projects/shop"), { recursive: true });
  await hardDeleteProject(storage, "shop", "shop");
  await assert.rejects(projectHistory(storage, "shop"), { code: "project-unknown" });
  await assert.rejects(hardDeleteProject(storage, "shop", "shop"), { code: "project-unknown" });
  assert.deepEqual(leftovers(world.root), []);
});

test("what metadata do not count is counted when it is archived", async (t) => {
  const { root, source, storage } = projectWorld(t);
  const { metadata: stored } = await storeProject(storage, { folder: source, metadata });
  const sparse = JSON.stringify({ created_at: stored.created_at });
  writeFileSync(join(root, "projects/shop/metadata.json"), sparse);
  const { metadata: archived } = await archiveProject(storage, "shop");
  assert.deepEqual(
    [archived.size_bytes, archived.file_count],
    [stored.size_bytes, stored.file_count],
  );
});

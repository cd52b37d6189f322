import assert from "node:assert/strict";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { tarEnd, tarHeader } from "../../src/engine/portable/tar/tar-header.ts";
import { archiveProject } from "../../src/services/projects/archive-project.ts";
import { hardDeleteProject } from "../../src/services/projects/delete-project.ts";
import { extractProject } from "../../src/services/projects/extract-project.ts";
import { findProject } from "../../src/services/projects/find-project.ts";
import { listProjects } from "../../src/services/projects/list-projects.ts";
import { projectStorage } from "../../src/services/projects/project-storage.ts";
import { storeProject } from "../../src/services/projects/store-project.ts";
import { unarchiveProject } from "../../src/services/projects/unarchive-project.ts";
import { assertSameTree, leftovers, projectWorld } from "../support/project-world.ts";
import { noSmallDisk, smallDisk } from "../support/small-disk.ts";

const metadata = { project_id: "shop" };
const bytesPerGb = 2 ** 30;

test("a project over its quota is refused before it is written, and nothing is left", async (t) => {
  const { root, source, storage } = projectWorld(t, { maxProjectSizeGb: 5000 / bytesPerGb });
  await assert.rejects(storeProject(storage, { folder: source, metadata }), (error: Error) => {
    assert.match(error.message, /4\.9 KiB.*STORAGE_MAX_PROJECT_SIZE/s);
    return true;
  });
  assert.deepEqual(readdirSync(join(root, "projects")), []);
  assert.deepEqual(leftovers(root), []);
});

test("one that grows beyond its quota while it is written is stopped, and nothing is left", async (t) => {
  const { root, source, storage } = projectWorld(t, { maxProjectSizeGb: 1e6 / bytesPerGb });
  let grown = false;
  const onProgress = () => {
    // Beyond what was counted; the walk has not come by there yet.
    if (!grown) writeFileSync(join(source, "src", "large"), Buffer.alloc(2e6));
    grown = true;
  };
  await assert.rejects(storeProject(storage, { folder: source, metadata }, { onProgress }), {
    code: "project-too-large",
  });
  assert.ok(grown);
  assert.deepEqual(readdirSync(join(root, "projects")), []);
  assert.deepEqual(leftovers(root), []);
});

test("all projects together stay within the quota, archived ones by what they take", async (t) => {
  const { source, storage } = projectWorld(t, { totalQuotaGb: 30_000 / bytesPerGb });
  await storeProject(storage, { folder: source, metadata });
  const second = { folder: source, metadata: { project_id: "second" } };
  await assert.rejects(storeProject(storage, second), { code: "project-quota" });
  await archiveProject(storage, "shop");
  await storeProject(storage, second);
  await assert.rejects(unarchiveProject(storage, "shop"), { code: "project-quota" });
  assert.equal((await findProject(storage, "shop")).metadata.status, "archived");
});

test("ids that are paths are refused by everything", async (t) => {
  const { folder, source, storage } = projectWorld(t);
  for (const id of [
    "../evil",
    "a/b",
    "/etc",
    "..",
    "",
    "a\0b",
    "con",
    ".hidden",
    "x".repeat(200),
  ]) {
    const refused = { code: "project-id-invalid" };
    await assert.rejects(
      storeProject(storage, { folder: source, metadata: { project_id: id } }),
      refused,
    );
    await assert.rejects(findProject(storage, id), refused);
    await assert.rejects(hardDeleteProject(storage, id, id), refused);
    await assert.rejects(archiveProject(storage, id), refused);
  }
  await storeProject(storage, { folder: source, metadata });
  await assert.rejects(extractProject(storage, "shop", { workbench: "../../x" }), {
    code: "project-id-invalid",
  });
  assert.deepEqual(readdirSync(folder).toSorted(), ["storage", "work"]);
});

test("missing and broken metadata are told, hide no other project, and keep the files", async (t) => {
  const { root, source, storage } = projectWorld(t);
  const file = (id: string) => join(root, "projects", id, "metadata.json");
  for (const id of ["broken", "foreign", "missing", "sound"]) {
    await storeProject(storage, { folder: source, metadata: { project_id: id } });
  }
  rmSync(file("missing"));
  writeFileSync(file("broken"), '{"project_id": "bro');
  const foreign = { project_id: "../other", created_at: "2020-01-01T00:00:00Z", owner: "them" };
  writeFileSync(file("foreign"), JSON.stringify(foreign));
  const { projects, problems } = await listProjects(storage);
  assert.deepEqual(projects.map(({ id }) => id).toSorted(), ["foreign", "sound"]);
  assert.deepEqual(
    problems.map(({ id }) => id),
    ["broken", "missing"],
  );
  const found = await findProject(storage, "foreign");
  assert.equal(found.metadata.project_id, "foreign");
  assert.equal((found.metadata as { owner?: string }).owner, "them");
  // What it does not say is looked at: lists, statistics and quotas count it.
  const { size_bytes: size, languages } = (await findProject(storage, "sound")).metadata;
  assert.ok(size > 0 && languages.length > 0);
  assert.deepEqual([found.metadata.size_bytes, found.metadata.languages], [size, languages]);
  assert.equal(projects[0]!.metadata.size_bytes, size);
  for (const id of ["broken", "missing"]) {
    await assert.rejects(archiveProject(storage, id), { code: "project-damaged" });
    assert.ok(existsSync(join(root, "projects", id, "source", "src", "main.py")));
    await hardDeleteProject(storage, id, id);
  }
});

test("of two that archive the same project one does, and it is archived once", async (t) => {
  const { root, source, storage } = projectWorld(t);
  await storeProject(storage, { folder: source, metadata });
  const other = projectStorage(root);
  const done = await Promise.allSettled([
    archiveProject(storage, "shop"),
    archiveProject(other, "shop"),
  ]);
  const refused = done.flatMap((each) => (each.status === "rejected" ? [each.reason.code] : []));
  assert.deepEqual(refused, ["project-busy"]);
  assert.equal((await findProject(storage, "shop")).metadata.status, "archived");
  assert.deepEqual(readdirSync(join(root, "projects")), []);
});

test("a file that changes while it is archived keeps the project active", async (t) => {
  const { root, source, storage } = projectWorld(t);
  await storeProject(storage, { folder: source, metadata });
  const onProgress = () => writeFileSync(join(root, "projects/shop/source/.early"), "new");
  await assert.rejects(archiveProject(storage, "shop", { onProgress }), {
    code: "project-changed",
  });
  assert.equal((await findProject(storage, "shop")).metadata.status, "active");
  assert.deepEqual(leftovers(root), []);
});

test("a cancelled store, archive, restore or extract leaves the project as it was", async (t) => {
  const { folder, root, source, storage } = projectWorld(t);
  const cancelling = () => {
    const controller = new AbortController();
    return { signal: controller.signal, onProgress: () => controller.abort() };
  };
  const cancelled = { code: "cancelled" };
  await assert.rejects(
    storeProject(storage, { folder: source, metadata }, cancelling()),
    cancelled,
  );
  assert.deepEqual(readdirSync(join(root, "projects")), []);
  await storeProject(storage, { folder: source, metadata });
  await assert.rejects(archiveProject(storage, "shop", cancelling()), cancelled);
  assert.equal((await findProject(storage, "shop")).metadata.status, "active");
  await archiveProject(storage, "shop");
  await assert.rejects(unarchiveProject(storage, "shop", cancelling()), cancelled);
  assert.equal((await findProject(storage, "shop")).metadata.status, "archived");
  const destination = join(folder, "out");
  await assert.rejects(extractProject(storage, "shop", { destination }, cancelling()), cancelled);
  assert.equal(existsSync(destination), false);
  assert.deepEqual(leftovers(root), []);
});

test("an archive that was tampered with is refused, and nothing is written", async (t) => {
  const { folder, root, source, storage } = projectWorld(t);
  await storeProject(storage, { folder: source, metadata });
  const { place } = await archiveProject(storage, "shop");
  const body = Buffer.alloc(512);
  const header = tarHeader({ path: "shop/source/../../../evil", size: 512, modifiedMs: 0 });
  const archive = "archive" in place ? place.archive : "";
  writeFileSync(archive, gzipSync(Buffer.concat([header, body, tarEnd()])));
  await assert.rejects(unarchiveProject(storage, "shop"), { code: "archive-hostile" });
  await assert.rejects(extractProject(storage, "shop"), { code: "archive-hostile" });
  writeFileSync(archive, "no gzip");
  await assert.rejects(unarchiveProject(storage, "shop"), { code: "archive-damaged" });
  assert.deepEqual(readdirSync(join(root, "projects")), []);
  assert.deepEqual(leftovers(root), []);
  assert.deepEqual(readdirSync(folder).toSorted(), ["storage", "work"]);
});

test("a disk that fills up leaves nothing of a project", { skip: noSmallDisk }, async (t) => {
  const { source } = projectWorld(t);
  const disk = smallDisk(t, 4);
  const storage = projectStorage(join(disk.folder, "storage"));
  const onProgress = () => {
    const filler = join(disk.folder, "filler");
    if (existsSync(filler)) return;
    mkdirSync(disk.folder, { recursive: true });
    try {
      writeFileSync(filler, Buffer.alloc(8 << 20));
    } catch {
      // It is full now.
    }
  };
  await assert.rejects(storeProject(storage, { folder: source, metadata }, { onProgress }), {
    code: "project-not-written",
  });
  assert.deepEqual(readdirSync(join(storage.root, "projects")), []);
  assert.deepEqual(leftovers(storage.root), []);
});

test("a project that is archived or stored again while it is extracted comes out whole, never in part", async (t) => {
  const { folder, root, source, storage } = projectWorld(t);
  await storeProject(storage, { folder: source, metadata });
  const project = join(root, "projects/shop");
  /** What takes the project's place in one step, and when the extraction has begun. */
  const extractDuring = async (name: string, step: () => void): Promise<string> => {
    const destination = join(folder, name);
    let isDone = false;
    const onProgress = () => {
      if (!isDone) step();
      isDone = true;
    };
    await extractProject(storage, "shop", { destination }, { onProgress });
    assert.ok(isDone);
    return destination;
  };
  const replaceBy = (next?: string) => {
    renameSync(project, join(folder, "gone"));
    if (next !== undefined) renameSync(next, project);
    rmSync(join(folder, "gone"), { recursive: true });
  };

  const next = join(folder, "next");
  cpSync(project, next, { recursive: true, verbatimSymlinks: true });
  rmSync(join(next, "source/.git"), { recursive: true });
  writeFileSync(join(next, "source/src/app.ts"), "changed\n");
  const second = await extractDuring("second", () => replaceBy(next));
  assertSameTree(second, join(project, "source"));

  // Archived elsewhere, so that only the last step of it is left.
  const other = projectStorage(join(folder, "other"), {}, storage.now);
  cpSync(project, join(other.root, "projects/shop"), { recursive: true, verbatimSymlinks: true });
  await archiveProject(other, "shop");
  const third = await extractDuring("third", () => {
    cpSync(join(other.root, "archives"), join(root, "archives"), { recursive: true });
    replaceBy();
  });
  assertSameTree(third, second);
});

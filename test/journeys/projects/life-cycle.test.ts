import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  archiveOldProjects,
  archiveProject,
} from "../../../src/services/projects/archive-project.ts";
import {
  hardDeleteProject,
  softDeleteProject,
  undeleteProject,
} from "../../../src/services/projects/delete-project.ts";
import { extractProject } from "../../../src/services/projects/extract-project.ts";
import { findProject } from "../../../src/services/projects/find-project.ts";
import { listProjects } from "../../../src/services/projects/list-projects.ts";
import { storeProject } from "../../../src/services/projects/store-project.ts";
import { storageStats } from "../../../src/services/projects/storage-stats.ts";
import { unarchiveProject } from "../../../src/services/projects/unarchive-project.ts";
import { assertSameTree, leftovers, projectWorld } from "../../support/project-world.ts";

const metadata = { project_id: "shop", name: "ecommerce-platform", tags: ["production"] };

test("a project is stored, archived, extracted and brought back as it was", async (t) => {
  const { folder, root, source, storage } = projectWorld(t);
  const percents: number[] = [];
  const onProgress = (percent: number) => percents.push(percent);
  const stored = await storeProject(storage, { folder: source, metadata }, { onProgress });

  const file = JSON.parse(readFileSync(join(root, "projects/shop/metadata.json"), "utf8"));
  assert.deepEqual(file, stored.metadata);
  const { size_bytes: size, ...shown } = file;
  assert.ok(size > 10_000);
  assert.deepEqual(shown, {
    ...{ project_id: "shop", name: "ecommerce-platform", type: "generation" },
    ...{ created_at: "2026-01-09T15:00:00.000Z", updated_at: "2026-01-09T15:00:00.000Z" },
    ...{ file_count: 7, languages: ["python", "typescript"], frameworks: ["fastapi", "react"] },
    ...{ status: "active", tags: ["production"], git_repository: "https://github.com/user/repo" },
  });
  assertSameTree(join(root, "projects/shop/source"), source);
  assert.equal(percents.at(-1), 100);
  assert.deepEqual(
    percents,
    percents.toSorted((a, b) => a - b),
  );

  await archiveProject(storage, "shop");
  assert.equal(existsSync(join(root, "projects/shop")), false);
  const archive = join(root, "archives/2026/01/shop.tar.gz");
  const names = execFileSync("tar", ["tzf", archive], { encoding: "utf8" }).split("\n");
  assert.ok(names.includes("shop/source/src/main.py") && names[0] === "shop/metadata.json");

  const extracted = await extractProject(storage, "shop", { destination: join(folder, "out") });
  assertSameTree(extracted, source);
  assert.equal(await extractProject(storage, "shop"), join(root, "cache/shop"));
  assertSameTree(join(root, "cache/shop"), source);

  const back = await unarchiveProject(storage, "shop");
  assert.equal(back.metadata.status, "active");
  assertSameTree(join(root, "projects/shop/source"), source);
  assert.deepEqual(readdirSync(join(root, "archives/2026/01")), []);
  assert.deepEqual(leftovers(root), []);
});

test("what is deleted softly is hidden and comes back; what is deleted for good is gone", async (t) => {
  const { root, source, storage } = projectWorld(t);
  for (const id of ["one", "two"]) {
    await storeProject(storage, { folder: source, metadata: { project_id: id } });
  }
  await archiveProject(storage, "two");
  const ids = async (status?: "all" | "deleted" | "archived") =>
    (await listProjects(storage, { status })).projects.map(({ id }) => id);
  for (const id of ["one", "two"]) await softDeleteProject(storage, id);
  assert.deepEqual(await ids(), []);
  assert.deepEqual(await ids("deleted"), ["one", "two"]);
  await assert.rejects(extractProject(storage, "one"), { code: "project-status" });
  assert.equal((await undeleteProject(storage, "two")).metadata.status, "archived");
  assert.equal((await undeleteProject(storage, "one")).metadata.status, "active");

  await assert.rejects(hardDeleteProject(storage, "one", "yes"), { code: "project-not-confirmed" });
  await hardDeleteProject(storage, "one", "one");
  await hardDeleteProject(storage, "two", "two");
  assert.deepEqual(await ids("all"), []);
  assert.deepEqual(readdirSync(join(root, "projects")), []);
  assert.deepEqual(leftovers(root), []);
  await assert.rejects(findProject(storage, "one"), { code: "project-unknown" });
});

test("projects are listed by every filter, sorted and in pages", async (t) => {
  const world = projectWorld(t);
  const { source, storage } = world;
  const kinds = [
    { project_id: "a", name: "Zebra", tags: ["x"], type: "migration", languages: ["go"] },
    { project_id: "b", name: "apple", frameworks: ["gin"] },
    { project_id: "c", name: "middle", languages: ["Python"] },
  ];
  for (const [at, each] of kinds.entries()) {
    world.at(`2026-0${at + 1}-01T00:00:00Z`);
    await storeProject(storage, { folder: source, metadata: each });
  }
  const ids = async (filter: Parameters<typeof listProjects>[1]) =>
    (await listProjects(storage, filter)).projects.map(({ id }) => id).join("");
  assert.equal(await ids({ sort: "created" }), "abc");
  assert.equal(await ids({ sort: "updated", descending: true }), "cba");
  assert.equal(await ids({ sort: "created", offset: 1, limit: 1 }), "b");
  assert.equal((await listProjects(storage, { limit: 1 })).total, 3);
  assert.equal(await ids({ language: "python", sort: "created" }), "bc");
  assert.equal(await ids({ framework: "gin" }), "b");
  assert.equal(await ids({ tag: "X" }), "a");
  assert.equal(await ids({ type: "migration" }), "a");
  assert.equal(await ids({ text: "APP" }), "b");
  assert.equal(await ids({ minSizeGb: 1 }), "");
  assert.equal(await ids({ maxSizeGb: 1, sort: "created" }), "abc");
  assert.equal(await ids({ olderThanDays: 40 }), "a");
  assert.equal(await ids({ newerThanDays: 1 }), "c");
  await assert.rejects(ids({ status: "gone" as "all" }), { code: "setting-unknown" });

  const { archived } = await archiveOldProjects(storage, 40);
  assert.deepEqual(archived, ["a"]);
  assert.equal(await ids({ status: "archived" }), "a");
  const stats = await storageStats(storage);
  assert.deepEqual(
    [stats.total_projects, stats.active_projects, stats.archived_projects],
    [3, 2, 1],
  );
  assert.ok(stats.total_size_bytes > 20_000 && stats.available_space_gb! > 0);
});

test("links that lead out are left out by name, never followed", async (t) => {
  const { root, source, storage } = projectWorld(t);
  symlinkSync("/etc/passwd", join(source, "outside"));
  symlinkSync("../../x", join(source, "src", "above"));
  const stored = await storeProject(storage, { folder: source, metadata });
  const leftOut = (stored.metadata as { left_out?: { path: string }[] }).left_out;
  assert.deepEqual(
    leftOut?.map(({ path }) => path),
    ["source/outside", "source/src/above"],
  );
  // Put there later: archiving it would lose it.
  symlinkSync("/etc/passwd", join(root, "projects/shop/source/later"));
  await assert.rejects(archiveProject(storage, "shop"), { code: "project-unreadable" });
  assert.equal((await findProject(storage, "shop")).metadata.status, "active");
  assert.deepEqual(leftovers(root), []);
});

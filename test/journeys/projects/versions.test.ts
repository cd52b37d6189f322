import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { keepingVersions } from "../../../src/compose/project-versions.ts";
import { archiveProject } from "../../../src/services/projects/archive-project.ts";
import { hardDeleteProject } from "../../../src/services/projects/delete-project.ts";
import { extractProject } from "../../../src/services/projects/extract-project.ts";
import { findProject } from "../../../src/services/projects/find-project.ts";
import { diffProject, projectHistory } from "../../../src/services/projects/project-history.ts";
import { storeProject } from "../../../src/services/projects/store-project.ts";
import { assertSameTree, leftovers, projectWorld } from "../../support/project-world.ts";
import { seededBytes } from "../../support/seeded-bytes.ts";

test("a project stored again is a new version that adds what changed; every version comes back", async (t) => {
  const world = projectWorld(t);
  const { folder, root, source } = world;
  const storage = keepingVersions(world.storage);
  writeFileSync(join(source, "large.bin"), seededBytes(1, 2_000_000));
  const metadata = { project_id: "shop", name: "Shop", tags: ["kept"], owner: "me" };
  await storeProject(storage, { folder: source, metadata });
  const first = join(folder, "first");
  execFileSync("cp", ["-a", source, first]);

  writeFileSync(join(source, "src/app.ts"), "export const changed = true;\n");
  writeFileSync(join(source, "new.txt"), "new\n");
  rmSync(join(source, "requirements.txt"));
  world.at("2026-02-01T00:00:00Z");
  const percents: number[] = [];
  const onProgress = (percent: number) => percents.push(percent);
  await assert.rejects(storeProject(storage, { folder: source, metadata }), {
    code: "project-exists",
  });
  const again = await storeProject(storage, { folder: source, projectId: "shop" }, { onProgress });
  assert.equal(again.metadata.version, 2);
  assert.deepEqual([again.metadata.name, again.metadata.tags], ["Shop", ["kept"]]);
  assert.equal(again.metadata.created_at, "2026-01-09T15:00:00.000Z");
  assert.equal(again.metadata.updated_at, "2026-02-01T00:00:00.000Z");
  assert.equal((again.metadata as { owner?: string }).owner, "me");
  assertSameTree(join(root, "projects/shop/source"), source);
  assert.deepEqual(
    percents,
    percents.toSorted((a, b) => a - b),
  );
  assert.equal(percents.at(-1), 100);

  const history = await projectHistory(storage, "shop");
  const shown = history.map(({ version, time, current, file_count: n }) => [
    version,
    time,
    current,
    n,
  ]);
  assert.deepEqual(shown, [
    [1, "2026-01-09T15:00:00.000Z", false, 8],
    [2, "2026-02-01T00:00:00.000Z", true, 8],
  ]);
  assert.ok(history[0]!.added_bytes > 1_900_000 && history[1]!.added_bytes < 50_000);
  assert.deepEqual(await diffProject(storage, "shop", [1, 2]), [
    { path: "source/new.txt", change: "added" },
    { path: "source/requirements.txt", change: "removed" },
    { path: "source/src/app.ts", change: "changed" },
  ]);

  // A version comes back from an archived project as well.
  await archiveProject(storage, "shop");
  const destination = join(folder, "back");
  await extractProject(storage, "shop", { version: 1, destination });
  assertSameTree(destination, first);
  await extractProject(storage, "shop", { version: 2, workbench: "bench", withArtifacts: true });
  assertSameTree(join(root, "cache/bench/source"), source);
  await assert.rejects(extractProject(storage, "shop", { version: 3, workbench: "x" }), {
    code: "version-unknown",
  });
  assert.deepEqual(leftovers(root), []);
  assert.equal(statSync(join(root, ".restera/versions.key")).mode & 0o777, 0o600);

  // Hard deletion takes the versions along, and their space.
  await hardDeleteProject(storage, "shop", "shop");
  await assert.rejects(projectHistory(storage, "shop"), { code: "project-unknown" });
  assert.ok((await storage.versions!.size()) < 100_000);
  assert.deepEqual(leftovers(root), []);
});

test("what was changed by hand becomes a version before it is replaced, and what was not does not", async (t) => {
  const world = projectWorld(t);
  const { folder, root, source } = world;
  const storage = keepingVersions(world.storage);
  const again = { folder: source, projectId: "shop" };
  // One of which no version was kept.
  await storeProject(storage, { ...again, versions: false });
  assert.deepEqual(await projectHistory(storage, "shop"), []);
  writeFileSync(join(root, "projects/shop/source/empty.txt"), "by hand\n");
  await storeProject(storage, again);
  assert.equal((await findProject(storage, "shop")).metadata.version, 2);
  const destination = join(folder, "by-hand");
  await extractProject(storage, "shop", { version: 1, destination });
  assert.equal(readFileSync(join(destination, "empty.txt"), "utf8"), "by hand\n");

  // An archive holds what was changed before, too.
  writeFileSync(join(root, "projects/shop/source/empty.txt"), "then archived\n");
  await archiveProject(storage, "shop");
  await storeProject(storage, again);
  assert.deepEqual(
    (await projectHistory(storage, "shop")).map(({ version, current }) => [version, current]),
    [1, 2, 3, 4].map((version) => [version, version === 4]),
  );
  assert.equal((await findProject(storage, "shop")).metadata.status, "active");
  assert.deepEqual(leftovers(root), []);
});

test("a folder that is lost comes back from its versions, and a lost key is told", async (t) => {
  const world = projectWorld(t);
  const { root, source } = world;
  const storage = keepingVersions(world.storage);
  await storeProject(storage, { folder: source, projectId: "shop" });
  rmSync(join(root, "projects/shop"), { recursive: true });
  const back = await extractProject(storage, "shop", { version: 1 });
  assertSameTree(back, source);
  await storeProject(storage, { folder: back, projectId: "shop" });
  assert.equal((await projectHistory(storage, "shop")).length, 2);

  rmSync(join(root, ".restera/versions.key"));
  await assert.rejects(projectHistory(storage, "shop"), { code: "versions-key-missing" });
  // Without versions it goes on.
  await storeProject(storage, { folder: source, projectId: "shop", versions: false });
  assert.equal((await findProject(storage, "shop")).metadata.version, undefined);
});

// Which versions of a project the clean-up keeps, in restic's words.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { keepingVersions } from "../../../src/compose/project-versions.ts";
import { StorageManager } from "../../../src/faces/library/orchestrator/index.ts";
import { pruneVersions } from "../../../src/services/projects/clean-up/prune-versions.ts";
import { extractProject } from "../../../src/services/projects/extract-project.ts";
import { projectHistory } from "../../../src/services/projects/project-history.ts";
import { storeProject } from "../../../src/services/projects/store-project.ts";
import { leftovers, projectWorld } from "../../support/project-world.ts";
import { runCli } from "../../../src/faces/cli/testing/run-cli.ts";

/** Projects with a version of each of these days; the file `day` says which. */
async function versionsOf(t: TestContext, ids: Readonly<Record<string, readonly string[]>>) {
  const world = projectWorld(t);
  const storage = keepingVersions(world.storage);
  for (const [projectId, days] of Object.entries(ids)) {
    for (const day of days) {
      writeFileSync(join(world.source, "day"), day);
      world.at(`${day}T12:00:00Z`);
      await storeProject(storage, { folder: world.source, projectId });
    }
  }
  const left = async (id: string) =>
    (await projectHistory(storage, id)).map(({ version }) => version);
  return { ...world, storage, left };
}

test("versions go by the policy, of each project for itself; the present one stays, and what is left comes back", async (t) => {
  const days = ["2026-01-01", "2026-01-20", "2026-02-02", "2026-02-03"];
  const world = await versionsOf(t, { shop: days, blog: days.slice(0, 1) });
  const { folder, root, storage, left } = world;
  const policy = { last: 1, monthly: 2 };
  const planned = await pruneVersions(storage, { policy, dryRun: true });
  const wanted = [{ project_id: "shop", versions: [1, 3] }];
  assert.deepEqual(planned, { removed: wanted, freed_bytes: null, problems: [] });
  assert.deepEqual(await left("shop"), [1, 2, 3, 4]);

  const {
    removed,
    freed_bytes: freed,
    problems,
  } = await pruneVersions(storage, { policy, dryRun: false });
  assert.deepEqual([removed, problems], [wanted, []]);
  assert.ok(freed! > 0);
  assert.deepEqual([await left("shop"), await left("blog")], [[2, 4], [1]]);
  const destination = join(folder, "back");
  await extractProject(storage, "shop", { version: 2, destination });
  assert.deepEqual(leftovers(root), []);
  // The next one has a number of its own.
  const again = await storeProject(storage, { folder: destination, projectId: "shop" });
  assert.equal(again.metadata.version, 5);
});

test("nothing said keeps all; a project whose folder was lost keeps what the policy keeps", async (t) => {
  const { root, storage, left } = await versionsOf(t, { shop: ["2026-01-01", "2026-01-02"] });
  assert.deepEqual((await pruneVersions(storage, { policy: {}, dryRun: false })).removed, []);
  assert.deepEqual(await left("shop"), [1, 2]);
  rmSync(join(root, "projects/shop"), { recursive: true });
  await pruneVersions(storage, { policy: { daily: 1 }, dryRun: false });
  assert.deepEqual(await left("shop"), [2]);
});

test("a file, an option and a manager say which versions the clean-up keeps", async (t) => {
  const { folder, root, left } = await versionsOf(t, {
    shop: ["2026-01-01", "2026-01-02", "2026-01-03"],
  });
  const environment = { RESTERA_HOME: join(folder, "home"), STORAGE_BASE_PATH: root };
  const yaml = "storage: {archive_after_days: 99999, versions: {keep_last: 2}}\n";
  writeFileSync(join(folder, "restera.yaml"), yaml);
  const run = (line: string) =>
    runCli(["project", "cleanup", ...line.split(" ")], { cwd: folder, environment });
  assert.match(
    (await run("--dry-run --keep-within 1d1h")).stdout,
    /shop that would be removed: 1\n/,
  );
  assert.match((await run("--quiet --json")).stdout, /"versions":\[1\]/);
  assert.deepEqual(await left("shop"), [2, 3]);
  assert.equal((await run("--keep-last some")).code, 2);

  const storage = new StorageManager({ folder, environment, keep_versions: { last: 1 } });
  const { versions } = await storage.fullCleanup();
  assert.deepEqual(versions.removed, [{ project_id: "shop", versions: [2] }]);
});

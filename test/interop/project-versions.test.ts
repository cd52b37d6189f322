import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keepingVersions } from "../../src/compose/project-versions.ts";
import { storeProject } from "../../src/services/projects/store-project.ts";
import { assertSameTree, projectWorld } from "../support/project-world.ts";
import { testWithRestic } from "./peers.ts";
import { restic } from "./restic-vault.ts";

testWithRestic("restic finds, checks and restores the versions of a project", async (peer, t) => {
  const world = projectWorld(t);
  const { folder, root, source } = world;
  const storage = keepingVersions(world.storage);
  await storeProject(storage, { folder: source, projectId: "other" });
  await storeProject(storage, { folder: source, projectId: "shop" });
  writeFileSync(join(source, "new.txt"), "new\n");
  await storeProject(storage, { folder: source, projectId: "shop", compressionLevel: 9 });

  const password = readFileSync(join(root, ".restera/versions.key"), "utf8").trim();
  const vault = { url: join(root, ".restera/versions"), password };
  const listed = await restic(peer, vault, ["snapshots", "--json", "--tag", "project:shop"]);
  const snapshots = JSON.parse(listed) as { id: string; tags: string[]; paths: string[] }[];
  // Stored at the same moment, they come in any order.
  snapshots.sort((one, other) => (one.tags[1]! < other.tags[1]! ? -1 : 1));
  assert.deepEqual(
    snapshots.map(({ tags, paths }) => [tags, paths]),
    [1, 2].map((version) => [
      ["project:shop", `version:${version}`],
      ["/artifacts", "/source"],
    ]),
  );
  await restic(peer, vault, ["check", "--read-data"]);
  const target = join(folder, "back");
  await restic(peer, vault, ["restore", snapshots[1]!.id, "--target", target]);
  assertSameTree(join(target, "source"), source);
});

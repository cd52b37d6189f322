import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openObjectStore } from "../../../src/compose/open-object-store.ts";
import { runCli } from "../../../src/faces/cli/testing/run-cli.ts";
import { cloudCredentials } from "../../../src/faces/environment/cloud-credentials.ts";
import { CloudImporter, StorageManager } from "../../../src/faces/library/orchestrator/index.ts";
import { npmBuckets, serverBuckets } from "../../servers/buckets.ts";
import { assertSameTree, projectWorld } from "../../support/project-world.ts";

for (const { name, skip, start } of [...npmBuckets, ...serverBuckets]) {
  test(`a project is imported from a bucket as the document says: ${name}`, { skip }, async (t) => {
    const server = await start();
    t.after(() => server.stop());
    const { folder, root, source } = projectWorld(t);
    execFileSync("tar", ["czf", "my-project.tar.gz", "-C", source, "."], { cwd: folder });
    const environment = { ...server.env(), STORAGE_BASE_PATH: root, LANG: "C" };
    const bucket = await openObjectStore(server.url(""), cloudCredentials(environment));
    const archive = readFileSync(join(folder, "my-project.tar.gz"));
    await bucket.putNew("projects/my project+1.tar.gz", archive);
    await bucket.close();

    const { protocol, searchParams } = new URL(server.url("x"));
    const endpoint = searchParams.get("endpoint") ?? undefined;
    const importer = new CloudImporter({
      provider: protocol.replace(":", ""),
      ...(endpoint !== undefined && { endpoint }),
    });
    const storage = new StorageManager({ environment, versions: false });
    const percents: number[] = [];
    const id = await importer.import_from_cloud({
      ...{ bucket: "vaults", key: "projects/my project+1.tar.gz", storage_manager: storage },
      on_progress: (percent: number) => percents.push(percent),
    });
    assertSameTree(join(root, "projects", id, "source"), source);
    const project = await storage.getProject(id);
    assert.deepEqual([project.name, project.type], ["my project+1", "migration"]);
    assert.equal(percents.at(-1), 100);

    const url = server.url("projects/nothing.tar.gz");
    const done = await runCli(["project", "import", url], { cwd: folder, environment });
    assert.equal(done.code, 1);
    assert.match(done.stderr, /no object projects\/nothing\.tar\.gz/);
  });
}

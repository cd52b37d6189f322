import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it, type TestContext } from "node:test";
import { runCli } from "../../../src/faces/cli/testing/run-cli.ts";
import { composedVaults } from "../../../src/faces/cli/vault-access/vault-ports.ts";
import { type AzureServer, startAzurite } from "../../servers/azurite.ts";
import { jsonLines, startRestera } from "../../support/run-restera.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { newVault, password } from "../../support/test-vault.ts";
import { compiledCode } from "../../support/compiled-code.ts";

let azure: AzureServer;
let containers = 0;
before(async () => {
  azure = await startAzurite();
});
after(() => azure.stop());

/** A working folder with data; `.env` names a cloud where one is wanted. */
async function place(t: TestContext, { cloud }: { cloud: boolean }) {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "data"));
  writeFileSync(
    join(folder, "data/ai_hub.json"),
    JSON.stringify({ iq: 142, text: "a".repeat(5000) }),
  );
  if (cloud) {
    const container = `cli-${++containers}`;
    await azure.createContainer(container);
    const settings = [
      ...["CLOUD_PROVIDER=azure", `AZURE_CONTAINER=${container}`, "CLOUD_AUTO_SYNC=false"],
      `AZURE_STORAGE_CONNECTION_STRING=${azure.connectionString()}`,
    ];
    writeFileSync(join(folder, ".env"), settings.join("\n"));
  }
  const env = { RESTERA_HOME: join(folder, "home"), HOME: folder };
  const environment = {
    ...env,
    PATH: process.env["PATH"] ?? "",
    ...compiledCode(),
    RESTERA_VAULT: join(folder, "vault"),
    RESTERA_PASSWORD: password,
  };
  const world = { environment, cwd: folder, home: folder, vaults: composedVaults };
  return {
    ...{ folder, env },
    run: (...words: string[]) => runCli(words, world),
    async json(...words: string[]) {
      const { stdout, code, stderr } = await runCli([...words, "--json"], world);
      return { code, stderr, last: jsonLines(stdout).at(-1)! };
    },
  };
}

describe("archive sync and archive stats", () => {
  it("upload what is missing, and show documents' dashboard", async (t) => {
    const { run, json } = await place(t, { cloud: true });
    const { last } = await json("archive", "create");
    assert.equal(last["cloud_sync_status"], "pending");
    const first = await run("archive", "sync");
    assert.deepEqual([first.code, first.stderr], [0, ""]);
    assert.match(first.stdout, /^1 archive in az:\/\/cli-\d+ now: .* uploaded\.$/m);
    assert.match(
      (await run("archive", "sync")).stdout,
      /^The cloud has everything \(1 archive\)\.$/m,
    );
    const { stdout } = await run("archive", "stats");
    assert.match(stdout, /^Provider: AZURE$/m);
    assert.match(stdout, /^Total backups: 1$/m);
    assert.match(stdout, /^Cloud synced: 1\/1$/m);
    assert.match(stdout, /^Compression: .* saved\)$/m);
    assert.match(stdout, /AWS \$0\.00, GCP \$0\.00, AZURE \$0\.00 \(list prices of \d{4}/);
    assert.match(
      stdout,
      new RegExp(`^ {4}${String(last["backup_id"])} - \\d{4}-\\d\\d-\\d\\dT`, "m"),
    );
    const { statistics } = (await json("archive", "stats")).last as { statistics: object };
    assert.ok("compression_ratio" in statistics && "estimated_costs" in statistics);
  });

  it("tell that local archives stay here, and exit with 0", async (t) => {
    const { run, json } = await place(t, { cloud: false });
    await run("archive", "create");
    const { code, stderr } = await run("archive", "sync");
    assert.equal(code, 0);
    assert.match(stderr, /archives stay on this machine only/);
    assert.equal(((await json("archive", "sync")).last["pending"] as string[]).length, 1);
  });

  it("name an archive that could not be uploaded, and exit with 3", async (t) => {
    const { folder, run, json } = await place(t, { cloud: true });
    const { last } = await json("archive", "create");
    const path = String(last["path"]);
    writeFileSync(path, readFileSync(path).subarray(1));
    const { code, stderr } = await run("archive", "sync");
    assert.equal(code, 3);
    assert.match(stderr, new RegExp(`^${String(last["backup_id"])} was not uploaded: `, "m"));
    assert.ok(readFileSync(join(folder, "backups/backup_index.json"), "utf8").includes('"failed"'));
  });

  it("bring an archive back that only the cloud has", async (t) => {
    const { folder, run } = await place(t, { cloud: true });
    await run("archive", "create");
    await run("archive", "sync");
    rmSync(join(folder, "backups"), { recursive: true });
    const { code, stderr } = await run("archive", "restore", "latest", "--target", "back");
    assert.equal(code, 0, stderr);
    assert.match(readFileSync(join(folder, "back/data/ai_hub.json"), "utf8"), /"iq":142/);
  });

  it("upload at once after archive create, unless CLOUD_AUTO_SYNC is off", async (t) => {
    const { folder, json } = await place(t, { cloud: true });
    const file = join(folder, ".env");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace("CLOUD_AUTO_SYNC=false", "CLOUD_AUTO_SYNC=true"),
    );
    assert.equal((await json("archive", "create")).last["cloud_sync_status"], "synced");
  });

  it("end archive create with 3 when the upload did not work, and say why in a line", async (t) => {
    const { folder, run } = await place(t, { cloud: true });
    const file = join(folder, ".env");
    const settings = readFileSync(file, "utf8")
      .replace("CLOUD_AUTO_SYNC=false", "CLOUD_AUTO_SYNC=true")
      .replace("AccountKey=", "AccountKey=x");
    writeFileSync(file, settings);
    const { code, stdout, stderr } = await run("archive", "create");
    assert.equal(code, 3);
    assert.match(stdout, /^Archive unified_backup_/);
    const lines = stderr.trimEnd().split("\n");
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /was not uploaded: .*credentials do not allow this\. Check the/);
    assert.doesNotMatch(lines[0]!, /\\n/);
  });
});

describe("archive prune", () => {
  it("keeps the newest, and says first what would go", async (t) => {
    const { run, json } = await place(t, { cloud: false });
    for (let count = 0; count < 3; count++) await run("archive", "create");
    const dry = await run("archive", "prune", "--keep-last", "1", "--dry-run");
    assert.match(dry.stdout, /^Would remove 2 archives .*; 1 archive would stay\.$/m);
    const { last } = await json("archive", "prune", "--keep-last", "1");
    assert.equal((last["removed"] as string[]).length, 2);
    assert.equal((await run("archive", "prune", "--keep-last", "0")).code, 2);
    assert.match((await run("archive", "prune")).stdout, /^Removed 0 archives/m);
  });
});

describe("archive import and archive create --from-snapshot", () => {
  it("turn an archive into a snapshot of its date, once, and a snapshot into an archive", async (t) => {
    const { folder, run, json } = await place(t, { cloud: false });
    const { vault } = await newVault(t, folder);
    utimesSync(join(folder, "data/ai_hub.json"), 1_600_000_000, 1_600_000_000);
    const made = (await json("archive", "create")).last;
    const imported = (await json("archive", "import", "latest", "--tag", "old")).last;
    assert.deepEqual([imported["time"], imported["is_new"]], [made["created_at"], true]);
    assert.equal((await json("archive", "import", "latest")).last["is_new"], false);
    const [snapshot, ...others] = await vault.snapshots();
    assert.deepEqual(others, []);
    assert.deepEqual(snapshot?.paths, ["/data"]);
    assert.deepEqual(snapshot?.tags, ["archive", made["backup_id"], "old"]);
    const paths = [];
    for await (const { path } of vault.ls("latest")) paths.push(path);
    assert.deepEqual(paths, ["/data", "/data/ai_hub.json"]);
    rmSync(join(folder, "backups"), { recursive: true });
    const back = (await json("archive", "create", "--from-snapshot", "latest")).last;
    assert.deepEqual(
      [back["backup_id"], back["created_at"]],
      [made["backup_id"], made["created_at"]],
    );
    const { stdout } = await run("archive", "show", "latest", "--data");
    assert.match(stdout, /"iq": ?142/);
    const path = String(back["path"]);
    const bytes = readFileSync(path);
    bytes[bytes.length - 5]! ^= 1;
    writeFileSync(join(folder, "other.tar.gz"), bytes);
    const refused = await run("archive", "import", "other.tar.gz");
    assert.notEqual(refused.code, 0);
    assert.equal((await vault.snapshots()).length, 1);
    const both = ["--from-snapshot", "latest", "--source", "ai_hub"];
    assert.equal((await run("archive", "create", ...both)).code, 2);
  });
});

describe("archive watch", () => {
  it("adds the daily archive and the hourly sync of a folder once, and a removal when asked", async (t) => {
    const { run, json } = await place(t, { cloud: true });
    await run("archive", "watch", "--no-run");
    await run("archive", "watch", "--no-run", "--keep-last", "30");
    const { stdout } = await run("schedule", "list");
    assert.match(stdout, /^archive-create-\w+ +every 24 h .* archive create$/m);
    assert.match(stdout, /^archive-sync-\w+ +every 3600 s .* archive sync$/m);
    assert.match(stdout, /^archive-prune-\w+ +every 24 h .* archive prune --keep-last 30$/m);
    assert.equal(stdout.match(/^archive-/gm)?.length, 3);
    assert.equal((await json("archive", "watch", "--no-run")).code, 0);
  });

  it("makes the first archive at once, and ends in order", async (t) => {
    const { folder, env, run } = await place(t, { cloud: false });
    const access = { url: join(folder, "vault"), password };
    const child = startRestera(access, ["archive", "watch", "--json"], { cwd: folder, env });
    t.after(() => void child.kill("SIGKILL"));
    child.stderr.resume();
    const closed = once(child, "close");
    for await (const line of createInterface(child.stdout)) {
      const message = JSON.parse(line) as { state?: string };
      if (message.state === "failed") assert.fail(line);
      if (message.state === "done") break;
    }
    child.kill("SIGTERM");
    assert.deepEqual(await closed, [0, null]);
    assert.match((await run("archive", "list")).stdout, /^unified_backup_/m);
  });
});

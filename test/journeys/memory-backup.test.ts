// Memory in snapshots: a copy of one moment while others write, with its documents, and all of it back.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test, type TestContext } from "node:test";
import { DatabaseSync } from "node:sqlite";
import { type CliRun, runCli } from "../../src/faces/cli/testing/run-cli.ts";
import { openInterstice } from "../../src/faces/library/interstice/index.ts";
import { openVault } from "../../src/index.ts";
import { composedVaults } from "../../src/faces/cli/vault-access/vault-ports.ts";
import { initQuickVault } from "../support/init-quick-vault.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const password = "a password";
const writer = join(import.meta.dirname, "../faults/kill-memory/memory-writer.ts");

const ok = ({ code, stdout, stderr }: CliRun): string => {
  assert.equal(code, 0, stderr);
  return stdout;
};

/** A vault, documents, a folder of something else, and Restera's own home. */
async function place(t: TestContext) {
  const folder = temporaryFolder(t);
  for (const name of ["AVALON_HOMES/heroes_memories", "BALLON_CUBE"]) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  writeFileSync(
    join(folder, "AVALON_HOMES/heroes_memories/OPUS.json"),
    '{"oath": "guard the gate"}',
  );
  writeFileSync(join(folder, "AVALON_HOMES/notes.md"), "# Dragons\nThey sleep.\n");
  writeFileSync(join(folder, "BALLON_CUBE/cube.rs"), "fn main() {}");
  writeFileSync(join(folder, "password.txt"), password);
  const vault = join(folder, "vault");
  await initQuickVault(vault, password);
  const run = (home: string, ...words: string[]) =>
    runCli(words, {
      environment: {
        ...{ PATH: process.env["PATH"] ?? "", USER: "ada", HOME: folder, RESTERA_VAULT: vault },
        ...{
          RESTERA_HOME: join(folder, home),
          RESTERA_PASSWORD_FILE: join(folder, "password.txt"),
        },
      },
      ...{ cwd: folder, home: folder, vaults: composedVaults },
    });
  return {
    folder,
    run,
    here: async (...words: string[]) => ok(await run("home", ...words)),
    json: async (...words: string[]) =>
      JSON.parse(
        ok(await run("home", ...words, "--json"))
          .trim()
          .split("\n")
          .at(-1)!,
      ) as never,
  };
}

test("memory and its documents come back as they were, from a copy made while somebody wrote", async (t) => {
  const { folder, here, json } = await place(t);
  await here("memory", "remember", "The tunnel listens on 8443", "--id", "port");
  await here("memory", "remember", "It listens on 9000", "--id", "port");
  await here("memory", "doc", "AVALON_HOMES");
  const database = join(folder, "home/restera.db");
  const child = spawn(process.execPath, [writer, database, "w"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => void child.kill("SIGKILL"));
  let told = 0;
  createInterface(child.stdout).on("line", () => told++);
  await once(child.stdout, "data");
  const [before] = [told, await here("backup", "--memory", "BALLON_CUBE")];
  const closed = once(child, "close");
  child.kill("SIGKILL");
  await closed;
  assert.ok(told > before, "somebody wrote meanwhile");

  // What comes afterwards, and is taken away again.
  await here("memory", "remember", "after the copy", "--id", "later");
  await here("schedule", "add", "later", "--times", "weekly", "check");
  writeFileSync(join(folder, "AVALON_HOMES/notes.md"), "# Dragons\nThey woke.\n");
  writeFileSync(join(folder, "AVALON_HOMES/new.md"), "# New\n");
  const plan: Record<string, unknown> = await json("memory", "restore", "latest", "--dry-run");
  const [planned] = plan.folders as [{ outcome: string }];
  assert.equal(planned.outcome, "replace");
  assert.ok(existsSync(join(folder, "AVALON_HOMES/new.md")), "a dry run changes nothing");

  const done: { aside: string; folders: [{ aside: string }] } = await json(
    ...["memory", "restore", "latest", "--yes"],
  );
  assert.match(readFileSync(join(folder, "AVALON_HOMES/notes.md"), "utf8"), /sleep/);
  assert.ok(!existsSync(join(folder, "AVALON_HOMES/new.md")));
  assert.ok(existsSync(join(done.folders[0].aside, "new.md")), "what was there is kept");
  assert.match(await here("memory", "timeline", "--id", "port"), /8443[^]*9000/);
  assert.match(await here("memory", "search", "oath"), /OPUS\.json/);
  assert.equal(((await json("schedule", "list")) as object[]).length, 1, "schedules stay");

  // Of one moment: all that was said before it, nothing half, in both memories that the writer keeps in one transaction.
  const notes: { id: string }[] = await json(
    "memory",
    "timeline",
    "--kind",
    "note",
    "--limit",
    "100000",
  );
  const kept = notes.flatMap(({ id }) => (id.startsWith("w-") ? [Number(id.slice(2))] : []));
  assert.ok(kept.length >= before, `${kept.length} of at least ${before}`);
  assert.deepEqual(
    kept.sort((a, b) => a - b),
    kept.map((_, at) => at),
  );
  const shared: object[] = await json("memory", "timeline", "--id", "shared", "--limit", "100000");
  assert.equal(shared.length, kept.length);

  await here("memory", "restore", done.aside, "--yes");
  assert.match(await here("memory", "search", "copy"), /after the \[copy\]/);
  assert.deepEqual(
    readdirSync(join(folder, "home")).filter((name) => /^memory-(copy|restore)/.test(name)),
    [],
    "nothing is left lying about",
  );
});

test("memory comes back on a new machine, its documents where one likes", async (t) => {
  const { folder, run, here } = await place(t);
  await here("memory", "doc", "AVALON_HOMES", "--tag", "avalon");
  await here("memory", "entity", "gate", "--data", '{"open": 1}', "--position", "1,2,3,4,5,6");
  await here("backup", "--memory");
  rmSync(join(folder, "AVALON_HOMES"), { recursive: true });
  const there = async (...words: string[]) => ok(await run("new home", ...words));
  await there("memory", "restore", "latest", "--target", "opt", "--yes");
  assert.match(await there("memory", "nearest", "1,2,3,4,5,6"), /gate/);
  assert.match(readFileSync(join(folder, "opt/AVALON_HOMES/notes.md"), "utf8"), /sleep/);
  // The files have the times that memory knows: nothing is to be done.
  assert.match(await there("memory", "doc", "opt/AVALON_HOMES"), /0 new, 0 changed, 2 unchanged/);
  const missing = await run("new home", "backup", "--memory", "--stdin");
  assert.equal(missing.code, 2);
});

test("a damaged database says how it comes back, and does, tasks and schedules too", async (t) => {
  const { folder, run, here } = await place(t);
  assert.match((await run("home", "memory", "restore", "latest")).stderr, /holds no memory/);
  assert.match((await run("home", "backup", "--memory")).stderr, /no memory in/);
  for (let i = 0; i < 5; i++) await here("memory", "remember", `note ${i} ${"x".repeat(3000)}`);
  await here("schedule", "add", "space", "--times", "weekly", "prune");
  await here("backup", "--memory");
  const database = join(folder, "home/restera.db");
  const whole = new DatabaseSync(database);
  whole.exec("pragma wal_checkpoint(truncate)");
  whole.close();
  const bytes = readFileSync(database);
  for (let page = 1; page < bytes.length / 4096; page++)
    bytes.fill(0xa5, page * 4096, page * 4096 + 4000);
  for (const end of ["-wal", "-shm"]) rmSync(`${database}${end}`, { force: true });
  writeFileSync(database, bytes);

  const broken = await run("home", "memory", "search", "note");
  assert.equal(broken.code, 13, broken.stderr);
  assert.match(broken.stderr, /damaged[^]*restera memory restore latest/);
  const french = await run("home", "memory", "restore", "latest", "--yes");
  assert.match(ok(french), /database here is damaged/);
  assert.match(await here("memory", "search", "note"), /\[note\] 3/);
  assert.match(await here("schedule", "list"), /space/);
  const kept = readdirSync(join(folder, "home")).find((name) => name.startsWith("memory-before-"));
  assert.deepEqual(readFileSync(join(folder, "home", kept!, "damaged.db")), bytes);
  const file = new DatabaseSync(database, { readOnly: true });
  t.after(() => file.close());
  assert.equal(file.prepare("pragma integrity_check").get()!["integrity_check"], "ok");
});

test("older snapshots go by the --keep options, those of other paths stay", async (t) => {
  const { folder, here, json } = await place(t);
  await here("memory", "doc", "AVALON_HOMES");
  await here("backup", join(folder, "AVALON_HOMES"));
  for (let day = 0; day < 2; day++) {
    await here("memory", "remember", `day ${day}`);
    await here("backup", "--memory", "BALLON_CUBE", "--keep-last", "1");
  }
  const snapshots: { paths: string[] }[] = await json("snapshots");
  assert.equal(snapshots.length, 2);
  assert.deepEqual(snapshots[1]?.paths[0], "/restera-memory");
  const listed = await here("ls", "latest");
  for (const name of ["versions.ndjson", "OPUS.json", "cube.rs"])
    assert.match(listed, RegExp(name));
  assert.match(await here("memory", "restore", "latest", "--dry-run"), /4 versions/);
});

test("memory is a source of archives too, and comes back from one", async (t) => {
  const { folder, here } = await place(t);
  await here("memory", "remember", "in the archive", "--id", "kept");
  await here("source", "add", "remembered", "memory:");
  assert.match(await here("source", "list"), /remembered +memory +there/);
  await here("archive", "create");
  await here("memory", "remember", "after the archive", "--id", "later");
  await here("archive", "restore", "latest", "--target", "out");
  await here("memory", "restore", join(folder, "out/sources/remembered"), "--yes");
  const timeline = await here("memory", "timeline");
  assert.match(timeline, /in the archive/);
  assert.doesNotMatch(timeline, /after the archive/);
});

test("the library backs memory up and brings it back", async (t) => {
  const { folder } = await place(t);
  const vault = await openVault(join(folder, "vault"), { password });
  t.after(() => vault.close());
  const interstice = await openInterstice({ url: join(folder, "home/restera.db") });
  t.after(() => interstice.close());
  const { memory } = interstice;
  await memory.put({ kind: "note", id: "a", content: "before" });
  const { snapshot, memory: kept } = await memory.backUp(vault, {
    paths: [join(folder, "BALLON_CUBE")],
  });
  assert.equal(kept.info.versions, 1);
  await memory.put({ kind: "note", id: "a", content: "after" });
  const plans: unknown[] = [];
  const { aside } = await memory.restore(
    vault,
    { from: snapshot!.id },
    { onPlan: (plan) => void plans.push(plan.present) },
  );
  assert.deepEqual(plans, [{ versions: 2 }]);
  assert.equal((await memory.get("note", "a")).content, "before");
  assert.ok(existsSync(join(aside, "versions.ndjson")));
  const graph = join(folder, "graph.jsonl");
  writeFileSync(graph, '{"type":"relation","from":"a","to":"b","relationType":"knows"}\n');
  assert.equal((await interstice.importFile(graph)).added, 1);
});

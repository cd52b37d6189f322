import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { Worker } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import { archiveWorld, type ArchiveWorld } from "../../support/archive-world.ts";
import type { Owner } from "../../support/temporary-folder.ts";

/** What the newest archive holds, and how the command that made it ended. */
async function archived(
  world: ArchiveWorld,
  ...words: string[]
): Promise<{ code: number; stderr: string; data: Record<string, unknown> }> {
  const { code, stderr } = await world.run("archive", "create", ...words);
  const { stdout } = await world.run("archive", "show", "latest", "--data");
  return {
    code,
    stderr,
    data: stdout === "" ? {} : (JSON.parse(stdout) as Record<string, unknown>),
  };
}

async function serve(owner: Owner, answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((done) => void server.listen(0, "127.0.0.1", done));
  owner.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe("sources", () => {
  it("are added, listed and removed by name", async (t) => {
    const world = archiveWorld(t);
    world.write({ "notes/a.json": "1", "data/ai_hub/x.json": "1" });
    assert.equal((await world.run("source", "add", "notes", "notes")).code, 0);
    const listed = JSON.parse((await world.run("source", "list", "--json")).stdout) as object[];
    assert.deepEqual(listed.slice(0, 2), [
      {
        ...{ name: "notes", kind: "files", default: false },
        ...{ place: join(world.folder, "notes"), present: true },
      },
      { name: "ai_hub", kind: "files", default: true, place: "data/ai_hub", present: true },
    ]);
    const again = await world.run("source", "add", "notes", "elsewhere");
    assert.equal(again.code, 1);
    assert.match(again.stderr, /already a source notes/);
    assert.equal((await world.run("source", "remove", "notes")).code, 0);
    assert.equal((await world.run("source", "remove", "notes")).code, 1);
    assert.match(
      (await world.run("source", "remove", "ai_hub")).stderr,
      /a default of this folder/,
    );
    assert.equal((await world.run("archive", "create", "--source", "notes")).code, 1);
  });

  it("that could not be kept are refused when they are added", async (t) => {
    const world = archiveWorld(t);
    for (const [words, said] of [
      [["a/b", "x"], /letters, digits/],
      [["p", "postgres://ada:secret@db/shop"], /password must not be kept/],
      [["p", "postgres://ada@db/shop?password=secret"], /password must not be kept/],
      [["p", "postgres://ada@db"], /names no database/],
      [["h", "http://ada:secret@example.org/x.json"], /password must not be kept/],
      [["f", "x", "--headers-file", "h"], /only an address has headers/],
    ] as const) {
      const { code, stderr } = await world.run("source", "add", ...words);
      assert.equal(code, 2, words.join(" "));
      assert.match(stderr, said);
      assert.doesNotMatch(stderr, /secret/);
    }
  });

  it("of files go by pattern, name and folder", async (t) => {
    const world = archiveWorld(t);
    const files = ["logs/a.json", "logs/b.txt", "logs/deep/c.json", "one.json", "two.json"];
    world.write(Object.fromEntries(files.map((path) => [path, `"${path}"`])));
    await world.run("source", "add", "pattern", "logs/**/*.json");
    await world.run("source", "add", "folder", "logs");
    await world.run("source", "add", "single", "one.json");
    await world.run("source", "add", "several", "one.json", "two.json", "logs");
    const { code, data } = await archived(world);
    assert.equal(code, 0);
    assert.deepEqual(data, {
      folder: { a: "logs/a.json", deep: { c: "logs/deep/c.json" } },
      pattern: { a: "logs/a.json", deep: { c: "logs/deep/c.json" } },
      several: {
        ...{ one: "one.json", two: "two.json" },
        logs: { a: "logs/a.json", deep: { c: "logs/deep/c.json" } },
      },
      single: "one.json",
    });
    const chosen = await archived(world, "--source", "single");
    assert.deepEqual(chosen.data, { single: "one.json" });
  });

  it("never hold the archives, whatever they are made of", async (t) => {
    const world = archiveWorld(t);
    world.write({ "a.json": "1", ".home/keys/vault": "secret" });
    await world.run("source", "add", "all", ".");
    await world.run("source", "add", "pattern", "**");
    for (const _ of [1, 2]) {
      const { stdout } = await world.run("archive", "create", "--json");
      const { files } = JSON.parse(
        (await world.run("archive", "show", "latest", "--json")).stdout,
      ) as { files: { path: string }[] };
      assert.match(stdout, /"summary"/);
      assert.deepEqual(
        files.map(({ path }) => path).filter((path) => !path.includes("/.home/")),
        ["sources/all/a.json", "sources/pattern/a.json"],
      );
      assert.equal(
        files.some(({ path }) => path.includes("keys")),
        false,
      );
    }
  });

  it("of the user's take the place of a default of the same name", async (t) => {
    const world = archiveWorld(t);
    world.write({ "data/ai_hub.json": "1", "other.json": "2" });
    await world.run("source", "add", "ai_hub", "other.json");
    assert.deepEqual((await archived(world)).data, { ai_hub: 2 });
  });

  for (const mode of ["wal", "delete"])
    it(`of SQLite in mode ${mode} are of one moment while another writes`, async (t) => {
      const world = archiveWorld(t);
      world.write({ "data/ai_hub/x.json": "1" });
      const path = join(world.folder, "data/ai_hub/agent.db");
      const database = new DatabaseSync(path);
      database.exec(`pragma journal_mode = ${mode}`);
      database.exec("create table pairs (id integer primary key, a, b)");
      database.exec(
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000) insert into pairs select i, 0, zeroblob(100) from n; update pairs set b = a",
      );
      const writer = new Worker(
        `const { workerData, parentPort } = require("node:worker_threads");
       const { DatabaseSync } = require("node:sqlite");
       const database = new DatabaseSync(workerData, { timeout: 10000 });
       let stop = false; parentPort.once("message", () => { stop = true; });
       // Both columns of all rows change together.
       const step = (n) => { if (stop) { database.close(); return; }
         database.exec("update pairs set a = " + n + ", b = " + n);
         if (n === 1) parentPort.postMessage("began");
         setImmediate(step, n + 1); };
       step(1);`,
        { eval: true, workerData: path },
      );
      await new Promise((began) => writer.once("message", began));
      await world.run("source", "add", "agent", "data/ai_hub/agent.db");
      const { code, stderr } = await archived(world);
      writer.postMessage("stop");
      await new Promise((ended) => writer.once("exit", ended));
      database.close();
      assert.equal(code, 0, stderr);
      await world.run("archive", "restore", "latest", "--target", "out");
      // Named, and in a folder of a default source: both go the same way.
      for (const copied of ["sources/agent/agent.db", "data/ai_hub/agent.db"]) {
        const copy = new DatabaseSync(join(world.folder, "out", copied));
        const row = copy
          .prepare("select count(*) rows, count(distinct a) moments, sum(a <> b) torn from pairs")
          .get();
        assert.deepEqual({ ...row }, { rows: 20_000, moments: 1, torn: 0 });
        copy.close();
        assert.equal(existsSync(join(world.folder, "out", `${copied}-wal`)), false);
      }
    });

  it("of SQLite that are damaged or none are named, and the others kept", async (t) => {
    const world = archiveWorld(t);
    const path = join(world.folder, "agent.db");
    const database = new DatabaseSync(path);
    database.exec("create table t (x); insert into t select zeroblob(200000)");
    database.exec("create index i on t (x)");
    database.close();
    const bytes = readFileSync(path);
    bytes.fill(0x55, 8192, 20_000);
    writeFileSync(path, bytes);
    world.write({ "none.db": "hello", "data/a.json": "1" });
    await world.run("source", "add", "damaged", "agent.db");
    await world.run("source", "add", "none", "none.db", "--kind", "sqlite");
    await world.run("source", "add", "missing", "missing.db", "--kind", "sqlite");
    const { code, stderr, data } = await archived(world);
    assert.equal(code, 3);
    assert.match(stderr, /^damaged: .*agent\.db is damaged: /m);
    assert.match(stderr, /^none: .*none\.db is no SQLite database$/m);
    assert.match(stderr, /^missing: it is not there$/m);
    assert.deepEqual(data, { a: 1 });
  });

  it("of a web address are kept when they come whole, and named otherwise", async (t) => {
    const world = archiveWorld(t);
    world.write({
      "data/a.json": "1",
      "headers.txt": "# of the CRM\nAuthorization: Bearer t0ken\n",
    });
    const url = await serve(t, (request, response) => {
      const { pathname } = new URL(request.url!, "http://x");
      if (pathname === "/export" && request.headers.authorization === "Bearer t0ken") {
        response.setHeader("content-type", "application/json; charset=utf-8");
        response.setHeader("content-encoding", "gzip");
        response.end(gzipSync('{"customers": 3}'));
      } else if (pathname === "/table.csv") response.end("a,b\n");
      else if (pathname === "/moved") response.writeHead(302, { location: "/table.csv" }).end();
      else if (pathname === "/cut") {
        response.writeHead(200, { "content-length": "100" });
        response.write("{", () => response.destroy());
      } else if (pathname === "/silent") response.writeHead(200).write("{");
      else response.writeHead(403).end("no");
    });
    const withHeaders = ["--headers-file", "headers.txt"];
    await world.run("source", "add", "crm", `${url}/export`, ...withHeaders);
    await world.run("source", "add", "table", `${url}/moved`);
    await world.run("source", "add", "forbidden", `${url}/export?token=t0ken`);
    await world.run("source", "add", "elsewhere", `${url}/moved`, ...withHeaders);
    await world.run("source", "add", "cut", `${url}/cut`);
    await world.run("source", "add", "silent", `${url}/silent`, "--timeout", "200ms");
    await world.run("source", "add", "down", "http://127.0.0.1:9/x");
    const { code, stderr, data } = await archived(world);
    assert.equal(code, 3);
    assert.deepEqual(data, { a: 1, crm: { customers: 3 } });
    assert.match(stderr, /^forbidden: http:\/\/[\d.:]+\/export answered with status 403$/m);
    assert.match(stderr, /^elsewhere: .* answered with status 302$/m);
    assert.match(stderr, /^cut: .*\/cut could not be read: /m);
    assert.match(stderr, /^silent: .*\/silent was silent for 0\.2 seconds$/m);
    assert.match(stderr, /^down: .* could not be read: /m);
    assert.doesNotMatch(stderr, /t0ken/);
    await world.run("archive", "restore", "latest", "--target", "out");
    assert.equal(readFileSync(join(world.folder, "out/sources/table/moved"), "utf8"), "a,b\n");
  });

  it("of PostgreSQL say what to do without pg_dump, and without the server", async (t) => {
    const world = archiveWorld(t, { PATH: "/nonexistent" });
    world.write({ "data/a.json": "1" });
    await world.run("source", "add", "shop", "postgres://ada@127.0.0.1:9/shop");
    const { code, stderr } = await archived(world);
    assert.equal(code, 3);
    assert.match(stderr, /^shop: pg_dump is not installed: install PostgreSQL's client programs$/m);
  });

  it("whose settings file was damaged end it, and are not lost", async (t) => {
    const world = archiveWorld(t);
    world.write({ "data/a.json": "1", ".home/sources.json": '{"sources": [{"name": "x"}]}' });
    const { code, stderr } = await world.run("archive", "create");
    assert.equal(code, 2);
    assert.match(stderr, /sources\.json could not be read: it has a source that is none/);
    assert.equal((await world.run("source", "add", "notes", "notes")).code, 2);
  });
});

// Memory on a database that cannot be written or is in use, and of documents that are too much: nothing acknowledged is lost, and
// each refusal says what to do.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test, type TestContext } from "node:test";
import { writeMemoryCopy } from "../../src/compose/memory-copies.ts";
import { memoryStoreOf } from "../../src/compose/memory-store-of.ts";
import { openDatabase } from "../../src/compose/open-database.ts";
import { openMemory } from "../../src/compose/open-memory.ts";
import { runCli } from "../../src/faces/cli/testing/run-cli.ts";
import { changeMemories } from "../../src/services/memory/change-memories.ts";
import { indexFolder } from "../../src/services/memory/documents/index-folder.ts";
import { listMemories } from "../../src/services/memory/read-memories.ts";
import type { NewMemory } from "../../src/services/memory/memory.ts";
import { type SearchInput, searchMemories } from "../../src/services/memory/search-memories.ts";
import { jsonLines, runRestera } from "../support/run-restera.ts";
import { noSmallDisk, smallDisk } from "../support/small-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { isError } from "../support/test-vault.ts";

const writer = join(import.meta.dirname, "kill-memory/memory-writer.ts");
const note = (id: string, content: string) => ({
  put: { kind: "note" as const, id, content },
});

async function openStore(t: TestContext, url: string, options = {}) {
  const database = await openDatabase(url, options);
  t.after(() => database.close());
  return memoryStoreOf(database);
}

/** A process that keeps memories until it is ended, each told once it is kept. */
function startWriter(t: TestContext, url: string, name: string) {
  const child: ChildProcess = spawn(process.execPath, [writer, url, name], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => void child.kill("SIGKILL"));
  const told: string[] = [];
  let rest = "";
  child.stdout!.on("data", (bytes: Buffer) => {
    const lines = (rest + bytes.toString()).split("\n");
    rest = lines.pop()!;
    told.push(...lines);
  });
  return {
    told,
    begun: once(child.stdout!, "data"),
    end: async () => {
      const closed = once(child, "close");
      child.kill("SIGKILL");
      await closed;
    },
  };
}

test("the command line works on memory while another process writes to it", async (t) => {
  const folder = temporaryFolder(t);
  const url = join(folder, "restera.db");
  const other = startWriter(t, url, "other");
  await other.begun;
  const none = { url: join(folder, "no vault"), password: "" };
  const run = async (...words: string[]) => {
    const ended = await runRestera(none, ["memory", ...words, "--json"], {
      env: { RESTERA_HOME: folder, USER: "ada" },
    });
    assert.equal(ended.code, 0, ended.stderr);
    return ended.stdout;
  };
  await run("remember", "said by the command line", "--id", "mine");
  const [first] = other.told;
  assert.match(await run("search", first!), new RegExp(first!));
  const before = other.told.length;
  const exported = jsonLines(await run("export", "--to", "ndjson"));
  const ids = new Set(exported.map(({ content }) => content));
  for (const content of other.told.slice(0, before)) assert.ok(ids.has(content), content);
  await other.end();
  assert.ok(other.told.length > before, "the other one wrote all the time");
  const store = await openStore(t, url);
  const kept = await listMemories(store, { kinds: ["note"], limit: 1_000_000 });
  const contents = new Set(kept.map(({ content }) => content));
  for (const content of [...other.told, "said by the command line"]) {
    assert.ok(contents.has(content), `${content} was acknowledged and is lost`);
  }
});

test("memory that is locked can be read, and says so when it is to be written", async (t) => {
  const url = join(temporaryFolder(t), "restera.db");
  const store = await openStore(t, url, { busyTimeoutMs: 50 });
  await changeMemories(store, [note("a", "kept before")]);
  const other = new DatabaseSync(url);
  t.after(() => other.close());
  other.exec("begin immediate");
  const [found] = await searchMemories(store, { query: "before" });
  assert.equal(found?.memory.id, "a");
  await assert.rejects(changeMemories(store, [note("b", "x")]), isError("database-busy", /locked/));
  other.exec("rollback");
  assert.deepEqual(await changeMemories(store, [note("b", "x")]), ["new"]);
});

test(
  "memory on a disk that may not be written says what it needs",
  { skip: noSmallDisk },
  async (t) => {
    const disk = smallDisk(t, 20);
    const none = { url: join(disk.folder, "no vault"), password: "" };
    const env = { RESTERA_HOME: disk.folder, USER: "ada" };
    const run = (...words: string[]) => runRestera(none, ["memory", ...words], { env });
    assert.equal((await run("remember", "kept before")).code, 0);
    disk.remount("ro");
    const { code, stderr } = await run("remember", "not kept");
    assert.equal(code, 1);
    assert.match(stderr, /restera\.db cannot be used.*(?:read-only|readonly)[^]*may use it/);
    disk.remount("rw");
    assert.match((await run("search", "kept")).stdout, /before/);
  },
);

test(
  "a full disk takes nothing that was acknowledged, and memory goes on when there is room",
  { skip: noSmallDisk },
  async (t) => {
    const disk = smallDisk(t, 6);
    const store = await openStore(t, join(disk.folder, "restera.db"));
    const kept: string[] = [];
    const fill = async (): Promise<void> => {
      for (let i = 0; ; i++) {
        const words = Array.from({ length: 200 }, (_, at) => `w${i}x${at}`).join(" ");
        await changeMemories(store, [note(`n${i}`, words)]);
        kept.push(`n${i}`);
      }
    };
    await assert.rejects(fill(), isError("database-full", /full[^]*Make room/));
    assert.ok(kept.length > 10);
    const ids = async () => (await listMemories(store, { limit: 100_000 })).map(({ id }) => id);
    assert.deepEqual(await ids(), kept.toReversed());
    const copy = join(disk.folder, "copy");
    await assert.rejects(
      writeMemoryCopy(join(disk.folder, "restera.db"), copy),
      isError("database-full"),
    );
    rmSync(copy, { recursive: true });
    disk.remount("size=40m");
    await writeMemoryCopy(join(disk.folder, "restera.db"), copy);
    await changeMemories(store, [note("later", "there is room")]);
    assert.equal((await ids())[0], "later");
    assert.equal((await searchMemories(store, { query: `w${kept.length - 1}x7` })).length, 1);
  },
);

test(
  "an export that a full disk ends leaves nothing in the way",
  { skip: noSmallDisk },
  async (t) => {
    const disk = smallDisk(t, 1);
    const home = temporaryFolder(t);
    const store = await openStore(t, join(home, "restera.db"));
    await changeMemories(store, [note("large", "x".repeat(2 * 2 ** 20))]);
    const environment = { RESTERA_HOME: home, USER: "ada" };
    const words = ["memory", "export", "--to", "ndjson", "out.ndjson"];
    const run = () => runCli(words, { environment, cwd: disk.folder, home });
    const { code, stderr } = await run();
    assert.equal(code, 1);
    assert.match(stderr, /out\.ndjson cannot be written: the disk is full/);
    assert.deepEqual(readdirSync(disk.folder), []);
    disk.remount("size=10m");
    assert.equal((await run()).code, 0);
    assert.deepEqual(readdirSync(disk.folder), ["out.ndjson"]);
  },
);

test("documents of 50 MB are found to their last word; larger ones and what is no text are named", async (t) => {
  const folder = temporaryFolder(t);
  const docs = join(folder, "docs");
  mkdirSync(docs);
  const page = `${"All work and no play makes the index a dull one. ".repeat(80)}\n\n`;
  const large = `# Begin\n${page.repeat(Math.ceil(50e6 / page.length))}# End\nxylophone\n`;
  writeFileSync(join(docs, "large.md"), large);
  assert.ok(statSync(join(docs, "large.md")).size > 50e6);
  writeFileSync(join(docs, "line.json"), JSON.stringify({ one: "zebra ".repeat(50_000) }));
  for (const name of ["huge.md", "huge.json"]) {
    writeFileSync(join(docs, name), "");
    truncateSync(join(docs, name), 65 * 2 ** 20);
  }
  writeFileSync(
    join(docs, "broken.md"),
    Buffer.from("caf\xe9, cut in a letter: \xe2\x82", "latin1"),
  );
  const store = await openStore(t, join(folder, "restera.db"));
  const result = await indexFolder(store, { folder: docs });
  assert.deepEqual(
    result.problems
      .map(({ path, problem }) => [path, problem])
      .sort(([a = ""], [b = ""]) => (a < b ? -1 : 1)),
    [
      ["broken.md", "it is no UTF-8 text"],
      ["huge.json", "it has more than 64 MiB"],
      ["huge.md", "it has more than 64 MiB"],
    ],
  );
  const [last] = await searchMemories(store, { query: "xylophone" });
  assert.equal(last?.memory.id, "docs/large.md#end");
  assert.equal((await searchMemories(store, { query: "zebra" }))[0]?.memory.path, "docs/line.json");
  rmSync(join(docs, "large.md"));
  assert.equal((await indexFolder(store, { folder: docs })).removed, 1);
  assert.deepEqual(await searchMemories(store, { query: "xylophone" }), []);
});

test("what is no memory is refused by the library, and a closed one says that it is closed", async (t) => {
  const memory = await openMemory(join(temporaryFolder(t), "restera.db"));
  t.after(() => memory.close());
  const circular: Record<string, unknown> = {};
  circular["self"] = circular;
  const refused: [given: object, says: RegExp][] = [
    [{ kind: "foo", content: "x" }, /its kind is none of entity, tattoo, note, document/],
    [{ kind: "note" }, /its content is missing/],
    [{ kind: "tattoo", heroId: "OPUS", content: undefined }, /its content is missing/],
    [{ kind: "note", content: 1n }, /its content is no JSON.*BigInt/],
    [{ kind: "note", content: circular }, /its content is no JSON.*circular/],
    [{ kind: "note", content: () => 1 }, /its content is no JSON/],
    [{ kind: "note", content: "x", tags: ["a", ""] }, /one of its tags is empty/],
  ];
  for (const [given, says] of refused) {
    await assert.rejects(
      memory.put({ id: "x", ...given } as NewMemory),
      (error) => isError("memory-invalid")(error) && says.test((error as Error).message),
      String(says),
    );
  }
  assert.deepEqual(await memory.list(), []);
  await assert.rejects(memory.search({} as SearchInput), isError("usage"));
  assert.deepEqual(await memory.put({ kind: "entity", id: "e", position: [1, 2, 3, 4, 5, 6] }), [
    "new",
  ]);
  await memory.close();
  await assert.rejects(memory.search({ query: "x" }), isError("memory-closed"));
  await assert.rejects(memory.put({ kind: "note", id: "n", content: "x" }), /openMemory/);
  await assert.rejects(memory.export().next(), isError("memory-closed"));
  await memory.close();
});

test("a database of H2 without Java says what to install", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "interstice.mv.db"), "H:2,block:3,blockSize:1000,chunk:2,format:2\n");
  const environment = { RESTERA_HOME: folder, PATH: folder, RESTERA_H2_JAR: "h2.jar" };
  const { code, stderr } = await runCli(["memory", "import", "interstice.mv.db"], {
    ...{ environment, cwd: folder, home: folder },
  });
  assert.equal(code, 1);
  assert.match(stderr, /apt install default-jre-headless.*h2-2\.1\.214\.jar.*RESTERA_H2_JAR/);
});

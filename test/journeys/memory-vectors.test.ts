import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { runCli } from "../../src/faces/cli/testing/run-cli.ts";
import { openInterstice } from "../../src/faces/library/interstice/index.ts";
import { openTasks } from "../../src/index.ts";
import { type EmbeddingsServer, sendJson, startEmbeddings } from "../servers/embeddings.ts";

describe("searching memory by meaning", () => {
  let server: EmbeddingsServer;
  let home: string;
  before(async () => {
    server = await startEmbeddings();
  });
  beforeEach(() => {
    server.misbehave = undefined;
    server.requests.length = 0;
    home = mkdtempSync(join(tmpdir(), "restera-vectors-"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));
  after(() => server.stop());

  const run = (words: readonly string[], more: Record<string, string> = {}, signal?: AbortSignal) =>
    runCli(words, {
      environment: {
        ...{ RESTERA_HOME: home, TZ: "UTC", USER: "ada" },
        RESTERA_EMBEDDER_URL: server.url,
        RESTERA_EMBEDDER_MODEL: "toy",
        RESTERA_EMBEDDER_KEY: "sk-secret",
        ...more,
      },
      cwd: home,
      ...(signal !== undefined && { signal }),
    });
  const memory = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(["memory", ...words]);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const down: EmbeddingsServer["misbehave"] = (_, response) => {
    sendJson(response, 503, { error: "loading" });
    return true;
  };
  /** Looks until it is so; the test's own time limit ends what never is. */
  const until = async (isSo: () => Promise<boolean> | boolean): Promise<void> => {
    while (!(await isSo())) await sleep(20);
  };

  it("is set up by two variables, made by one command, and used by each search", async () => {
    await memory("remember", "A kitten sleeps", "--id", "k");
    await memory("remember", "The truck is red", "--id", "t");
    const early = await run(["memory", "search", "feline"]);
    assert.match(early.stderr, /0 of 2.*restera memory embed/s);
    assert.match(
      (await run(["memory", "status"])).stdout,
      /vectors: scan\n(?:.*\n)+toy +0 +2 +0 +being made/,
    );
    const [status, summary] = (await memory("embed", "--json"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual([status?.["message_type"], status?.["done"]], ["status", 2]);
    assert.deepEqual(summary, {
      ...{ message_type: "summary", model: "toy", versions: 2, embedded: 2, refused: 0 },
      dropped: [],
    });
    assert.equal(server.requests[0]?.authorization, "Bearer sk-secret");
    assert.match(
      await memory("search", "feline", "--limit", "1"),
      /note {2}k\n {2}A kitten sleeps/,
    );
    const hits = JSON.parse(await memory("search", "feline", "--mode", "vector", "--json")) as [
      { id: string; similarity: number },
    ];
    assert.ok(hits[0].id === "k" && hits[0].similarity > 0.3);
    assert.match((await run(["memory", "search", "feline", "--mode", "text"])).stderr, /Nothing/);
    assert.equal((await run(["memory", "search", "x", "--mode", "maybe"])).code, 2);
    const { models } = JSON.parse(await memory("status", "--json")) as { models: object[] };
    assert.deepEqual(models, [
      {
        ...{ model: "toy", dimension: 32, ready: true, current: true },
        ...{ embedded: 2, waiting: 0, refused: 0, vectors: 2 },
      },
    ]);
  });

  it("leaves the words when the embedder is down or set up wrongly, and says what to do", async () => {
    const none = { RESTERA_EMBEDDER_URL: "" };
    const without = await run(["memory", "search", "x", "--mode", "vector"], none);
    assert.match(without.stderr, /RESTERA_EMBEDDER_URL=http/);
    await memory("remember", "A kitten sleeps", "--id", "k");
    await memory("embed");
    server.misbehave = down;
    await memory("remember", "Another kitten", "--id", "a");
    const found = await run(["memory", "search", "kitten", "--json"]);
    assert.equal((JSON.parse(found.stdout) as object[]).length, 2);
    assert.match(found.stderr, /503: loading/);
    server.misbehave = (_, response) => {
      sendJson(response, 401, { error: { message: "Incorrect API key" } });
      return true;
    };
    const embed = await run(["memory", "embed"], { RESTERA_LANGUAGE: "fr" });
    assert.equal(embed.code, 1);
    assert.match(embed.stderr, /ne fait pas de vecteurs.*401: Incorrect.*RESTERA_EMBEDDER_KEY/s);
    const model = { RESTERA_EMBEDDER_MODEL: "" };
    const { stderr } = await run(["memory", "embed"], model);
    // What is told must help: `.env` cannot choose where texts are sent.
    assert.match(stderr, /RESTERA_EMBEDDER_MODEL.*\n.*environment.*neither is taken from .env/);
    assert.equal((await run(["memory", "remember", "z"], model)).code, 0);
    const plugin = { RESTERA_EMBEDDER_URL: "transformers" };
    assert.match((await run(["memory", "embed"], plugin)).stderr, /npm install @huggingface/);
  });

  it("is kept up by watch: a few memories at once, many as a task", async () => {
    const rows = Array.from({ length: 100 }, (_, i) => ({
      ...{ tattoo_id: `t${i}`, hero_id: "OPUS", memory_content: `kitten ${i}` },
    }));
    writeFileSync(join(home, "in.json"), JSON.stringify({ entities: [], tattoos: rows }));
    await memory("import", "in.json");
    const controller = new AbortController();
    const watching = run(["watch", "--json"], {}, controller.signal);
    const waiting = async () => {
      const { models } = JSON.parse(await memory("status", "--json")) as {
        models: { waiting: number }[];
      };
      return models[0]!.waiting;
    };
    await until(async () => (await waiting()) === 0);
    await memory("remember", "One more kitten");
    await until(async () => (await waiting()) === 0);
    controller.abort();
    const { stdout } = await watching;
    const told = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { kind: string });
    assert.deepEqual(new Set(told.map(({ kind }) => kind)), new Set(["memory embed"]));
    const { stdout: tasks } = await run(["task", "list", "--json"]);
    assert.match(tasks, /"kind":\s*"memory embed"/);
    assert.doesNotMatch(tasks, /sk-secret/);
  });

  it("is kept up by memory watch for the folders that it follows", async () => {
    mkdirSync(join(home, "docs"));
    writeFileSync(join(home, "docs/a.md"), "# Pets\nA kitten sleeps\n");
    const controller = new AbortController();
    const watching = run(["memory", "watch", "docs"], {}, controller.signal);
    const finds = async (): Promise<boolean> => {
      const found = await memory("search", "feline", "--mode", "vector", "--json").catch(
        () => "[]",
      );
      return (JSON.parse(found) as { similarity?: number }[]).some(
        ({ similarity = 0 }) => similarity > 0.3,
      );
    };
    await until(finds);
    controller.abort();
    assert.match((await watching).stderr, /toy/);
  });

  it("comes by itself in a program that keeps memory open, once the embedder is back", async () => {
    const url = join(home, "restera.db");
    const problems: unknown[] = [];
    server.misbehave = down;
    const interstice = await openInterstice({
      ...{ url, embedder: { url: server.url, model: "toy", attempts: 1 } },
      onProblem: (problem) => problems.push(problem),
    });
    const { memory: kept } = interstice;
    try {
      assert.deepEqual(await kept.put({ kind: "note", id: "k", content: "kitten" }), ["new"]);
      await until(() => problems.length > 0);
      server.misbehave = undefined;
      await kept.embed();
      await kept.put({ kind: "note", id: "c", content: "cat food" });
      await until(async () => (await kept.embeddingStatus()).models[0]!.waiting === 0);
      const hits = await kept.search({ query: "feline", mode: "vector" });
      assert.deepEqual(hits.map(({ memory: { id } }) => id).sort(), ["c", "k"]);
    } finally {
      await interstice.close();
    }
    const own = { model: "mine", embed: async (texts: readonly string[]) => texts.map(() => [1]) };
    const other = await openInterstice({ url, embedder: own, background: false });
    assert.equal((await other.memory.embed()).embedded, 2);
    await other.close();
    const tasks = await openTasks(url);
    assert.deepEqual(await tasks.list(), []);
    await tasks.close();
  });
});

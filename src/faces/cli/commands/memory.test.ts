import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { type CliRun, runCli } from "../testing/run-cli.ts";

describe("memory commands", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "restera-cli-"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const run = (words: readonly string[], more: { stdin?: string; LANG?: string } = {}) => {
    const { stdin, ...environment } = more;
    return runCli(["memory", ...words], {
      environment: { RESTERA_HOME: home, TZ: "UTC", USER: "ada", ...environment },
      cwd: home,
      ...(stdin !== undefined && { stdin }),
    });
  };
  const ok = ({ code, stdout, stderr }: CliRun): string => {
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const json = async (...words: string[]) =>
    JSON.parse(ok(await run([words[0]!, "--json", ...words.slice(1)]))) as never;

  it("remember, search, correct, forget, and take it back", async () => {
    ok(await run(["remember", "The tunnel listens on 8443", "--id", "port", "--tag", "Net"]));
    assert.match(
      ok(await run(["search", "listening", "tunnel"])),
      /note {2}port\n.*\[tunnel\] \[listens\]/,
    );
    assert.match(ok(await run(["remember", "It listens on 9000", "--id", "port"])), /Corrected/);
    const hits: { id: string; content: string; author: string }[] = await json("search", "listens");
    assert.deepEqual(
      hits.map(({ id, content, author }) => [id, content, author]),
      [["port", "It listens on 9000", "ada"]],
    );
    assert.match(ok(await run(["forget", "note", "port"])), /memory undo note port/);
    assert.match((await run(["search", "listens"])).stderr, /Nothing like that/);
    ok(await run(["undo", "note", "port"]));
    const timeline: { forgotten: boolean }[] = await json("timeline", "--id", "port");
    assert.deepEqual(
      timeline.map(({ forgotten }) => forgotten),
      [false, false, true, false],
    );
    assert.equal((await run(["forget", "note", "nobody"])).code, 1);
    assert.match((await run(["search", "xyzzy"], { LANG: "fr_FR.UTF-8" })).stderr, /Rien de tel/);
  });

  it("refuse options that would mean nothing", async () => {
    for (const [words, told] of [
      [["entity", "--valid-from", "2026-01-01"], /--valid-from .*--data/],
      [["tattoo", "--temporal", "{}"], /--temporal .*--content/],
      [["undo", "note", "port", "--dry-run"], /--dry-run .*--to/],
      [["entity", "e", "--data", "{}", "--limit", "1"], /--limit and --data/],
      [["entity", "e", "--data", "{}", "--file", "f"], /--data and --file/],
    ] as const) {
      const { code, stderr } = await run(words);
      assert.equal(code, 2);
      assert.match(stderr, told);
    }
  });

  it("keep entities and tattoos, and find the nearest", async () => {
    ok(await run(["entity", "gate", "--data", '{"open": true}', "--position", "1,0,0,0,0,0"]));
    ok(
      await run(["entity", "well", "--file", "-", "--position=-3,0,0,0,0,0"], {
        stdin: '{"deep": 9}',
      }),
    );
    ok(await run(["tattoo", "t1", "--hero", "OPUS", "--content", "the first day"]));
    const near: { id: string; distance: number }[] = await json("nearest", "--", "-2,0,0,0,0,0");
    assert.deepEqual(
      near.map(({ id, distance }) => [id, distance]),
      [
        ["well", 1],
        ["gate", 3],
      ],
    );
    assert.match(ok(await run(["nearest", "0,0,0,0,0,0", "--radius", "2"])), /gate/);
    const gate: { content: unknown } = await json("entity", "gate");
    assert.deepEqual(gate.content, { open: true });
    assert.match(ok(await run(["tattoo", "--hero", "OPUS"])), /t1.*the first day/);
    assert.match(ok(await run(["heroes"])), /OPUS +1/);
    for (const wrong of [
      ["nearest", "1,2,3"],
      ["nearest", "1,2,3,4,5,x"],
      ["tattoo", "t", "--content", "x"],
      ["tattoo", "t", "--hero", "OPUS", "--content", ""],
      ["remember", " "],
      ["remember", "x", "--tag", ""],
      ["entity", "e", "--position", "0x10,0,0,0,0,0"],
      ["entity", "e", "--data", '{"big":9007199254740993}'],
    ]) {
      assert.equal((await run(wrong)).code, 2, wrong.join(" "));
    }
    const bad = await run(["entity", "e", "--data", '{"open": yes}']);
    assert.equal(bad.code, 2);
    assert.match(bad.stderr, /--data begins like JSON.*none of JSON \(at byte 9\)/);
  });

  it("index a folder, and say what could not be", async () => {
    const docs = join(home, "docs");
    mkdirSync(docs);
    writeFileSync(join(docs, "a.md"), "# Dragons\nThey sleep in winter.\n");
    writeFileSync(join(docs, "old.md"), "# Gone soon\n");
    assert.match(ok(await run(["doc", "docs"])), /2 documents: 2 new/);
    // A name that nothing can be opened by keeps neither the others out nor what is gone in.
    const nameless = Buffer.from(`${docs}/caf\xe9.md`, "latin1");
    writeFileSync(nameless, "x");
    rmSync(join(docs, "old.md"));
    const named = await run(["doc", "docs"]);
    assert.equal(named.code, 3);
    assert.match(named.stdout, /1 document: 0 new, 0 changed, 1 unchanged, 1 gone/);
    assert.match(named.stderr, /Left out caf\uFFFD\.md: its name is no UTF-8 text/);
    rmSync(nameless);
    writeFileSync(join(docs, "b.md"), Buffer.from([0xff]));
    const { code, stderr } = await run(["doc", "docs"], { LANG: "fr" });
    assert.equal(code, 3);
    assert.match(stderr, /b\.md.*n'est pas du texte UTF-8/);
    assert.match(ok(await run(["search", "sleeping dragon"])), /docs\/a\.md#dragons/);
    assert.match(ok(await run(["doc"])), /docs +1 /);
    assert.equal((await run(["doc", "nowhere"])).code, 1);
  });

  it("export and import, with each refused row by name", async () => {
    const rows = [
      { entity_id: "a", position_6d: [1, 2, 3, 4, 5, 6] },
      { entity_id: "b", position_6d: [1] },
    ];
    const { code, stdout, stderr } = await run(["import", "-"], {
      stdin: JSON.stringify({ entities: rows, tattoos: [] }),
    });
    assert.equal(code, 3);
    assert.match(stdout, /2 rows: 1 new.*1 refused/);
    assert.match(ok(await run(["import", "-"], { stdin: '{"entity_id":"a"}' })), /1 row: /);
    assert.match(stderr, /Row 2 refused \(entity b\): its position_6d has 1 numbers/);
    ok(await run(["export", "out.json"]));
    const out = JSON.parse(readFileSync(join(home, "out.json"), "utf8")) as {
      entities: [{ entity_id: string }];
    };
    assert.equal(out.entities[0].entity_id, "a");
    assert.equal((await run(["export", "out.json"])).code, 2);
    assert.match(ok(await run(["export", "--ndjson"])), /^\{"kind":"entity","entity_id":"a"/);
    assert.equal(ok(await run(["export", "-"])), readFileSync(join(home, "out.json"), "utf8"));
    const missing = await run(["import", "missing.json"]);
    assert.match(missing.stderr, /missing\.json cannot be read/);
    assert.doesNotMatch(missing.stderr, /kept/);
    const nowhere = await run(["export", "no/such/out.json"]);
    assert.equal(nowhere.code, 1);
    assert.match(nowhere.stderr, /no\/such\/out\.json cannot be written: its folder is not there/);
    assert.match(ok(await run(["import", "-"], { stdin: "[]" })), /nothing to import/);
    ok(await run(["import", "-"], { stdin: '{"entities": null, "tattoos": []}' }));
    for (const stdin of ['{"entities":5}', '{"entities": {}, "tattoos": []}', '{\n"a": {}\n}']) {
      const { code: wrong, stderr: why } = await run(["import", "-"], { stdin });
      assert.equal(wrong, 1, stdin);
      assert.match(why, /its entities is no list|it has no list of rows/);
    }
  });

  it("take in what other programs wrote, once, and give it back to them", async () => {
    const graph =
      '{"type":"entity","name":"Ada","entityType":"person","observations":["drinks tea"]}\n' +
      '{"type":"relation","from":"Ada","to":"Bob","relationType":"knows"}\n';
    writeFileSync(join(home, "graph.jsonl"), graph);
    assert.match(ok(await run(["import", "graph.jsonl"])), /2 rows: 2 new/);
    assert.match(ok(await run(["import", "graph.jsonl"])), /0 new, 0 changed, 2 unchanged/);
    const given = ok(await run(["export", "--to", "mcp"])).split("\n");
    for (const line of graph.trim().split("\n")) assert.ok(given.includes(line), line);
    const mem0 = { id: "m1", memory: "Ada likes the sea", user_id: "ada", metadata: { a: 1 } };
    const stdin = JSON.stringify({ results: [mem0] });
    assert.match(ok(await run(["import", "-", "--from", "mem0"], { stdin })), /1 new/);
    assert.match(ok(await run(["search", "sea"])), /mem0\/m1/);
    const { results } = JSON.parse(ok(await run(["export", "--to", "mem0"]))) as {
      results: { id: string }[];
    };
    assert.deepEqual(
      results.find(({ id }) => id === "m1"),
      mem0,
    );
    const cogx = join(home, "cogx");
    mkdirSync(cogx);
    writeFileSync(join(cogx, "manifest.json"), '{"cogx_version": "0.1"}');
    const record = { kind: "memory", external_id: "c", content: "Bob is away" };
    writeFileSync(join(cogx, "memories.jsonl"), `${JSON.stringify(record)}\n`);
    assert.match(ok(await run(["import", "cogx"])), /1 row: 1 new/);
    writeFileSync(join(cogx, "manifest.json"), "{}");
    assert.match((await run(["import", "cogx"])).stderr, /none of COGX/);
  });

  it("say in their help what a value is, and once that it may come again", async () => {
    const help = ok(await run(["entity", "--help"]));
    assert.match(help, /--data JSON[^]*--position NUMBERS/);
    assert.doesNotMatch(help, /may be repeated \(can be repeated\)/);
  });
});

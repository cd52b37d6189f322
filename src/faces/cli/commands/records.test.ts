import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { generatePortableIdentity } from "../../../engine/portable/portable-key.ts";
import { runCli, type CliRun, type CliWorld } from "../testing/run-cli.ts";

function world(t: TestContext) {
  const cwd = mkdtempSync(join(tmpdir(), "restera-records-"));
  t.after(() => rmSync(cwd, { recursive: true, force: true }));
  const environment = { RESTERA_HOME: join(cwd, "home") };
  const run = (words: string[], more: CliWorld = {}): Promise<CliRun> =>
    runCli(["record", ...words], { cwd, environment, ...more });
  /** The last line: what came before is progress. */
  const json = async (words: string[], more?: CliWorld): Promise<Record<string, unknown>> => {
    const { stdout } = await run([...words, "--json"], more);
    return JSON.parse(stdout.trim().split("\n").at(-1)!) as Record<string, unknown>;
  };
  return { cwd, environment, run, json };
}

const learning = JSON.stringify({ patterns: [["api", 1]], estimates: [], actuals: [] });

describe("record", () => {
  it("puts documents into their collections' formats, and gets them back", async (t) => {
    const { cwd, run, json } = world(t);
    writeFileSync(join(cwd, "report.json"), '{"projects": [1, 2]}');
    const put = await run(["put", "scans", "--file", "report.json"]);
    assert.match(put.stdout, /^Kept as scans\/scan-\d{13}\.json in .*dev-data\/magnus-data\n$/);
    const scan = JSON.parse((await run(["get", "scans"])).stdout) as Record<string, unknown>;
    assert.deepEqual(scan["report"], { projects: [1, 2] });
    await run(["put", "sessions", "session-1"], { stdin: '{"data": {"n": 1}}' });
    const again = await run(["put", "sessions", "session-1"], { stdin: '{"data": {"n": 2}}' });
    assert.equal(again.code, 0);
    const { document } = await json(["get", "sessions", "session-1"]);
    assert.deepEqual((document as { data: unknown }).data, { n: 2 });
    const states = await json(["history", "sessions", "session-1"]);
    assert.equal((states as unknown as unknown[]).length, 2);
    const listed = await run(["list"]);
    assert.match(listed.stdout, /sessions\/session-1\.json/);
    const free = await run(["put", "notes", "monday"], { stdin: "[1]" });
    assert.deepEqual(
      [free.code, free.stderr.split("\n")[0]],
      [1, "Error: This cannot be kept as notes/monday.json: it is no JSON object"],
    );
  });

  it("saves what was learned as the latest, and shows it as of a moment", async (t) => {
    const { run, json } = world(t);
    await run(["put", "learning"], { stdin: learning });
    const first = await json(["get", "learning"]);
    const { timestamp } = first["document"] as { timestamp: number };
    await run(["put", "learning"], { stdin: learning.replace("api", "cli") });
    const then = await json(["get", "learning", "--at", String(timestamp)]);
    assert.deepEqual((then["document"] as { data: { patterns: unknown } }).data.patterns, [
      ["api", 1],
    ]);
    const { code, stderr } = await run(["get", "learning", "--at", "2001-01-01"]);
    assert.equal(code, 1);
    assert.match(stderr, /There is no learning\/knowledge-\d+\.json in/);
    const history = await run(["history", "learning"]);
    assert.match(history.stdout, /knowledge-\d+\.json .*current/);
  });

  it("refuses to replace what somebody else changed", async (t) => {
    const { run, json } = world(t);
    const put = (text: string, ...more: string[]) =>
      run(["put", "notes", "monday", ...more], { stdin: text });
    await put('{"n": 1}');
    const { version } = await json(["get", "notes", "monday"]);
    assert.equal((await put('{"n": 2}', "--if-version", String(version))).code, 0);
    const stale = await put('{"n": 3}', "--if-version", String(version));
    assert.deepEqual(
      [stale.code, stale.stderr.includes("was changed by somebody else")],
      [14, true],
    );
  });

  it("syncs both ways, and says with its exit code what is left to do", async (t) => {
    const { cwd, run, json } = world(t);
    const machine = async (name: string, ...more: string[]) =>
      json(["sync", "--local", name, ...more]);
    const put = (place: string, text: string) =>
      run(["put", "notes", "monday", "--store", place, "--prefix", ""], { stdin: text });
    await put("laptop", '{"n": 1}');
    assert.equal((await machine("laptop"))["uploaded"], 1);
    assert.equal((await machine("desktop", "--down"))["downloaded"], 1);
    await put("laptop", '{"n": 2}');
    await put("desktop", '{"n": 3}');
    await machine("laptop");
    const conflict = await run(["sync", "--local", "desktop"]);
    assert.equal(conflict.code, 14);
    assert.match(
      conflict.stderr,
      /^notes\/monday\.json was changed here and there: the other is kept as notes\/monday\.conflict-/m,
    );
    const broken = join(cwd, "dev-data/magnus-data/sessions");
    mkdirSync(broken, { recursive: true });
    writeFileSync(join(broken, "session-x.json"), "no JSON");
    const partly = await run(["sync", "--local", "laptop"]);
    assert.equal(partly.code, 3);
    assert.match(partly.stderr, /^sessions\/session-x\.json \(there\): .*no JSON/m);
  });

  it("opens what is encrypted with an identity file, and says what is wrong in French", async (t) => {
    const { cwd, environment, run } = world(t);
    writeFileSync(join(cwd, "id.txt"), `# created\n${await generatePortableIdentity()}\n`);
    const sealed = ["--identity-file", "id.txt"];
    await run(["put", "notes", "secret", ...sealed], { stdin: '{"pin": 1}' });
    assert.equal((await run(["get", "notes", "secret", ...sealed])).stdout, '{\n  "pin": 1\n}\n');
    const french = { environment: { ...environment, LANG: "fr_FR.UTF-8" } };
    const { code, stderr } = await run(["get", "notes", "secret"], french);
    assert.equal(code, 2);
    assert.match(stderr, /est chiffré/);
    const none = await run(["put", "notes"], { ...french, stdin: "{}" });
    assert.deepEqual([none.code, /Dites lequel/.test(none.stderr)], [2, true]);
    const wrong = await run(["put", "notes", "x"], { ...french, stdin: "{" });
    assert.deepEqual([wrong.code, /n'est pas du JSON/.test(wrong.stderr)], [2, true]);
  });
});

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { checkReport, fakePorts, fakeVault } from "../testing/fake-vault.ts";
import { type CliRun, runCli } from "../testing/run-cli.ts";

describe("schedules, tasks, health and notifications", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "restera-cli-"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const run = (words: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    runCli(words, { environment: { RESTERA_HOME: home, TZ: "UTC", ...environment }, cwd: home });
  const ok = ({ code, stdout, stderr }: CliRun): string => {
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const json = async (...words: string[]) =>
    JSON.parse(ok(await run([...words, "--json"]))) as never;
  const add = (...words: string[]) => run(["schedule", "add", ...words]);

  it("refuse what could never work, with a word about what does", async () => {
    const refusals: [words: string[], says: RegExp][] = [
      [["x", "--times", "hourly", "watch"], /cannot be run by a schedule.*backup/s],
      [["x", "--times", "hourly", "bakcup", "notes"], /backup/],
      [["x", "--times", "hourly", "--", "backup", "--nonsense"], /--nonsense/],
      [["x", "--times", "now and then", "check"], /daily at 03:00/],
      [["x", "--times", "hourly", "--time-zone", "Mars", "check"], /Europe\/Paris/],
      [["x", "check"], /--times/],
      [["x", "--times", "hourly", "check", "--retry-lock", "5m"], /-- check --retry-lock/],
      [["x", "--times", "hourly", "--", "check", "--retry-lock", "soon"], /--retry-lock/],
      [["a/b", "--times", "hourly", "check"], /is no name/],
    ];
    for (const [words, says] of refusals) {
      const { code, stderr } = await add(...words);
      assert.equal(code, 2, words.join(" "));
      assert.match(stderr, says);
    }
    assert.deepEqual(await json("schedule", "list"), []);
    const idle = await run(["notify", "add", "x", "--secret-file", "s", "--", "true"]);
    assert.match(idle.stderr, /--secret-file .*--webhook/);
    assert.equal(idle.code, 2);
  });

  it("know the vault of the command, of the call, and where the password is found", async () => {
    const at = ["--times", "hourly"];
    ok(await add("own", ...at, "--", "check", "--vault", "s3://bucket/own"));
    ok(await add("call", ...at, "--vault", "vaults/a", "-p", "pw.txt", "check"));
    const found: { name: string; vault: string }[] = await json("schedule", "list");
    assert.deepEqual(
      found.map(({ name, vault }) => [name, vault]),
      [
        ["call", join(home, "vaults/a")],
        ["own", "s3://bucket/own"],
      ],
    );
    const said = await run(["schedule", "add", "env", ...at, "check"], { RESTERA_PASSWORD: "x" });
    assert.equal(said.code, 0);
    assert.match(said.stderr, /RESTERA_PASSWORD is not kept/);
    const words = ["schedule", "add", "json", ...at, "check", "--json"];
    const { message_type: type } = JSON.parse(
      (await run(words, { RESTERA_PASSWORD: "x" })).stderr,
    ) as { message_type: string };
    assert.equal(type, "warning");
    assert.match((await add("own", ...at, "check")).stderr, /already a schedule called own/);
  });

  it("say that something is overdue only when it is", async () => {
    assert.match((await run(["health"])).stderr, /Nothing is scheduled/);
    ok(await add("notes", "--times", "hourly", "check"));
    const health: { ok: boolean; schedules: { state: string }[] } = await json("health");
    assert.equal(health.ok, true);
    assert.deepEqual(
      health.schedules.map(({ state }) => state),
      ["ok"],
    );
  });

  it("know what was run by hand and went well", async () => {
    const vaults = (ok: boolean) =>
      fakePorts(fakeVault({ check: async () => ({ ...checkReport, ok }) }));
    const environment = { RESTERA_HOME: home, RESTERA_VAULT: "s3://b/v", RESTERA_PASSWORD: "x" };
    const check = (isOk: boolean) => runCli(["check"], { environment, vaults: vaults(isOk) });
    const last = async () => ((await json("health")) as { last_check?: string }).last_check;
    // Who uses no schedules has no database, and gets none.
    ok(await check(true));
    assert.deepEqual(readdirSync(home), []);
    assert.equal(await last(), undefined);
    assert.equal((await check(false)).code, 13);
    assert.equal(await last(), undefined);
    ok(await check(true));
    assert.match(String(await last()), /^20/);
  });

  it("keep who is told, but no secret", async () => {
    const told = (...words: string[]) => run(["notify", "add", ...words]);
    ok(await told("hook", "--webhook", "https://example.org/hook", "--on", "failure"));
    const smtp = "smtp://ada@mail.example.org";
    ok(await told("ada", "--email", "ada@example.org", "--smtp", smtp));
    ok(await told("screen", "--", "notify-send", "--urgency", "critical"));
    const kinds: { name: string; kind: string; events: string[] }[] = await json("notify", "list");
    assert.deepEqual(
      kinds.map(({ name, kind, events }) => [name, kind, events.length]),
      [
        ["ada", "email", 3],
        ["hook", "webhook", 1],
        ["screen", "command", 3],
      ],
    );
    for (const [words, says] of [
      [["x"], /--webhook URL/],
      [["x", "--webhook", "ftp://example.org"], /no address/],
      [["x", "--email", "ada"], /--smtp/],
      [["x", "--email", "ada", "--smtp", smtp], /no address/],
      [["x", "--email", "a@b", "--smtp", "smtp://a:secret@b"], /--smtp-password-file/],
      [["x", "--on", "sometimes", "true"], /failure, overdue, recovery/],
      [["hook", "true"], /already a notification/],
    ] as const) {
      const { code, stderr } = await told(...words);
      assert.notEqual(code, 0, words.join(" "));
      assert.match(stderr, says);
      assert.ok(!stderr.includes("secret@"));
    }
    ok(await run(["notify", "remove", "hook"]));
    assert.match((await run(["notify", "test", "hook"])).stderr, /no notification called hook/);
  });

  it("say that there is no such task or schedule", async () => {
    for (const words of [
      ["task", "show", "abc"],
      ["task", "cancel", "abc"],
      ["task", "log", "abc"],
      ["schedule", "run", "abc"],
      ["schedule", "remove", "abc"],
    ]) {
      const { code, stderr } = await run(words);
      assert.equal(code, 1, stderr);
      assert.match(stderr, /abc/);
    }
    assert.match((await run(["task", "list", "--state", "asleep"])).stderr, /queued, running/);
  });

  it("are written for the system that keeps them running, without a database's password", async () => {
    const install = (...words: string[]) => run(["schedule", "install", ...words]);
    assert.match(ok(await install("--for", "systemd", "--dry-run")), /^ExecStart=.*"watch"$/m);
    const file = join(home, "a folder/restera.plist");
    const dry = JSON.parse(ok(await install("--for", "windows", "-n", "--json"))) as object;
    assert.match((dry as { content: string }).content, /^<\?xml/);
    assert.match(ok(await install("--for", "launchd", "--output", file)), /launchctl bootstrap/);
    const environment = { RESTERA_DATABASE_URL: "postgres://ada:secret@db/restera" };
    const refused = await run(["schedule", "install", "--dry-run"], environment);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /\.pgpass/);
  });

  it("say what is wrong with the database", async () => {
    writeFileSync(join(home, "restera.db"), "this is no database".repeat(500));
    assert.match((await run(["task", "list"])).stderr, /is damaged/);
    const environment = { RESTERA_DATABASE_URL: "mysql://db/restera" };
    assert.match((await run(["task", "list"], environment)).stderr, /postgres:\/\//);
    const nobody = { RESTERA_DATABASE_URL: "postgres://ada:secret@127.0.0.1:1/restera" };
    const unreachable = await run(["task", "list"], nobody);
    assert.match(unreachable.stderr, /cannot be used/);
    assert.ok(!unreachable.stderr.includes("secret"));
  });
});

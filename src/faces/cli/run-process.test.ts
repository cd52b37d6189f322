import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { cliEntry } from "../../../test/support/cli-entry.ts";
import { compiledCode } from "../../../test/support/compiled-code.ts";

const entry = join(import.meta.dirname, "restera.ts");

describe("the program", () => {
  let root: string;
  let environment: Record<string, string>;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), "restera-cli-"));
    environment = {
      PATH: process.env.PATH ?? "",
      ...compiledCode(),
      HOME: join(root, "home"),
      RESTERA_HOME: join(root, "own"),
      RESTERA_VAULT: join(root, "vault"),
      RESTERA_PASSWORD: "correct horse",
    };
    await mkdir(join(root, "home"));
    await mkdir(join(root, "source"));
    await writeFile(join(root, "source/a.txt"), "alpha");
    assert.equal(run(["init"]).code, 0);
    assert.equal(run(["backup", "source"]).code, 0);
  });
  after(() => rm(root, { recursive: true, force: true }));

  function run(words: readonly string[], own: Record<string, string> = {}, input = "") {
    const { status, stdout, stderr } = spawnSync(process.execPath, [cliEntry, ...words], {
      cwd: root,
      env: { ...environment, ...own },
      input,
    });
    return { code: status, stdout: stdout.toString(), stderr: stderr.toString() };
  }

  it("brings a file back as it was", async () => {
    assert.equal(run(["restore", "latest", "--target", "out"]).code, 0);
    assert.equal(await readFile(join(root, "out/source/a.txt"), "utf8"), "alpha");
    assert.equal(run(["dump", "latest", "/source/a.txt"]).stdout, "alpha");
  });

  it("tells a wrong password (12) from no vault (10) and wrong usage (2)", () => {
    assert.equal(run(["snapshots"], { RESTERA_PASSWORD: "wrong" }).code, 12);
    assert.equal(run(["snapshots", "--vault", "nowhere"]).code, 10);
    assert.equal(run(["snapshots", "--spoon"]).code, 2);
  });

  it("names what was not there, keeps the rest and exits with 3", () => {
    const { code, stderr, stdout } = run(["backup", "source", "missing"]);
    assert.equal(code, 3);
    assert.match(stderr, /missing/);
    assert.match(stdout, /Snapshot [0-9a-f]{8} saved/);
    assert.equal(run(["backup", "missing"]).code, 1);
  });

  it("refuses a folder with something else in it", () => {
    const { code, stderr } = run(["init", "--vault", "source"]);
    assert.equal(code, 1);
    assert.match(stderr, /not empty/);
  });

  it("names what is damaged and exits with 13", async () => {
    const vault = join(root, "broken");
    const place = { RESTERA_VAULT: vault };
    run(["init"], place);
    run(["backup", "source"], place);
    const [folder = ""] = await readdir(join(vault, "data"));
    const [pack = ""] = (await readdir(join(vault, "data"), { recursive: true })).filter((path) =>
      /[0-9a-f]{64}$/.test(path),
    );
    assert.ok(folder && pack);
    await truncate(join(vault, "data", pack), 20);
    const { code, stderr } = run(["check", "--read-data"], place);
    assert.equal(code, 13);
    assert.match(stderr, new RegExp(pack.slice(-64)));
    const french = { ...place, RESTERA_LANGUAGE: "fr" };
    const restore = run(["restore", "latest", "--target", "broken-out"], french);
    assert.equal(restore.code, 13);
    assert.match(restore.stderr, /: [Ll]e (blob|paquet) /);
    assert.doesNotMatch(restore.stderr, /\\n| the /);
  });

  it("stops when its reader has gone, without a word", () => {
    const command = `"${process.execPath}" "${cliEntry}" ls latest --json | true; exit "\${PIPESTATUS[0]}"`;
    const { status, stderr } = spawnSync("bash", ["-c", command], { cwd: root, env: environment });
    assert.equal(stderr.toString(), "");
    assert.equal(status, 0);
  });

  it("stops on a signal with 130, and leaves a vault without errors", async () => {
    await mkdir(join(root, "large"));
    await writeFile(join(root, "large/noise"), randomBytes(2 ** 22));
    // More than a minute, unless it is stopped.
    assert.equal(await stopped(["backup", "large", "--json", "--limit-upload", "64"]), 130);
    assert.equal(run(["check"]).code, 0);
    assert.equal(run(["backup", "large"]).code, 0);
    const words = ["restore", "latest", "--target", "slow", "--json", "--limit-download", "64"];
    assert.equal(await stopped(words), 130);
  });

  /** The exit code of a command that gets a signal at its first message of progress. */
  async function stopped(words: readonly string[]): Promise<number | null> {
    const child = spawn(process.execPath, [cliEntry, ...words], { cwd: root, env: environment });
    const ended = once(child, "exit") as Promise<[number | null]>;
    await once(child.stdout, "data");
    child.kill("SIGTERM");
    const [code] = await ended;
    return code;
  }

  it("makes no vault for a path that is misspelt", async () => {
    const place = join(root, "never");
    assert.equal(run(["protect", "sorce", "--vault", place]).code, 1);
    assert.equal(run(["snapshots", "--vault", place]).code, 10);
  });

  it("protects what agents keep without being told anything", async () => {
    const state = join(root, "home/.claude");
    await mkdir(state);
    await writeFile(join(state, "memory.md"), "remember");
    const alone = { RESTERA_VAULT: "", RESTERA_PASSWORD: "" };
    assert.match(run(["health"], alone).stdout, /^Last backup: none noted$/m);
    const { code, stdout } = run(["protect", "--json"], alone);
    assert.equal(code, 0);
    const result = JSON.parse(stdout.trim().split("\n").at(-1)!) as Record<string, unknown>;
    assert.deepEqual(result.paths, [state]);
    assert.match(String(result.recovery_phrase), /^([a-z]+ ){23}[a-z]+$/);
    assert.equal(run(["snapshots"], alone).code, 0);
    assert.match(run(["health"], alone).stdout, /^Last backup: 20.*\nLast check: {2}20/m);
    const phrase = {
      ...alone,
      RESTERA_HOME: join(root, "elsewhere"),
      RESTERA_VAULT: String(result.vault),
    };
    await writeFile(join(root, "phrase.txt"), String(result.recovery_phrase).toUpperCase());
    assert.equal(run(["snapshots", "-p", "phrase.txt"], phrase).code, 0);
  });
});

it("the entry loads nothing before it has looked at Node's version", async () => {
  const texts = new Map<string, string>();
  const load = async (path: string): Promise<void> => {
    const text = await readFile(path, "utf8");
    texts.set(path, text);
    for (const [, from = ""] of text.matchAll(/^import (?!type )[^;]*? from "([^"]+)";/gms)) {
      assert.match(from, /^\./, `${path} imports ${from}`);
      await load(join(path, "..", from));
    }
  };
  await load(entry);
  const names = [...texts.keys()].map((path) => path.replace(/^.*\//, ""));
  assert.deepEqual(names.toSorted(), ["language.ts", "node-version-message.ts", "restera.ts"]);
});

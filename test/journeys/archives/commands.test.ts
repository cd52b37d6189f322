import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { archiveWorld, documentedData } from "../../support/archive-world.ts";
import { jsonLines } from "../../support/run-restera.ts";

describe("archive create", () => {
  it("passes over defaults that are absent, in silence", async (t) => {
    const world = archiveWorld(t);
    world.write({ "data/discovered_gems.json": '{"gems": [1]}' });
    const { code, stdout, stderr } = await world.run("archive", "create");
    assert.equal(code, 0);
    assert.equal(stderr, "");
    assert.match(
      stdout,
      /^Archive unified_backup_\d{8}_\d{6}: 1 file, 13 B, as .* in .*\.tar\.gz$/m,
    );
    const data = await world.run("archive", "show", "latest", "--data");
    assert.deepEqual(JSON.parse(data.stdout), { discovered_gems: { gems: [1] } });
  });

  it("names a configured source that is absent, keeps the others, and exits with 3", async (t) => {
    const world = archiveWorld(t);
    world.write({ ...documentedData, "notes/a.json": "[1]" });
    await world.run("source", "add", "notes", "notes");
    await world.run("source", "add", "gone", "nowhere/*.json");
    const { code, stderr } = await world.run("archive", "create");
    assert.equal(code, 3);
    assert.match(stderr, /^gone: it is not there$/m);
    assert.match(stderr, /Some of it is missing/);
    const data = await world.run("archive", "show", "latest", "--json", "--data");
    const { data_sources: sources } = JSON.parse(data.stdout) as {
      data_sources: Record<string, unknown>;
    };
    assert.deepEqual(sources["notes"], { a: [1] });
    assert.deepEqual(sources["discovered_gems"], { gems: [] });
    const [listed] = JSON.parse((await world.run("archive", "list", "--json")).stdout) as {
      problems: object[];
    }[];
    assert.deepEqual(listed?.problems[0], {
      source: "gone",
      kind: "missing",
      problem: "it is not there",
    });
  });

  it("keeps broken JSON byte for byte and says so", async (t) => {
    const world = archiveWorld(t);
    const broken = Buffer.from('{"a": 1,}\xff', "latin1");
    world.write({ "data/ai_hub.json": broken, "data/ai_hub/good.json": "1" });
    for (const format of ["tar.gz", "json.gz"]) {
      const { code, stderr } = await world.run("archive", "create", "--format", format);
      assert.equal(code, 0);
      assert.match(
        stderr,
        /^ai_hub: data\/ai_hub\.json: it is no sound JSON, and was kept as it is: /m,
      );
      await world.run("archive", "restore", "latest", "--target", format);
      assert.deepEqual(readFileSync(join(world.folder, format, "data/ai_hub.json")), broken);
      const { stdout } = await world.run("archive", "show", "latest", "--data");
      assert.deepEqual(JSON.parse(stdout), { ai_hub: { good: 1 } });
    }
  });

  it("reports a clash between a file and the folder of its name, and loses neither", async (t) => {
    const world = archiveWorld(t);
    world.write({ "data/ai_hub.json": '{"iq": 1, "x": 2, "y": 3}', "data/ai_hub/x.json": "4" });
    for (const format of ["json.gz", "tar"]) {
      const made = await world.run("archive", "create", "--format", format);
      assert.equal(made.code, 0);
      assert.match(made.stderr, /^ai_hub: data\/ai_hub\.json: its key x is also a file/m);
      const { stdout, stderr } = await world.run("archive", "show", "latest", "--data");
      assert.deepEqual(JSON.parse(stdout), { ai_hub: { x: 4, iq: 1, y: 3 } });
      assert.match(stderr, /^ai_hub: data\/ai_hub\.json: its key x is also a file of the folder/m);
      await world.run("archive", "restore", "latest", "--target", "back");
      assert.match(readFileSync(join(world.folder, "back/data/ai_hub.json"), "utf8"), /"x": 2/);
    }
  });

  it("makes a plain tar when CLOUD_COMPRESS is off, also by .env", async (t) => {
    const world = archiveWorld(t);
    world.write({ "data/a.json": "1", ".env": "CLOUD_COMPRESS=false\n" });
    await world.run("archive", "create");
    assert.match(world.kept().join(" "), /unified_backup_\d+_\d+\.tar unified/);
    const { code, stderr } = await archiveWorld(t, { CLOUD_COMPRESS: "maybe" }).run(
      "archive",
      "create",
    );
    assert.equal(code, 2);
    assert.match(stderr, /CLOUD_COMPRESS is maybe/);
  });

  it("makes nothing of nothing", async (t) => {
    const world = archiveWorld(t);
    const { code, stderr } = await world.run("archive", "create");
    assert.equal(code, 1);
    assert.match(stderr, /none of the default ones is there/);
    assert.deepEqual(world.kept(), []);
  });

  it("leaves out links that lead out of a source, and follows those inside", async (t) => {
    const world = archiveWorld(t);
    world.write({ "data/ai_hub/a/x.json": "1", "secret.json": '"secret"' });
    const folder = join(world.folder, "data/ai_hub");
    symlinkSync("../../secret.json", join(folder, "out.json"));
    symlinkSync("a", join(folder, "inside"));
    symlinkSync(".", join(folder, "loop"));
    const { code, stderr } = await world.run("archive", "create");
    assert.equal(code, 3);
    assert.match(stderr, /out\.json: it is a link that leads out of the folder/);
    const { stdout } = await world.run("archive", "show", "latest", "--data");
    assert.doesNotMatch(stdout, /secret/);
  });

  it("encrypts with a passphrase from a file", async (t) => {
    const world = archiveWorld(t);
    world.write({ "data/a.json": '"told"', "p.txt": "correct horse\n" });
    const key = ["--passphrase-file", "p.txt"];
    assert.equal((await world.run("archive", "create", ...key)).code, 0);
    const without = await world.run("archive", "show", "latest", "--data");
    assert.equal(without.code, 1);
    assert.match(without.stderr, /is encrypted/);
    const { stdout } = await world.run("archive", "show", "latest", "--data", ...key);
    assert.deepEqual(JSON.parse(stdout), { a: "told" });
  });
});

describe("archive verify and restore", () => {
  it("refuse an archive whose hash does not match", async (t) => {
    const world = archiveWorld(t);
    world.write(documentedData);
    const { path } = await world.create("tar");
    assert.match((await world.run("archive", "verify", "latest")).stdout, /is sound: 9 files/);
    const bytes = readFileSync(path);
    bytes[bytes.indexOf("hello")]! ^= 1;
    writeFileSync(path, bytes);
    const verified = await world.run("archive", "verify", "latest");
    assert.equal(verified.code, 13);
    assert.match(verified.stderr, /its SHA-256 is not the one in its metadata/);
    assert.match(verified.stderr, /logs\/communication\.txt: its SHA-256 is not the listed one/);
    const restored = await world.run("archive", "restore", "latest", "--target", "out");
    assert.equal(restored.code, 13);
    assert.match(restored.stderr, /is not what was written/);
    assert.equal(existsSync(join(world.folder, "out")), false);
    const shown = await world.run("archive", "show", "latest", "--data");
    assert.match(shown.stderr, /is not what was written/);
  });

  it("restore a part, over what is there, and nothing in a dry run", async (t) => {
    const world = archiveWorld(t);
    world.write(documentedData);
    await world.create();
    world.write({ "data/ai_hub.json": "lost", "data/my_own.json": "changed" });
    const words = ["archive", "restore", "latest", "data/ai_hub", "data/ai_hub.json", "-t", "."];
    const dry = await world.run(...words, "--dry-run", "--json");
    const summary = jsonLines(dry.stdout).at(-1)!;
    assert.equal(summary["files"], 4);
    assert.equal(readFileSync(join(world.folder, "data/ai_hub.json"), "utf8"), "lost");
    assert.equal((await world.run(...words)).code, 0);
    const now = (name: string) => readFileSync(join(world.folder, "data", name), "utf8");
    assert.equal(now("ai_hub.json"), documentedData["data/ai_hub.json"]);
    assert.equal(now("my_own.json"), "changed");
  });

  it("say what to do without a target, with an unknown id, and with two keys", async (t) => {
    const world = archiveWorld(t);
    world.write({ "data/a.json": "1" });
    await world.create();
    assert.equal((await world.run("archive", "restore", "latest")).code, 2);
    const unknown = await world.run("archive", "show", "unified_backup_19990101_000000");
    assert.equal(unknown.code, 1);
    assert.match(unknown.stderr, /no archive unified_backup_19990101_000000[^]*archive list/);
    const keys = ["--passphrase-file", "a", "--identity-file", "b"];
    assert.equal((await world.run("archive", "verify", "latest", ...keys)).code, 2);
  });

  it("read what the SignalTrust guide's program kept in data/unified_backups, and its index", async (t) => {
    const world = archiveWorld(t);
    world.write(documentedData);
    const id = "unified_backup_20260207_151223";
    const { path } = await world.create("json.gz");
    const old = join(world.folder, "data/unified_backups");
    mkdirSync(old);
    writeFileSync(join(old, `${id}.json.gz`), readFileSync(path));
    const index = JSON.stringify({
      backups: [{ backup_id: id, timestamp: "2026-02-07T15:12:23.5" }],
    });
    writeFileSync(join(old, "backup_index.json"), index);
    const { stdout } = await world.run("archive", "list", "--json");
    const [, listed] = JSON.parse(stdout) as { backup_id: string; timestamp: string }[];
    assert.equal(listed?.backup_id, id);
    assert.equal(listed?.timestamp, "2026-02-07T15:12:23.5");
    assert.equal((await world.run("archive", "verify", id)).code, 0);
    assert.equal(readFileSync(join(old, "backup_index.json"), "utf8"), index);
  });

  it("show everything in a table, and in French", async (t) => {
    const world = archiveWorld(t, { LANG: "fr_FR.UTF-8" });
    world.write(documentedData);
    const { metadata } = await world.create();
    const shown = await world.run("archive", "show", "latest");
    assert.match(shown.stdout, new RegExp(`^Identifiant +${metadata.backup_id}$`, "m"));
    assert.match(shown.stdout, /^data\/ai_hub\/shared_knowledge\.json +ai_hub +23 o$/m);
    const listed = await world.run("archive", "list");
    assert.match(listed.stdout, new RegExp(`${metadata.backup_id} .* tar\\.gz +pas encore$`, "m"));
  });
});

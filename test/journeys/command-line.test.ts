import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { assertSameFolders } from "../support/compare-folders.ts";
import {
  type CommandRun,
  jsonLines,
  runRestera,
  type VaultAccess,
} from "../support/run-restera.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { objectsIn, password } from "../support/test-vault.ts";

describe("the command line, from nothing to a restored folder", () => {
  const cleanUps: (() => void | Promise<void>)[] = [];
  let folder: string;
  let vault: VaultAccess;
  let snapshotId: string;

  before(() => {
    folder = temporaryFolder({ after: (work) => void cleanUps.push(work) });
    vault = { url: join(folder, "vault"), password };
    mkdirSync(join(folder, "source/below"), { recursive: true });
    writeFileSync(join(folder, "source/note.md"), "a note\n");
    writeFileSync(join(folder, "source/below/data.bin"), Buffer.alloc(100_000, "data"));
    writeFileSync(join(folder, "source/below/skip.tmp"), "not wanted");
  });
  after(async () => {
    for (const cleanUp of cleanUps.toReversed()) await cleanUp();
  });

  async function run(...words: string[]): Promise<CommandRun> {
    const done = await runRestera(vault, words, { cwd: folder });
    assert.equal(done.code, 0, `${words.join(" ")}\n${done.stdout}\n${done.stderr}`);
    return done;
  }

  async function json(...words: string[]): Promise<Record<string, unknown>[]> {
    const { stdout, stderr } = await run(...words, "--json");
    assert.equal(stderr, "");
    return jsonLines(stdout);
  }

  test("init", async () => {
    const [made] = await json("init");
    assert.equal(made?.["message_type"], "initialized");
    assert.match(String(made?.["id"]), /^[0-9a-f]{64}$/);
  });

  test("backup of a relative path, with an exclude and tags", async () => {
    const lines = await json(
      "backup",
      "source",
      "--exclude",
      "*.tmp",
      "--tag",
      "a,b",
      "--host",
      "h",
    );
    const summary = lines.at(-1)!;
    assert.equal(summary["message_type"], "summary");
    assert.equal(summary["files_new"], 2);
    assert.equal(summary["total_files_processed"], 2);
    assert.equal(summary["total_bytes_processed"], 100_007);
    snapshotId = String(summary["snapshot_id"]);
    assert.deepEqual(objectsIn(vault.url, "snapshots"), [snapshotId]);
  });

  test("snapshots", async () => {
    const [listed] = (await json("snapshots")) as unknown as Record<string, unknown>[][];
    assert.equal(listed?.length, 1);
    const [snapshot] = listed;
    assert.equal(snapshot?.["id"], snapshotId);
    assert.equal(snapshot?.["short_id"], snapshotId.slice(0, 8));
    assert.equal(snapshot?.["hostname"], "h");
    assert.deepEqual(snapshot?.["tags"], ["a", "b"]);
    assert.deepEqual(snapshot?.["paths"], [join(folder, "source")]);
    assert.deepEqual(snapshot?.["excludes"], ["*.tmp"]);
    const { stdout } = await run("snapshots");
    assert.match(stdout, new RegExp(snapshotId.slice(0, 8)));
  });

  test("ls", async () => {
    const [head, ...nodes] = await json("ls", snapshotId.slice(0, 8));
    assert.equal(head?.["struct_type"], "snapshot");
    assert.deepEqual(
      nodes.map(({ type, path, size }) => [type, path, size]),
      [
        ["dir", "/source", undefined],
        ["dir", "/source/below", undefined],
        ["file", "/source/below/data.bin", 100_000],
        ["file", "/source/note.md", 7],
      ],
    );
  });

  test("dump", async () => {
    const { stdout } = await run("dump", "latest", "/source/note.md");
    assert.equal(stdout, "a note\n");
  });

  test("restore", async () => {
    const summary = (await json("restore", "latest", "--target", "out")).at(-1)!;
    assert.equal(summary["message_type"], "summary");
    assert.equal(summary["files_restored"], 4);
    assert.equal(summary["total_bytes"], 100_007);
    assertSameFolders(join(folder, "out/source"), join(folder, "source"), {
      without: (path) => path.endsWith(".tmp"),
    });
  });

  test("check", async () => {
    const summary = (await json("check", "--read-data")).at(-1)!;
    assert.equal(summary["message_type"], "summary");
    assert.equal(summary["num_errors"], 0);
    assert.equal(summary["broken_packs"], null);
  });

  test("stats", async () => {
    const [stats] = await json("stats", "--mode", "raw-data");
    assert.equal(stats?.["snapshots_count"], 1);
    assert.ok(Number(stats?.["total_size"]) > 0);
    assert.ok(Number(stats?.["compression_ratio"]) > 1);
  });

  test("cat", async () => {
    const { stdout } = await run("cat", "config");
    const config = JSON.parse(stdout) as Record<string, unknown>;
    assert.equal(config["version"], 2);
    const { stdout: snapshot } = await run("cat", "snapshot", snapshotId);
    assert.deepEqual((JSON.parse(snapshot) as { tags: string[] }).tags, ["a", "b"]);
  });

  test("a second backup without changes reads nothing again", async () => {
    const words = ["backup", "source", "--exclude", "*.tmp", "--host", "h"];
    const summary = (await json(...words)).at(-1)!;
    assert.equal(summary["files_unmodified"], 2);
    assert.equal(summary["data_blobs"], 0);
    assert.equal(summary["tree_blobs"], 0);
    const skipped = (await json(...words, "--skip-if-unchanged")).at(-1)!;
    assert.equal(skipped["snapshot_id"] ?? "", "");
    assert.equal(objectsIn(vault.url, "snapshots").length, 2);
  });

  test("a dry run changes nothing", async () => {
    writeFileSync(join(folder, "source/new"), "new");
    const before = objectsIn(vault.url, "data");
    const summary = (await json("backup", "source", "--dry-run", "--host", "h")).at(-1)!;
    assert.equal(summary["files_new"], 2);
    assert.deepEqual(objectsIn(vault.url, "data"), before);
    assert.equal(objectsIn(vault.url, "snapshots").length, 2);
  });

  test("the data of a file goes into a pipe unchanged", async () => {
    const { stdout } = await run("dump", "latest", "/source/below/data.bin");
    assert.equal(stdout, readFileSync(join(folder, "source/below/data.bin"), "latin1"));
  });

  test("several paths, relative ones, and the folder that one is in", async () => {
    writeFileSync(join(folder, "single"), "single");
    const below = join(folder, "source/below");
    const paths = [".", "../note.md", join(folder, "single")];
    const made = await runRestera(vault, ["backup", ...paths], { cwd: below });
    assert.equal(made.code, 0, made.stderr);
    const nodes = (await json("ls", "latest")).slice(1).map(({ path }) => String(path));
    const above = folder
      .split("/")
      .slice(1)
      .map((_, i, all) => `/${all.slice(0, i + 1).join("/")}`);
    const expected = ["/data.bin", "/skip.tmp", "/note.md", ...above, join(folder, "single")];
    assert.deepEqual(nodes.toSorted(), expected.toSorted());
    const [snapshot] = (await json("snapshots", "--latest", "1")) as unknown as {
      paths: string[];
    }[][];
    const recorded = snapshot?.find(({ paths }) => paths.length === 3)?.paths;
    assert.deepEqual(recorded?.toSorted(), [
      join(folder, "single"),
      below,
      join(below, "../note.md"),
    ]);
  });
});

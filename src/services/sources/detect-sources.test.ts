import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { detectSources } from "./detect-sources.ts";

describe("detectSources", () => {
  let root: string;
  let home: string;
  let project: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "restera-detect-"));
    home = join(root, "home");
    project = join(home, "project");
    await mkdir(project, { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const put = async (path: string) => {
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(path, "something");
  };
  const paths = async () => (await detectSources(home, project)).map((source) => source.path);

  it("finds nothing where nothing is", async () => {
    assert.deepEqual(await paths(), []);
  });

  it("finds agents' folders in the home folder and data in the current one", async () => {
    await put(join(home, ".claude/projects/a.jsonl"));
    await put(join(home, ".config/goose/config.yaml"));
    await put(join(project, "data/rows.json"));
    assert.deepEqual(await paths(), [
      join(home, ".claude"),
      join(home, ".config/goose"),
      join(project, "data"),
    ]);
  });

  it("finds files by the start of their name, and says whose they are", async () => {
    await put(join(home, ".aider.conf.yml"));
    await put(join(home, ".aider.model.settings.yml"));
    const found = await detectSources(home, project);
    assert.deepEqual(
      found.map(({ owner }) => owner),
      ["Aider", "Aider"],
    );
  });

  it("leaves empty folders and dangling links out", async () => {
    await mkdir(join(home, ".codex"));
    await symlink("/nowhere/at/all", join(home, ".gemini"));
    assert.deepEqual(await paths(), []);
  });

  it("follows a link to where the state really is: a backup of the link would keep nothing", async () => {
    await put(join(root, "disk/claude/settings.json"));
    await symlink(join(root, "disk/claude"), join(home, ".claude"));
    assert.deepEqual(await paths(), [join(root, "disk/claude")]);
  });

  it("gives each place once when the current folder is the home folder", async () => {
    await put(join(home, ".claude/settings.json"));
    const found = await detectSources(home, home);
    assert.deepEqual(
      found.map(({ path }) => path),
      [join(home, ".claude")],
    );
  });

  it("gives no place inside another", async () => {
    await put(join(home, ".letta/agent.db"));
    await put(join(home, ".letta/data/rows.json"));
    const found = await detectSources(home, join(home, ".letta"));
    assert.deepEqual(
      found.map(({ path }) => path),
      [join(home, ".letta")],
    );
  });
});

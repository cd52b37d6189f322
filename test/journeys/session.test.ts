import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { openVault, type PathVersion } from "../../src/index.ts";
import { CraftedVault } from "../support/crafted-vault.ts";
import { seededText } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { collect, isError, newVault, readWhole } from "../support/test-vault.ts";

const lock = { take: false };

describe("one open vault", () => {
  it("sees at once what it wrote itself and what others wrote", async (t) => {
    const folder = temporaryFolder(t);
    const { vault, access } = await newVault(t, folder);
    const other = await openVault(access.url, access);
    t.after(() => other.close());
    assert.deepEqual(await vault.snapshots(), []);
    for (let i = 1; i <= 4; i++) {
      writeFileSync(join(folder, "file"), `version ${i}`);
      const writer = i % 2 === 0 ? vault : other;
      await writer.backUp({ paths: [join(folder, "file")], lock });
      assert.equal((await vault.snapshots()).length, i);
      const read = await readWhole(vault, "latest", join(folder, "file"));
      assert.equal(read.toString(), `version ${i}`);
    }
  });

  it("serves many readers at a time, each with its own bytes", async (t) => {
    const folder = temporaryFolder(t);
    const { vault } = await newVault(t, folder);
    const source = join(folder, "source");
    const files = Array.from({ length: 40 }, (_, i) => ({
      path: join(source, `folder-${i % 7}`, `file-${i}`),
      content: seededText(i, 1_000 + 997 * i),
    }));
    for (const { path, content } of files) {
      mkdirSync(join(path, ".."), { recursive: true });
      writeFileSync(path, content);
    }
    await vault.backUp({ paths: [source], lock });
    const reads = files.map(async ({ path, content }) => {
      assert.deepEqual(await readWhole(vault, "latest", path), content);
      const listed = await collect(vault.ls("latest", { paths: [join(path, "..")] }));
      assert.ok(listed.some((entry) => entry.path === path));
    });
    await Promise.all(reads);
  });
});

describe("history", () => {
  const brief = ({ change, snapshots }: PathVersion): [string, number] => [
    change,
    snapshots.length,
  ];

  it("joins neighbours that hold the same, and tells what became of a path", async (t) => {
    const folder = temporaryFolder(t);
    const { vault } = await newVault(t, folder);
    const source = join(folder, "source");
    const note = join(source, "notes", "plan.md");
    mkdirSync(join(source, "notes"), { recursive: true });
    const backUp = (): Promise<unknown> => vault.backUp({ paths: [source], lock });
    await backUp();
    for (const content of ["one", "one", "two", undefined, undefined, "one"]) {
      if (content === undefined) rmSync(note, { force: true });
      else writeFileSync(note, content);
      await backUp();
    }
    rmSync(note);
    mkdirSync(note);
    await backUp();
    const { versions, snapshotsSearched, problems } = await vault.history({ path: note });
    assert.equal(snapshotsSearched, 8);
    assert.deepEqual(problems, []);
    assert.deepEqual(versions.map(brief), [
      ["added", 2],
      ["modified", 1],
      ["removed", 2],
      ["added", 1],
      ["type", 1],
    ]);
    assert.equal(versions[0]!.contentId, versions[3]!.contentId);
    const text = await readWhole(vault, versions[1]!.snapshots[0]!.id, note);
    assert.equal(text.toString(), "two");
  });

  it("tells machines apart, and snapshots of other paths say nothing", async (t) => {
    const folder = temporaryFolder(t);
    const { vault, access } = await newVault(t, folder);
    const crafted = await CraftedVault.open(access);
    const snapshot = (
      host: string,
      content: string | undefined,
      paths = ["/a"],
    ): Promise<string> => {
      const file = content === undefined ? [] : [crafted.file("note", content)];
      return crafted.snapshot([crafted.folder("a", file)], { hostname: host, paths });
    };
    await snapshot("one", "1");
    await snapshot("two", "2");
    await snapshot("one", "1");
    await snapshot("two", "3");
    await snapshot("one", undefined, ["/b"]);
    const { versions } = await vault.history({ path: "/a/note" });
    assert.deepEqual(
      versions.map((version) => [version.hostname, ...brief(version)]),
      [
        ["one", "added", 2],
        ["two", "added", 1],
        ["two", "modified", 1],
      ],
    );
    const { versions: ofTwo } = await vault.history({ path: "a/note", filter: { hosts: ["two"] } });
    assert.equal(ofTwo.length, 2);
  });

  it("of a path that was never kept is an error that says so", async (t) => {
    const folder = temporaryFolder(t);
    const { vault } = await newVault(t, folder);
    writeFileSync(join(folder, "file"), "content");
    await vault.backUp({ paths: [join(folder, "file")], lock });
    await assert.rejects(
      vault.history({ path: "/no/such" }),
      isError("path-never-kept", /no\/such/),
    );
  });
});

import assert from "node:assert/strict";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { SnapshotSummary } from "../../src/index.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { describeFolder } from "../support/describe-folder.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { newVault } from "../support/test-vault.ts";

const lock = { take: false };

type Counts = Partial<Record<keyof SnapshotSummary, number>>;

interface Step {
  readonly what: string;
  readonly change: (source: string) => void;
  readonly expected: Counts;
}

const kept = (path: string): { atime: Date; mtime: Date } => statSync(path);

/** Each step changes the folder of the one before. Begun with eight files in four folders. */
const steps: readonly Step[] = [
  {
    what: "nothing changes",
    change: () => undefined,
    expected: { filesUnmodified: 8, filesNew: 0, filesChanged: 0, dataBlobs: 0 },
  },
  {
    what: "a file gets other content of the same size",
    change: (source) => writeFileSync(join(source, "a/one"), "ONE"),
    expected: { filesUnmodified: 7, filesNew: 0, filesChanged: 1, dataBlobs: 1 },
  },
  {
    what: "a file gets other content and its old time back",
    change: (source) => {
      const { atime, mtime } = kept(join(source, "a/two"));
      writeFileSync(join(source, "a/two"), "TWO");
      utimesSync(join(source, "a/two"), atime, mtime);
    },
    expected: { filesUnmodified: 7, filesNew: 0, filesChanged: 1, dataBlobs: 1 },
  },
  {
    what: "a file gets other permissions only",
    change: (source) => chmodSync(join(source, "b/one"), 0o600),
    expected: { filesUnmodified: 7, filesChanged: 1, dataBlobs: 0 },
  },
  {
    what: "a file is renamed",
    change: (source) => renameSync(join(source, "b/two"), join(source, "b/renamed")),
    expected: { filesUnmodified: 7, filesNew: 1, dataBlobs: 0 },
  },
  {
    what: "a folder moves",
    change: (source) => renameSync(join(source, "b"), join(source, "a/b")),
    expected: { filesUnmodified: 5, filesNew: 3, dataBlobs: 0 },
  },
  {
    what: "the first, the last and a middle file vanish",
    change: (source) => {
      for (const name of ["a/one", "a/b/three", "last"]) rmSync(join(source, name));
    },
    expected: { filesUnmodified: 5, filesNew: 0, dataBlobs: 0 },
  },
  {
    what: "a file becomes a folder, a folder a link and a link a file",
    change: (source) => {
      rmSync(join(source, "a/two"));
      mkdirSync(join(source, "a/two"));
      writeFileSync(join(source, "a/two/inside"), "inside");
      rmSync(join(source, "a/b"), { recursive: true });
      symlinkSync("two", join(source, "a/b"));
      rmSync(join(source, "link"));
      writeFileSync(join(source, "link"), "no longer");
    },
    expected: { filesUnmodified: 2, filesNew: 1, filesChanged: 1, dataBlobs: 2 },
  },
  {
    what: "a large file grows at its end",
    change: (source) => appendFileSync(join(source, "large"), "more"),
    expected: { filesUnmodified: 3, filesChanged: 1, dataBlobs: 1 },
  },
  {
    what: "everything vanishes but the folder",
    change: (source) => {
      rmSync(source, { recursive: true });
      mkdirSync(source);
    },
    expected: { filesUnmodified: 0, filesNew: 0, dataBlobs: 0 },
  },
];

test("every kind of change is seen, kept, and can be undone", async (t) => {
  const folder = temporaryFolder(t);
  const { vault } = await newVault(t, folder);
  const source = join(folder, "source");
  for (const below of ["a", "b"]) {
    mkdirSync(join(source, below), { recursive: true });
    for (const name of ["one", "two", "three"]) writeFileSync(join(source, below, name), name);
  }
  writeFileSync(join(source, "large"), seededBytes(5, 12 << 20));
  writeFileSync(join(source, "last"), "last");
  symlinkSync("a", join(source, "link"));

  await vault.backUp({ paths: [source], lock });
  const history: { id: string; was: ReturnType<typeof describeFolder> }[] = [];
  for (const { what, change, expected } of steps) {
    change(source);
    const was = describeFolder(source);
    const { snapshot, summary, problems } = await vault.backUp({ paths: [source], lock });
    assert.deepEqual(problems, [], what);
    const counts = Object.keys(expected).map((key) => [key, summary[key as keyof SnapshotSummary]]);
    assert.deepEqual(Object.fromEntries(counts), expected, what);
    history.push({ id: snapshot!.id, was });
  }
  const report = await vault.check({ readData: true, lock });
  assert.deepEqual(report.findings, []);
  // Backwards through time in one place, then forwards again.
  const target = join(folder, "target");
  for (const { id, was } of [...history.toReversed(), ...history]) {
    const snapshot = `${id}:${source}`;
    const { problems } = await vault.restore({ snapshot, target, delete: true, lock });
    assert.deepEqual(problems, []);
    assertSameFolders(target, was, { without: (path) => path === "." });
  }
});

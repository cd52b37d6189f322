import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DiffMessage, LsEntry, Vault } from "../../../services/snapshots/vault.ts";
import { snapshot } from "../testing/fake-vault.ts";
import { jsonLines, runWithVault } from "../testing/run-with-vault.ts";

async function* yields<T>(...values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

const counts = { files: 1, dirs: 0, others: 0, dataBlobs: 2, treeBlobs: 3, bytes: 2048 };
const statistics: DiffMessage = {
  ...{ kind: "statistics", source: "a", target: "b", changedFiles: 4 },
  added: counts,
  removed: { ...counts, files: 5 },
};
const entry: LsEntry = {
  ...{ path: "/a\u001b[2Jb", name: "a\u001b[2Jb", type: "file", permissions: 0o644, mode: 0o644 },
  ...{ uid: 1000, gid: 1000, size: 2048, inode: 18_446_744_073_709_551_615n },
  mtime: "2026-11-21T08:43:26Z",
  atime: "2026-11-21T08:43:26Z",
  ctime: "2026-11-21T08:43:26Z",
  deviceId: 7n,
  links: 1,
};

describe("diff", () => {
  const diff: Vault["diff"] = () =>
    yields<DiffMessage>({ kind: "change", path: "/a\nb", modifier: "M" }, statistics);

  it("restic's lines, that no name can break, and its messages", async () => {
    const text = await runWithVault(["diff", "a", "b"], { diff });
    assert.match(text.stdout, /^M {4}\/a\\nb\n/);
    assert.match(text.stdout, /1 new, 5 removed, 4 changed/);
    const [change, last] = jsonLines(
      (await runWithVault(["diff", "a", "b", "--json"], { diff })).stdout,
    );
    assert.deepEqual(change, { message_type: "change", path: "/a\nb", modifier: "M" });
    assert.equal(last?.changed_files, 4);
    assert.deepEqual(last?.added, {
      ...{ files: 1, dirs: 0, others: 0, data_blobs: 2, tree_blobs: 3, bytes: 2048 },
    });
  });

  it("goes on after damage, says so and exits with 13", async () => {
    const problem: DiffMessage = { kind: "problem", object: "pack 1234", problem: "gone" };
    const run = await runWithVault(["diff", "a", "b"], {
      diff: () => yields<DiffMessage>(problem, statistics),
    });
    assert.equal(run.code, 13);
    assert.match(run.stderr, /pack 1234: gone/);
  });
});

describe("find", () => {
  it("restic's array, with all digits of an inode", async () => {
    const find: Vault["find"] = () => yields({ snapshot, matches: [entry] });
    const { stdout } = await runWithVault(["find", "x", "--json"], { find });
    assert.match(stdout, /^\[\{"matches":\[\{"path":/);
    assert.match(stdout, /"inode":18446744073709551615,/);
    assert.match(stdout, /"hits":1,"snapshot":"61b0a1e5[0-9a-f]*"\}\]\n$/);
    assert.equal((await runWithVault(["find", "x", "--json"])).stdout, "[]\n");
  });

  it("hands over what was asked, times in the local zone", async () => {
    let asked: Parameters<Vault["find"]>[0] | undefined;
    const find: Vault["find"] = (input) => {
      asked = input;
      return yields();
    };
    await runWithVault(["find", "-i", "-O", "2026-05-01", "-s", "abcd", "-R", "*.md", "y"], {
      find,
    });
    const { oldest, ...rest } = asked!;
    assert.deepEqual(rest, {
      ...{
        patterns: ["*.md", "y"],
        ignoreCase: true,
        snapshots: ["abcd"],
        reverse: true,
        filter: {},
      },
    });
    assert.equal(new Date(oldest!).getTime(), new Date(2026, 4, 1).getTime());
    assert.equal((await runWithVault(["find", "-N", "soon", "x"])).code, 2);
    assert.equal((await runWithVault(["find", "--blob", "--tree", "x"])).code, 2);
  });

  it("shows names harmlessly", async () => {
    const find: Vault["find"] = () => yields({ snapshot, matches: [entry] });
    assert.equal((await runWithVault(["find", "x"], { find })).stdout, "/a\\x1b[2Jb\n");
  });
});

describe("history", () => {
  const history: Vault["history"] = async ({ path }) => ({
    path,
    snapshotsSearched: 3,
    versions: [
      { change: "added", hostname: "vm", entry, contentId: "c", snapshots: [snapshot, snapshot] },
      { change: "removed", hostname: "vm", snapshots: [snapshot] },
    ],
    problems: [],
  });

  it("a row for each version; a path is taken from where one is", async () => {
    let asked = "";
    const { stdout } = await runWithVault(["history", "notes/plan.md"], {
      history: (input) => {
        asked = input.path;
        return history(input);
      },
    });
    assert.equal(asked, "/work/notes/plan.md");
    assert.match(stdout, /61b0a1e5 {2}.* added .* 2\.0 KiB +2\n/);
    assert.match(stdout, /removed/);
  });

  it("JSON with the snapshots of each version", async () => {
    const { stdout } = await runWithVault(["history", "/a", "--json"], { history });
    const { versions } = JSON.parse(stdout) as { versions: Record<string, unknown>[] };
    assert.deepEqual(versions[0]?.snapshots, [snapshot.id, snapshot.id]);
    assert.equal(versions[1]?.size, undefined);
  });
});

describe("tag", () => {
  it("restic's messages", async () => {
    const after = { ...snapshot, id: "f".repeat(64), tags: ["new"] };
    const run = await runWithVault(["tag", "--add", "new", "--json"], {
      tag: async () => [{ before: snapshot, after }],
    });
    assert.deepEqual(jsonLines(run.stdout), [
      { message_type: "changed", old_snapshot_id: snapshot.id, new_snapshot_id: after.id },
      { message_type: "summary", changed_snapshots: 1 },
    ]);
  });

  it("refuses nothing to do, and two things at once", async () => {
    assert.equal((await runWithVault(["tag", "latest"])).code, 2);
    assert.equal((await runWithVault(["tag", "--set", "a", "--add", "b"])).code, 2);
  });
});

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RestoreInput } from "../../../services/snapshots/vault.ts";
import { restoreResult } from "../testing/fake-vault.ts";
import { jsonLines, runWithVault } from "../testing/run-with-vault.ts";

describe("restore", () => {
  it("wants a target", async () => {
    const { code, stderr } = await runWithVault(["restore", "latest"]);
    assert.equal(code, 2);
    assert.match(stderr, /--target/);
  });

  it("passes patterns, filters and switches on", async () => {
    let asked: RestoreInput | undefined;
    const restore = async (input: RestoreInput) => {
      asked = input;
      return restoreResult;
    };
    const words = [
      "restore",
      "latest:/notes",
      "-t",
      "out",
      "-i",
      "*.md",
      "-H",
      "vm",
      "--tag",
      "a,b",
    ];
    await runWithVault([...words, "--overwrite", "if-newer", "--delete", "--verify", "--no-lock"], {
      restore,
    });
    assert.equal(asked?.snapshot, "latest:/notes");
    assert.equal(asked?.target, "/work/out");
    assert.deepEqual(asked?.include, ["*.md"]);
    assert.deepEqual(asked?.filter, { hosts: ["vm"], tags: ["a,b"] });
    assert.equal(asked?.overwrite, "if-newer");
    assert.equal(asked?.delete, true);
    assert.equal(asked?.verify, true);
    assert.deepEqual(asked?.lock, { take: false });
  });

  it("ends its JSON with restic's summary, and lists every path with -vv", async () => {
    const { stdout } = await runWithVault(["restore", "latest", "-t", "out", "--json", "-vv"]);
    const [first, second, last] = jsonLines(stdout);
    assert.deepEqual(first, {
      ...{ message_type: "verbose_status", action: "restored", item: "/notes/a.md", size: 6 },
    });
    assert.equal(second?.action, "unchanged");
    assert.equal(last?.message_type, "summary");
    assert.equal(last?.files_restored, 4);
    // As in restic, what is skipped is no part of the totals.
    assert.equal(last?.total_files, 4);
    assert.equal(last?.total_bytes, 6);
    assert.equal(last?.bytes_skipped, 8);
    assert.deepEqual(last?.plan, { hash: "feed", create: 1, overwrite: 0, delete: 0, skip: 1 });
  });
});

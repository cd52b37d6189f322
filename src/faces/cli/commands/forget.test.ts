import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { ForgetInput, PruneInput, Vault } from "../../../services/snapshots/vault.ts";
import { drillReport, pruneResult, snapshot } from "../testing/fake-vault.ts";
import { jsonLines, runWithVault } from "../testing/run-with-vault.ts";

/** What a command asks the vault for. */
async function asked<Input>(
  name: "forget" | "prune",
  words: string[],
  answer: unknown,
): Promise<Input> {
  let input: Input | undefined;
  const method = (async (given: Input) => {
    input = given;
    return answer;
  }) as unknown as Vault["prune"] & Vault["forget"];
  const { code, stderr } = await runWithVault(words, { [name]: method });
  assert.equal(code, 0, stderr);
  return input!;
}

const nothing = { groups: [], removed: [], unread: [], failed: [] };

describe("forget", () => {
  it("takes restic's options", async () => {
    const words = ["-l", "1", "-H", "2", "-d", "3", "-w", "4", "-m", "5", "-y", "unlimited"];
    const input = await asked<ForgetInput>("forget", ["forget", ...words], nothing);
    const counts = { last: 1, hourly: 2, daily: 3, weekly: 4, monthly: 5, yearly: -1 };
    assert.deepEqual(input.policy, counts);
    const more = ["--keep-within", "1y2m", "--keep-within-daily", "7d", "--keep-tag", "a, b"];
    const second = await asked<ForgetInput>("forget", ["forget", "-g", "", ...more], nothing);
    assert.equal(second.groupBy, "");
    assert.deepEqual(second.policy, {
      within: { years: 1, months: 2, days: 0, hours: 0 },
      withinDaily: { years: 0, months: 0, days: 7, hours: 0 },
      tags: [["a", "b"]],
    });
  });

  it("refuses what it does not understand", async () => {
    for (const words of [
      ["--keep-last", "-1"],
      ["--keep-within", "1w"],
      ["--group-by", "size"],
    ]) {
      assert.equal((await runWithVault(["forget", ...words])).code, 2, words.join(" "));
    }
  });

  it("tells restic's groups, and shows why a snapshot stays", async () => {
    const group = {
      hostname: "vm",
      paths: ["/home/ada/notes"],
      keep: [snapshot],
      remove: [{ ...snapshot, id: "f".repeat(64) }],
      reasons: [{ snapshot, matches: ["daily snapshot", "last snapshot"] }],
    };
    const forget: Vault["forget"] = async () => ({
      groups: [group],
      removed: group.remove,
      unread: [],
      failed: [],
    });
    const { stdout } = await runWithVault(["forget", "--keep-daily", "7", "--json"], { forget });
    const [told] = JSON.parse(stdout) as Record<string, unknown>[];
    assert.deepEqual(Object.keys(told!), ["tags", "host", "paths", "keep", "remove", "reasons"]);
    assert.deepEqual([told!["tags"], told!["host"]], [null, "vm"]);
    const text = await runWithVault(["forget", "--keep-daily", "7"], { forget });
    assert.match(text.stdout, /61b0a1e5 .*daily snapshot/);
    assert.match(text.stdout, /ffffffff/);
    assert.match(text.stderr, /Removed 1 snapshot/);
  });

  it("is 3 when a snapshot could not be removed", async () => {
    const forget: Vault["forget"] = async () => ({
      ...nothing,
      failed: [{ snapshot, problem: "no right" }],
    });
    const { code, stderr } = await runWithVault(["forget", "latest"], { forget });
    assert.equal(code, 3);
    assert.match(stderr, /61b0a1e5 was not removed: no right/);
  });
});

describe("prune", () => {
  it("takes restic's options", async () => {
    const words = ["--max-unused", "10%", "--max-repack-size", "2G", "--repack-small", "--mark"];
    const input = await asked<PruneInput>("prune", ["prune", ...words], pruneResult);
    assert.equal(input.maxUnused!(900), 100);
    assert.deepEqual([input.maxRepackBytes, input.way], [2 * 2 ** 30, "mark"]);
    assert.equal(input.smallPackBytes, Math.floor(0.8 * 2 ** 24));
    const all = await asked<PruneInput>(
      "prune",
      ["prune", "--max-unused", "unlimited"],
      pruneResult,
    );
    assert.equal(all.maxUnused!(1), Infinity);
    assert.equal(all.way, undefined);
  });

  it("refuses limits that are none and options that exclude each other", async () => {
    for (const words of [
      ["--max-unused", "100%"],
      ["--max-unused", "much"],
      ["--repack-smaller-than", "0"],
      ["--mark", "--exclusive"],
      ["--repack-uncompressed", "--compression", "off"],
      ["--unsafe-recover-no-free-space", "1234"],
    ]) {
      assert.equal((await runWithVault(["prune", ...words])).code, 2, words.join(" "));
    }
  });

  it("tells numbers and packs", async () => {
    const { stdout } = await runWithVault(["prune", "--json"]);
    const [summary] = jsonLines(stdout);
    assert.deepEqual(summary!["blobs"], {
      ...{ used: 9, duplicate: 0, unused: 2, remove: 1, repack: 3, repackrm: 1, remain: 9 },
    });
    assert.deepEqual(summary!["deleted"], pruneResult.deleted);
    const text = await runWithVault(["prune", "-v"]);
    assert.match(text.stdout, /^to repack: +3 blobs +300 B$/m);
    assert.match(text.stdout, /^used: +9 blobs +900 B$/m);
    assert.match(text.stdout, /Deleted 2 packs/);
  });

  it("repack joins small packs alone", async () => {
    const input = await asked<PruneInput>("prune", ["repack", "--smaller-than", "1M"], pruneResult);
    assert.deepEqual([input.smallPackBytes, input.maxUnused!(5)], [2 ** 20, Infinity]);
  });
});

describe("drill", () => {
  it("writes its report for the owner alone, and says where", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "restera-drill-cli-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const path = join(folder, "new/report.json");
    const { code, stdout } = await runWithVault(["drill", "--report", path]);
    assert.equal(code, 0);
    assert.match(stdout, /seed feed/);
    assert.deepEqual(JSON.parse(readFileSync(path, "utf8")), drillReport);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    writeFileSync(path, "{}");
    assert.equal((await runWithVault(["drill", "verify", path])).code, 0);
    assert.equal((await runWithVault(["drill", "verify", `${path}.gone`])).code, 1);
  });

  it("is 13 when the vault has lost something, and 3 for other faults", async () => {
    const drillWith =
      (damaged: boolean): Vault["drill"] =>
      async () => ({
        ...drillReport,
        ok: false,
        faults: [{ path: "/a", problem: "bad", damaged }],
      });
    const words = ["drill", "--report", join(tmpdir(), `restera-drill-${process.pid}.json`)];
    const damaged = await runWithVault(words, { drill: drillWith(true) });
    assert.equal(damaged.code, 13);
    assert.match(damaged.stderr, /\/a: bad/);
    assert.equal((await runWithVault(words, { drill: drillWith(false) })).code, 3);
    rmSync(words.at(-1)!);
  });
});

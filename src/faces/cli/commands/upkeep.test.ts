import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { CopyResult, Vault } from "../../../services/snapshots/vault.ts";
import { fakeVault, snapshot } from "../testing/fake-vault.ts";
import { runCli } from "../testing/run-cli.ts";
import { environment, jsonLines, runWithVault } from "../testing/run-with-vault.ts";
import type { VaultPorts } from "../vault-access/vault-ports.ts";

describe("keys", () => {
  it("restic's array", async () => {
    const keys: Vault["keys"] = async () => [
      {
        id: "a".repeat(64),
        current: true,
        username: "u",
        hostname: "h",
        created: "2026-01-02T03:04:05Z",
      },
    ];
    const { stdout } = await runWithVault(["keys", "list", "--json"], { keys });
    const [key] = JSON.parse(stdout) as Record<string, unknown>[];
    assert.deepEqual(
      [key?.id, key?.current, key?.userName, key?.hostName],
      ["a".repeat(64), true, "u", "h"],
    );
    assert.match(String(key?.created), /^2026-01-0\d \d\d:\d\d:\d\d$/);
  });

  it("restic's name of the group works too, and is not listed", async () => {
    assert.equal((await runWithVault(["key", "list", "--json"])).stdout, "[]\n");
    assert.doesNotMatch((await runWithVault(["--help"])).stdout, /^ {2}key /m);
  });

  it("never asks for a new password where nobody can answer", async () => {
    const { code, stderr } = await runWithVault(["keys", "add"]);
    assert.equal(code, 2);
    assert.match(stderr, /--new-password-file/);
  });
});

describe("unlock", () => {
  it("names whose lock it left, and what to do", async () => {
    const left = [
      {
        id: "1",
        time: "2026-01-02T03:04:05Z",
        exclusive: false,
        hostname: "h",
        username: "u",
        pid: 7,
      },
    ];
    const run = await runWithVault(["unlock"], {
      unlock: async () => ({ removed: ["2"], left, unreadable: ["abcdef0123"] }),
    });
    assert.equal(run.code, 0);
    assert.match(run.stderr, /u@h \(7\)/);
    assert.match(run.stderr, /lock abcdef01, which cannot be read/);
    assert.match(run.stderr, /Removed 1 lock\n/);
  });
});

describe("copy", () => {
  const copied: CopyResult = {
    copied: [{ source: snapshot, target: { ...snapshot, id: "f".repeat(64) } }],
    ...{ skipped: [], blobs: 3, bytesAdded: 2048, seconds: 1 },
  };

  /** Ports that note which vault was opened with which password. */
  function ports(opened: string[], copyFrom: Vault["copyFrom"]): VaultPorts {
    return {
      open: async (url, { password }) => {
        opened.push(`${url} ${password}`);
        return fakeVault({ url, copyFrom });
      },
      create: async () => fakeVault(),
    };
  }

  it("reads from the vault of --from-vault with its own password", async () => {
    const opened: string[] = [];
    const run = await runCli(["copy", "--from-repo", "s3://other/vault", "--json", "latest"], {
      environment: { ...environment, RESTIC_FROM_PASSWORD: "their secret" },
      vaults: ports(opened, async (source) => {
        assert.equal(source.url, "s3://other/vault");
        return copied;
      }),
    });
    assert.equal(run.code, 0, run.stderr);
    assert.deepEqual(opened.toSorted(), [
      "s3://bucket/vault secret",
      "s3://other/vault their secret",
    ]);
    const [one, summary] = jsonLines(run.stdout);
    assert.deepEqual([one?.source_snapshot_id, one?.snapshot_id], [snapshot.id, "f".repeat(64)]);
    assert.equal(summary?.bytes_added, 2048);
  });

  it("does not take the vault's own password for the other's, nor guess where that is", async () => {
    const vaults = ports([], async () => copied);
    const words = ["copy", "--from-vault", "s3://other/vault"];
    const run = await runCli(words, { environment, vaults });
    assert.match(run.stderr, /s3:\/\/other\/vault/);
    assert.equal(run.code, 2);
    assert.equal((await runCli(["copy"], { environment, vaults })).code, 2);
    assert.equal((await runCli(["init", "--from-vault", "x"], { environment, vaults })).code, 2);
  });
});

describe("repair", () => {
  it("packs: leaves a copy in the current folder, names what is lost and exits with 13", async (t) => {
    const cwd = mkdtempSync(join(tmpdir(), "restera-cli-"));
    t.after(() => rmSync(cwd, { recursive: true }));
    const repairPacks: Vault["repairPacks"] = async ({ packs, onPack }) => {
      await onPack?.("c".repeat(64), Buffer.from("pack"));
      const lost = [{ type: "data" as const, id: "d".repeat(64) }];
      return { replaced: packs, missing: [], salvagedBlobs: 2, lost };
    };
    const vault = fakeVault({ repairPacks });
    const run = await runCli(["repair", "packs", "cc"], {
      ...{ environment, cwd },
      vaults: { open: async () => vault, create: async () => vault },
    });
    assert.equal(run.code, 13);
    assert.match(run.stderr, new RegExp(`data ${"d".repeat(64)}: lost`));
    assert.equal(readFileSync(join(cwd, `pack-${"c".repeat(64)}`), "utf8"), "pack");
  });

  it("snapshots: says what is lost in each", async () => {
    const damage = [{ path: "/a\nb", kind: "content" as const }];
    const repaired = { ...snapshot, id: "f".repeat(64) };
    const run = await runWithVault(["repair", "snapshots", "--forget"], {
      repairSnapshots: async ({ forget } = {}) => {
        assert.equal(forget, true);
        return { snapshots: [{ snapshot, damage, repaired }], whole: 1 };
      },
    });
    assert.match(run.stdout, /\/a\\nb: parts of the file are lost/);
    assert.match(run.stdout, /repaired as ffffffff/);
  });

  it("index: exits with 13 when a pack cannot be read", async () => {
    const run = await runWithVault(["repair", "index", "--json"], {
      repairIndex: async () => ({
        ...{ added: [], missing: [], damagedIndexes: [], indexesRemoved: 0 },
        unreadable: [{ pack: "a", problem: "broken" }],
      }),
    });
    assert.equal(run.code, 13);
    assert.deepEqual(jsonLines(run.stdout)[0]?.packs_unreadable, [
      { pack: "a", problem: "broken" },
    ]);
  });
});

describe("doctor", () => {
  it("finds a clock that is behind and a lock that was left, and says what to do", async () => {
    const future = { ...snapshot, time: "2999-01-01T00:00:00Z" };
    const lock = {
      id: "1",
      time: "2026-01-02T03:04:05Z",
      exclusive: true,
      hostname: "h",
      username: "u",
      pid: 7,
    };
    const run = await runWithVault(["doctor", "--json"], {
      snapshots: async () => [future],
      locks: async () => [{ ...lock, stale: true }],
    });
    assert.equal(run.code, 0, run.stdout);
    const found = jsonLines(run.stdout);
    const levels = Object.fromEntries(found.map(({ check, level }) => [check, level]));
    assert.equal(levels["node"], "ok");
    assert.equal(levels["clock-behind"], "warning");
    assert.equal(levels["lock-stale"], "warning");
    assert.match(
      String(found.find(({ check }) => check === "lock-stale")?.message),
      /restera unlock/,
    );
  });

  it("fails when the vault does not open", async () => {
    const vaults: VaultPorts = {
      open: () => Promise.reject(new Error("no network")),
      create: () => Promise.reject(new Error("not here")),
    };
    const run = await runCli(["doctor"], { environment, vaults });
    assert.equal(run.code, 1);
    assert.match(run.stdout, /no network/);
  });
});

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openVault } from "../../src/index.ts";
import { cliEntry } from "../support/cli-entry.ts";
import { jsonLines, type VaultAccess } from "../support/run-restera.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { readWhole } from "../support/test-vault.ts";
import { findRestic, testWithRestic } from "./peers.ts";
import { password, restic, resticVault, treeOf } from "./restic-vault.ts";

/** Gives a program bytes on its standard input. */
function feed(
  program: readonly string[],
  input: Uint8Array,
  env: Record<string, string>,
): Promise<{ code: number | null; stdout: string }> {
  return new Promise((done, fail) => {
    const [name, ...args] = program;
    const child = spawn(name!, args, {
      env: { PATH: process.env["PATH"], ...env },
      stdio: ["pipe", "pipe", "ignore"],
    });
    let stdout = "";
    child.stdout.on("data", (part: Buffer) => (stdout += part.toString()));
    child.on("error", fail);
    child.on("close", (code) => done({ code, stdout }));
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

const cases = [
  { name: "stdin", size: 30 << 20, options: [] },
  { name: "a/b/dump.sql", size: 100, options: [] },
  { name: "/x/../ü <&>.sql", size: (8 << 20) + 1, options: ["--with-atime"] },
  { name: "a/empty", size: 0, options: [] },
];

for (const { name, size, options } of cases) {
  testWithRestic(`a stream named ${name} gets restic's tree id`, async (peer, t) => {
    // Restic 0.14 leaves nothing of an empty stream and stores other times.
    if (peer.version !== findRestic("latest")?.version) return;
    const folder = temporaryFolder(t);
    const vault = await resticVault(peer, folder);
    const words = [
      "backup",
      "--json",
      "--stdin",
      "--stdin-filename",
      name,
      "--time",
      "2024-05-06 07:08:09",
      ...options,
    ];
    const input = seededBytes(4, size);
    const code = size === 0 ? 3 : 0;
    const ours = await feed([process.execPath, cliEntry, ...words], input, oursTo(vault, folder));
    const theirs = await feed([peer.path, ...words], input, theirsTo(vault, folder));
    assert.deepEqual([ours.code, theirs.code], [code, code]);
    const ids = [ours, theirs].map(({ stdout }) =>
      String(jsonLines(stdout).at(-1)!["snapshot_id"]),
    );
    const trees = await Promise.all(ids.map((id) => treeOf(peer, vault, id)));
    assert.equal(trees[0], trees[1]);
    if (size === 0) return;
    const opened = await openVault(vault.url, { password });
    t.after(() => opened.close());
    const path = name.startsWith("/x") ? "/ü <&>.sql" : name;
    assert.ok((await readWhole(opened, ids[0]!, path)).equals(input));
    await restic(peer, vault, ["check", "--read-data"]);
  });
}

testWithRestic(
  "a command that fails half way leaves no snapshot, and one that succeeds does",
  async (peer, t) => {
    const folder = temporaryFolder(t);
    const vault = await resticVault(peer, folder);
    const run = (script: string): Promise<{ code: number | null }> =>
      feed(
        [
          process.execPath,
          cliEntry,
          "backup",
          "--stdin-from-command",
          "--stdin-filename",
          "out",
          "--",
          "sh",
          "-c",
          script,
        ],
        Buffer.alloc(0),
        oursTo(vault, folder),
      );
    writeFileSync(join(folder, "data"), seededBytes(5, 20 << 20));
    assert.equal((await run(`cat ${folder}/data; exit 3`)).code, 1);
    assert.equal((await run("kill -9 $$")).code, 1);
    const opened = await openVault(vault.url, { password });
    t.after(() => opened.close());
    assert.deepEqual(await opened.snapshots(), []);
    assert.equal((await run(`cat ${folder}/data`)).code, 0);
    assert.ok((await readWhole(opened, "latest", "out")).equals(seededBytes(5, 20 << 20)));
    await restic(peer, vault, ["check", "--read-data"]);
  },
);

function oursTo(vault: VaultAccess, home: string): Record<string, string> {
  return {
    RESTERA_VAULT: vault.url,
    RESTERA_PASSWORD: vault.password,
    RESTERA_HOME: join(home, "home"),
    HOME: home,
  };
}

function theirsTo(vault: VaultAccess, home: string): Record<string, string> {
  return {
    RESTIC_REPOSITORY: vault.url,
    RESTIC_PASSWORD: vault.password,
    RESTIC_CACHE_DIR: join(home, "cache"),
  };
}

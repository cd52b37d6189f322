import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { runRestera, type VaultAccess } from "../support/run-restera.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { objectsIn } from "../support/test-vault.ts";
import { type Peer, runRestic, testWithRestic } from "./peers.ts";
import { restic, resticVault, summaryOf } from "./restic-vault.ts";

type Json = Record<string, unknown>;

const cacheTag = "Signature: 8a477f597d28d172789f06886806bc55\n# made by a test";

function makeSource(root: string): void {
  for (const folder of ["a/cache", "a/B/c", "tagged/below", "marked", "other"]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  const files = [
    "a/x.txt",
    "a/X.TXT",
    "a/y.md",
    "a/B/c/z.txt",
    "a/B/[odd]",
    "a/cache/c1",
    "tagged/t",
    "tagged/below/u",
    "other/!not",
    "other/#no",
  ];
  for (const file of files) writeFileSync(join(root, file), file);
  writeFileSync(join(root, "a/large"), seededBytes(1, 3000));
  writeFileSync(join(root, "tagged/CACHEDIR.TAG"), cacheTag);
  writeFileSync(join(root, "marked/.nobackup"), "HEADER and more");
  writeFileSync(join(root, "marked/m"), "m");
  symlinkSync("x.txt", join(root, "a/link"));
}

/** Files that options name, beside the source. */
function makeLists(folder: string): void {
  writeFileSync(
    join(folder, "patterns"),
    "\uFEFF# comment\n*.md\n\n  cache  \n!a/cache/c1\n$HOME_OF_TEST/x\n",
  );
  writeFileSync(join(folder, "ipatterns"), "*.TXT\n");
  writeFileSync(
    join(folder, "list"),
    "# comment\nsource/a/*.txt\n\n  source/other  \nsource/none*\n",
  );
  writeFileSync(join(folder, "verbatim"), "source/a/B/[odd]\nsource/other/#no\n");
  writeFileSync(join(folder, "raw"), "source/a/y.md\0source/other/!not\0");
}

const source = ["source"];
const time = ["--time", "2024-02-03 04:05:06"];
const cases: readonly (readonly string[])[] = [
  source,
  ["--exclude", "*.txt", "--exclude", "/nowhere", ...source],
  ["-e", "a/B", "-e", "!a/B/c/z.txt", ...source],
  ["--exclude", "source/a/**/*.txt", ...source],
  ["--exclude", "source/*", "--exclude", "!source/other", ...source],
  ["--iexclude", "*.TxT", ...source],
  ["--exclude-file", "patterns", "--iexclude-file", "ipatterns", ...source],
  ["--exclude-if-present", ".nobackup", ...source],
  ["--exclude-if-present", ".nobackup:HEADER", ...source],
  ["--exclude-if-present", ".nobackup:OTHER", ...source],
  ["--exclude-caches", ...source],
  ["--exclude-larger-than", "2K", ...source],
  ["--exclude-larger-than", "3000", ...source],
  ["--one-file-system", ...source],
  ["--files-from", "list"],
  ["--files-from-verbatim", "verbatim", "--files-from-raw", "raw", "source/tagged"],
  ["--files-from-raw", "raw", "--exclude", "*.md"],
  ["source/a/../other", "./source//a/B", "source/missing"],
  ["source/a", "source/a/B/c", "source"],
  ["--tag", "x,y", "--tag", "z", "--tag", "", "--host", "elsewhere", ...source],
  ["--with-atime", ...source],
  ["--force", ...source],
  ["--ignore-inode", "--ignore-ctime", ...source],
  ["--group-by", "host", "source/other"],
  ["--group-by", "", "source/a"],
  ["--compression", "max", "--pack-size", "5", ...source],
];

testWithRestic("every option of backup makes the snapshot that restic makes", async (peer, t) => {
  if (peer.version.startsWith("0.14")) return;
  const folder = temporaryFolder(t);
  makeSource(join(folder, "source"));
  makeLists(folder);
  const vault = await resticVault(peer, folder);
  const differences: object[] = [];
  for (const [i, options] of cases.entries()) {
    // Each at a time of its own, so that both programs find the same parent.
    const words = [
      "backup",
      "--json",
      "--time",
      `2024-01-01 00:${String(i).padStart(2, "0")}:00`,
      ...options,
    ];
    const theirs = await takeAndForget(peer, vault, folder, (access) =>
      runOf(peer, access, folder, words),
    );
    const ours = await takeAndForget(peer, vault, folder, (access) =>
      runOurs(access, folder, words),
    );
    if (!isDeepStrictEqual(ours, theirs)) differences.push({ options, ours, theirs });
    // What both find as a parent next time.
    await runRestic(peer, vault, words, { cwd: folder });
  }
  assert.deepEqual(differences, []);
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
}

async function runOf(
  peer: Peer,
  vault: VaultAccess,
  cwd: string,
  words: readonly string[],
): Promise<Ended> {
  const { status, stdout } = await runRestic(peer, vault, words, {
    cwd,
    env: { HOME_OF_TEST: "/home/test" },
  });
  return { code: status, stdout };
}

function runOurs(vault: VaultAccess, cwd: string, words: readonly string[]): Promise<Ended> {
  return runRestera(vault, words, { cwd, env: { HOME_OF_TEST: "/home/test" } });
}

/** What a backup ends with and what its snapshot says; the snapshot is gone afterwards. */
async function takeAndForget(
  peer: Peer,
  vault: VaultAccess,
  cwd: string,
  run: (vault: VaultAccess) => Promise<Ended>,
): Promise<Json> {
  const { code, stdout } = await run(vault);
  const {
    snapshot_id: id,
    files_new,
    files_changed,
    files_unmodified,
    dirs_new,
    dirs_changed,
    dirs_unmodified,
    total_files_processed,
    total_bytes_processed,
  } = summaryOf(stdout);
  const text = await restic(peer, vault, ["cat", "snapshot", id]);
  const { program_version: _, summary: __, ...snapshot } = JSON.parse(text) as Json;
  await restic(peer, vault, ["forget", id], { cwd });
  return {
    code,
    files_new,
    files_changed,
    files_unmodified,
    dirs_new,
    dirs_changed,
    dirs_unmodified,
    total_files_processed,
    total_bytes_processed,
    ...snapshot,
  };
}

testWithRestic(
  "--skip-if-unchanged and --dry-run leave no snapshot, and --parent is kept",
  async (peer, t) => {
    if (peer.version.startsWith("0.14")) return;
    const folder = temporaryFolder(t);
    makeSource(join(folder, "source"));
    const vault = await resticVault(peer, folder);
    const ours = async (...more: string[]): Promise<Json> => {
      const { code, stdout } = await runRestera(vault, ["backup", "--json", ...more, "source"], {
        cwd: folder,
      });
      assert.equal(code, 0);
      return summaryOf(stdout) as unknown as Json;
    };
    const theirs = async (...more: string[]): Promise<Json> =>
      summaryOf(
        await restic(peer, vault, ["backup", "--json", ...more, "source"], { cwd: folder }),
      ) as unknown as Json;
    for (const run of [ours, theirs]) {
      const first = await theirs(...time);
      assert.equal((await run("--skip-if-unchanged"))["snapshot_id"], undefined);
      writeFileSync(join(folder, "source/a/x.txt"), `changed ${run.name}`);
      const dry = await run("--dry-run");
      assert.deepEqual([dry["files_changed"], dry["files_unmodified"]], [1, 13]);
      assert.equal(objectsIn(vault.url, "snapshots").length, 1);
      const parent = String(first["snapshot_id"]);
      const id = String((await run("--parent", parent))["snapshot_id"]);
      const snapshot = JSON.parse(await restic(peer, vault, ["cat", "snapshot", id])) as Json;
      assert.equal(snapshot["parent"], parent);
      await restic(peer, vault, ["forget", id]);
      await restic(peer, vault, ["forget", parent]);
    }
  },
);

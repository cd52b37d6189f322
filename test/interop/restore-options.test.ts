import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  lutimesSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { assertSameFolders } from "../support/compare-folders.ts";
import { jsonLines, runRestera } from "../support/run-restera.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { runRestic, testWithRestic } from "./peers.ts";
import { restic, resticVault } from "./restic-vault.ts";

const past = 1_600_000_000;

function makeSource(root: string): void {
  for (const folder of ["docs/old", "code/deep/er", "empty"])
    mkdirSync(join(root, folder), { recursive: true });
  for (const file of [
    "docs/a.md",
    "docs/old/b.md",
    "docs/old/B.TXT",
    "code/c.ts",
    "code/deep/er/d.ts",
    "top",
  ]) {
    writeFileSync(join(root, file), `content of ${file}`);
    utimesSync(join(root, file), past, past);
  }
  writeFileSync(join(root, "large"), seededBytes(7, 6 << 20));
  symlinkSync("docs/a.md", join(root, "link"));
  for (const folder of ["docs", "code/deep", "empty"]) utimesSync(join(root, folder), past, past);
}

/** A target in which everything is a little different. */
function makeTarget(root: string): void {
  for (const folder of ["docs/old/more", "code", "mine"])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, "docs/a.md"), "older, and of another size");
  utimesSync(join(root, "docs/a.md"), past - 1000, past - 1000);
  writeFileSync(join(root, "docs/old/b.md"), "content of docs/old/X.md");
  utimesSync(join(root, "docs/old/b.md"), past, past);
  writeFileSync(join(root, "docs/old/B.TXT"), "newer");
  utimesSync(join(root, "docs/old/B.TXT"), past + 1000, past + 1000);
  writeFileSync(join(root, "large"), seededBytes(7, 6 << 20).fill(1, 100, 200));
  utimesSync(join(root, "large"), past, past);
  writeFileSync(join(root, "link"), "a file where a link was");
  utimesSync(join(root, "link"), past, past);
  symlinkSync("large", join(root, "code/c.ts"));
  lutimesSync(join(root, "code/c.ts"), past, past);
  for (const file of ["mine/file", "docs/mine.md", "docs/old/more/x.md", "code/y.ts"])
    writeFileSync(join(root, file), "mine");
  chmodSync(join(root, "docs"), 0o700);
}

const cases: readonly (readonly string[])[] = [
  [],
  ["--overwrite", "always"],
  ["--overwrite", "if-changed"],
  ["--overwrite", "if-newer"],
  ["--overwrite", "never"],
  ["--include", "*.md"],
  ["--include", "/docs/old"],
  ["--iinclude", "*.txt", "--include", "/code/**/er"],
  ["--exclude", "old", "--exclude", "/large"],
  ["--iexclude", "*.MD"],
  ["--include", "nothing", "--delete"],
  ["--delete"],
  ["--delete", "--include", "*.md"],
  ["--delete", "--include", "/docs/old"],
  ["--delete", "--exclude", "/mine"],
  ["--delete", "--overwrite", "never"],
  ["--sparse", "--verify"],
];

/** What was done to each item, in the order of the items. */
function doneIn(stdout: string): string[] {
  return (
    jsonLines(stdout)
      // What is deleted, restic tells file by file, and we by folders.
      .filter(({ message_type: type, action }) => type === "verbose_status" && action !== "deleted")
      .map(({ item, action, size }) => `${String(item)} ${String(action)} ${String(size)}`)
      .toSorted()
  );
}

testWithRestic("every option of restore leaves what restic leaves", async (peer, t) => {
  if (peer.version.startsWith("0.14")) return;
  const folder = temporaryFolder(t);
  const source = join(folder, "source");
  makeSource(source);
  const vault = await resticVault(peer, folder);
  await restic(peer, vault, ["backup", "source"], { cwd: folder });
  const template = join(folder, "template");
  mkdirSync(template);
  makeTarget(template);
  for (const options of cases) {
    const [ours, theirs] = [join(folder, "ours"), join(folder, "theirs")];
    for (const target of [ours, theirs]) execFileSync("cp", ["-a", template, target]);
    const words = ["restore", "latest:/source", ...options, "--json", "-vv", "--target"];
    const their = await runRestic(peer, vault, [...words, theirs]);
    const our = await runRestera(vault, [...words, ours]);
    assert.equal(our.code, their.status, `${options.join(" ")}\n${our.stderr}`);
    assert.deepEqual(doneIn(our.stdout), doneIn(their.stdout), options.join(" "));
    assertSameFolders(ours, theirs, { without: (path) => path === "." });
    for (const target of [ours, theirs]) rmSync(target, { recursive: true });
  }
});

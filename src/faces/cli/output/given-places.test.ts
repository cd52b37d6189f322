import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { runWithVault } from "../testing/run-with-vault.ts";

describe("files that options name", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "restera-places-"));
    mkdirSync(join(folder, "folder"));
    writeFileSync(join(folder, "file"), "before");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("are refused before any work where there can be no file, with the option and what to do", async () => {
    for (const [words, place, told] of [
      [["dump", "latest", "/a", "--target"], "folder", /--target, is a folder.*\n.*\/NAME/],
      [["dump", "latest", "/a", "--target"], "gone/x", /--target, .* there is no folder/],
      [["dump", "latest", "/a", "--target"], "file/x", /--target, .*file is no folder/],
      [["drill", "--report"], "folder", /--report, is a folder/],
      [["drill", "--report"], "file/new/x", /--report, .*file is no folder/],
      [["drill", "--scratch"], "file", /--scratch, .*file is no folder/],
      [["drill", "--scratch"], "gone", /--scratch, .* there is no folder/],
      [["schedule", "install", "--output"], "folder", /--output, is a folder/],
      [["archive", "create", "--folder"], "file", /--folder, .*file is no folder/],
      [["drill", "verify"], "folder", /folder, .*cannot be read: it is a folder/],
    ] as const) {
      const { code, stderr } = await runWithVault([...words, join(folder, place)]);
      assert.equal(code, 2, `${words.join(" ")} ${place}: ${stderr}`);
      assert.match(stderr, told);
    }
    assert.deepEqual(readdirSync(folder).toSorted(), ["file", "folder"]);
    assert.equal(readFileSync(join(folder, "file"), "utf8"), "before");
  });

  it("that cannot be written are named with what the system says", async () => {
    if (!existsSync("/proc/self")) return;
    const { code, stderr } = await runWithVault(["dump", "latest", "/a", "--target", "/proc/x"]);
    assert.equal(code, 1);
    assert.match(stderr, /\/proc\/x, given by --target, could not be written/);
  });

  it("are written through links, and pipes and devices stay what they are", async () => {
    symlinkSync("file", join(folder, "link"));
    const link = join(folder, "link");
    assert.equal((await runWithVault(["dump", "latest", "/a", "--target", link])).code, 0);
    assert.ok(lstatSync(link).isSymbolicLink());
    assert.equal(readFileSync(join(folder, "file"), "utf8"), "content");

    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    for (const words of [
      ["dump", "latest", "/a", "--target"],
      ["drill", "--report"],
    ]) {
      const read = readFile(pipe, "utf8");
      assert.equal((await runWithVault([...words, pipe])).code, 0);
      assert.match(await read, words[0] === "dump" ? /^content$/ : /"restera-drill-1"/);
      assert.ok(lstatSync(pipe).isFIFO());
    }
  });
});

import assert from "node:assert/strict";
import { lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { ResteraError } from "../../foundation/errors.ts";
import { buildSelection, createSelector, type SelectionOptions, type Selector } from "./select.ts";

const folder = mkdtempSync(join(tmpdir(), "restera-select-"));
after(() => rmSync(folder, { recursive: true }));

function write(path: string, content = "content"): string {
  const full = join(folder, path);
  mkdirSync(join(full, ".."), { recursive: true });
  writeFileSync(full, content);
  return full;
}

/** The selector as a worker gets it, and what it warned about. */
function selectorFor(options: SelectionOptions, targets: string[] = []): [Selector, string[]] {
  const warnings: string[] = [];
  const selection = structuredClone(buildSelection(options, targets));
  const selector = createSelector(selection, (path) => warnings.push(Buffer.from(path).toString()));
  return [selector, warnings];
}

function isTaken(selector: Selector, path: string): boolean {
  return selector.selectByName(path) && selector.select(path, lstatSync(path, { bigint: true }));
}

test("without options everything is taken", () => {
  const [selector] = selectorFor({});
  assert.equal(isTaken(selector, write("plain/file")), true);
});

test("patterns of both kinds leave out", () => {
  const [selector] = selectorFor({ exclude: ["*.o", "!keep.o"], iexclude: ["*.TMP"] });
  const answers = ["/a/x.o", "/a/keep.o", "/a/x.tmp", "/a/X.O"].map((path) =>
    selector.selectByName(path),
  );
  assert.deepEqual(answers, [false, true, false, true]);
});

test("names beyond ASCII are left out, given as text or as bytes", () => {
  const [selector] = selectorFor({ exclude: ["??/☺"], iexclude: ["ÉTÉ"] });
  for (const path of ["/ab/☺", "/été", Buffer.from("/ab/☺"), Buffer.from("/Été")]) {
    assert.equal(selector.selectByName(path), false, String(path));
  }
});

test("a tag file keeps its folder and itself, and nothing beside or below", () => {
  const tag = write("tagged/.nobackup", "");
  const other = write("tagged/other");
  const below = write("tagged/sub/below");
  const [selector] = selectorFor({ excludeIfPresent: [".nobackup"] });
  const taken = [join(folder, "tagged"), tag, other, join(below, "..")].map((path) =>
    isTaken(selector, path),
  );
  assert.deepEqual(taken, [true, true, false, false]);
});

test("a tag file with a wrong or short header is warned about once and has no effect", () => {
  write("wrong/CACHEDIR.TAG", "Signature: something else, but long enough for all of it");
  write("short/CACHEDIR.TAG", "Sig");
  const wrong = write("wrong/file");
  const short = write("short/file");
  write("right/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n# more");
  const right = write("right/file");
  const [selector, warnings] = selectorFor({ excludeCaches: true });
  const taken = [wrong, wrong, short, right].map((path) => isTaken(selector, path));
  assert.deepEqual(taken, [true, true, true, false]);
  const tags = ["wrong", "short"].map((name) => join(folder, name, "CACHEDIR.TAG"));
  assert.deepEqual(warnings, tags);
});

test("a header may hold colons; a tag file without a name is refused", () => {
  write("colon/TAG", "a:b and more");
  const file = write("colon/file");
  const [selector] = selectorFor({ excludeIfPresent: ["TAG:a:b"] });
  assert.equal(isTaken(selector, file), false);
  for (const specification of ["", ":header"]) {
    assert.throws(() => buildSelection({ excludeIfPresent: [specification] }), ResteraError);
  }
});

test("only what is larger than the limit is left out, and never a folder", () => {
  const [selector] = selectorFor({ excludeLargerThanBytes: 10 });
  assert.equal(isTaken(selector, write("size/ten", "0123456789")), true);
  assert.equal(isTaken(selector, write("size/eleven", "0123456789a")), false);
  assert.equal(isTaken(selector, join(folder, "size")), true);
});

test("one file system: another device is left out but for the mount point", () => {
  const own = { size: 1n, dev: lstatSync(folder, { bigint: true }).dev, ino: 0n };
  const other = { ...own, dev: own.dev + 1n };
  const asFile = { isDirectory: () => false };
  const asFolder = { isDirectory: () => true };
  const [selector] = selectorFor({ oneFileSystem: true }, [folder]);
  write("mount/file");
  const mount = join(folder, "mount");
  assert.equal(selector.select(join(mount, "file"), { ...own, ...asFile }), true);
  assert.equal(selector.select(join(mount, "file"), { ...other, ...asFile }), false);
  assert.equal(selector.select(mount, { ...other, ...asFolder }), true);
  assert.equal(selector.select(mount, { ...other, ...asFile }), false);
});

test("one file system: each target brings its own device", () => {
  const selection = buildSelection({ oneFileSystem: true }, [folder, "/proc"]);
  assert.equal(selection.devices?.size, 2);
  const selector = createSelector(selection);
  assert.equal(isTaken(selector, "/proc/version"), true);
  assert.throws(
    () => buildSelection({ oneFileSystem: true }, [join(folder, "missing")]),
    (error) => error instanceof ResteraError && error.code === "target-unreadable",
  );
});

test("folders never read are left out by path, by real path and by inode", () => {
  const vault = join(folder, "home/vault");
  write("home/vault/config");
  write("home/vault2/file");
  symlinkSync("home", join(folder, "link"));
  const [selector] = selectorFor({ neverRead: [join(folder, "link/vault")] });
  assert.equal(selector.selectByName(join(vault, "config")), false);
  assert.equal(selector.selectByName(join(folder, "link/vault/config")), false);
  assert.equal(selector.selectByName(join(folder, "home/vault2")), true);
  assert.equal(selector.select("/by/another/path", lstatSync(vault, { bigint: true })), false);
  assert.equal(selector.isNeverRead("/by/another/path", lstatSync(vault)), true);
  assert.equal(selector.isNeverRead(join(folder, "home")), false);
});

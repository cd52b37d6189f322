import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { ResteraError } from "../../foundation/errors.ts";
import { parseFilesFrom, parseFilesFromRaw, parseFilesFromVerbatim } from "./files-from.ts";

const folder = mkdtempSync(join(tmpdir(), "restera-files-from-"));
after(() => rmSync(folder, { recursive: true }));

for (const file of ["a/one.c", "a/two.c", "a/.c", "a/b/three.c", "d/one.c", "é [x]"]) {
  mkdirSync(join(folder, file, ".."), { recursive: true });
  writeFileSync(join(folder, file), "");
}
symlinkSync("a", join(folder, "link"));

function textsOf(paths: Uint8Array[]): string[] {
  return paths.map((path) => Buffer.from(path).toString());
}

test("a pattern stands for what it matches, in order", () => {
  const { paths, unmatched } = parseFilesFrom(Buffer.from("*/*.c"), folder);
  const found = ["a/.c", "a/one.c", "a/two.c", "d/one.c", "link/.c", "link/one.c", "link/two.c"];
  assert.deepEqual(textsOf([...paths]), found);
  assert.deepEqual(unmatched, []);
});

test("lines are trimmed; comments, plain paths and what is missing", () => {
  const { paths, unmatched } = parseFilesFrom(
    Buffer.from(`  # note\n\n\ta/b/three.c  \n${folder}/d/?ne.c\nno\nz*\na/one.c/*\n`),
    folder,
  );
  assert.deepEqual(textsOf([...paths]), ["a/b/three.c", join(folder, "d/one.c")]);
  assert.deepEqual(unmatched, ["no", "z*", "a/one.c/*"]);
});

test("wildcards in folders, escapes, and ** as no more than *", () => {
  const { paths } = parseFilesFrom(Buffer.from("**/three.c\n?/[b]/*\né \\[x\\]\n./a//t*"), folder);
  assert.deepEqual(textsOf([...paths]), ["a/b/three.c", "é [x]", "a/two.c"]);
});

test("a malformed pattern is refused", () => {
  assert.throws(() => parseFilesFrom(Buffer.from("a["), folder), ResteraError);
  assert.throws(() => parseFilesFrom(Buffer.from("none/[]a]/x"), folder), ResteraError);
});

test("verbatim lines are paths as they are", () => {
  const bytes = Buffer.from(" a \r\n\n#b\n*\nlast");
  assert.deepEqual(textsOf(parseFilesFromVerbatim(bytes)), [" a ", "#b", "*", "last"]);
});

test("raw paths end with a zero byte and keep every other byte", () => {
  const bytes = Buffer.from("a\nb\0\xff\0", "latin1");
  const paths = parseFilesFromRaw(bytes).map((path) => Buffer.from(path).toString("latin1"));
  assert.deepEqual(paths, ["a\nb", "\xff"]);
  assert.deepEqual(parseFilesFromRaw(Buffer.alloc(0)), []);
  assert.throws(() => parseFilesFromRaw(Buffer.from("a\0b")), ResteraError);
  assert.throws(() => parseFilesFromRaw(Buffer.from("a\0\0")), ResteraError);
});

test("a pattern may match more than a function can have arguments", () => {
  const many = join(folder, "many");
  mkdirSync(join(many, "0"), { recursive: true });
  const names = Array.from({ length: 450 }, (_, i) => String(i));
  for (const name of names) writeFileSync(join(many, "0", name), "");
  for (const name of names.slice(1)) symlinkSync("0", join(many, name));
  const { paths } = parseFilesFrom(Buffer.from("many/*/*"), folder);
  assert.equal(paths.length, 450 * 450);
});

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { ResteraError } from "../../foundation/errors.ts";
import { resolveTargets, type TargetNode } from "./targets.ts";

const folder = mkdtempSync(join(tmpdir(), "restera-targets-"));
after(() => rmSync(folder, { recursive: true }));

const files = [
  "work/foo/a",
  "work/foo/sub/b",
  "work/foo/sub/c",
  "work/bar",
  "foo/other",
  "foo-1/x",
];
for (const file of files) {
  mkdirSync(join(folder, file, ".."), { recursive: true });
  writeFileSync(join(folder, file), "");
}

/** `name=path`, with `!` for an explicit target, or `name(metadata path){children}`. */
function show(nodes: readonly TargetNode[]): string {
  return nodes.map((node) => showNode(node)).join(" ");
}

function showNode({ name, path, explicit, metadataPath, children }: TargetNode): string {
  const text = Buffer.from(name).toString();
  if (path !== undefined) return `${text}=${short(path)}${explicit === true ? "!" : ""}`;
  return `${text}(${short(metadataPath)}){${show(children ?? [])}}`;
}

function short(path: Uint8Array | undefined): string {
  return Buffer.from(path ?? [])
    .toString()
    .replace(folder, "~");
}

function layout(...targets: string[]): string {
  return show(resolveTargets(targets, join(folder, "work")).roots);
}

test("relative targets keep the folders above them, below the working folder", () => {
  assert.equal(layout("foo"), "foo=~/work/foo!");
  assert.equal(
    layout("foo/sub/b", "./foo//a"),
    "foo(~/work/foo){a=~/work/foo/a! sub(~/work/foo/sub){b=~/work/foo/sub/b!}}",
  );
  assert.equal(layout("../foo/other"), "foo(~/foo){other=~/foo/other!}");
});

test("absolute targets begin at the root", () => {
  const { roots, paths } = resolveTargets([join(folder, "foo")], "/");
  let node = roots[0];
  for (const part of folder.split("/").slice(1)) {
    assert.equal(Buffer.from(node?.name ?? []).toString(), part);
    assert.equal(node?.path, undefined);
    node = node?.children?.[0];
  }
  assert.equal(node?.explicit, true);
  assert.equal(short(paths[0]), "~/foo");
});

test("the same first name from another root gets a number", () => {
  assert.equal(
    layout("foo/a", "../foo/other", "../foo-1", "foo/sub"),
    "foo(~/work/foo){a=~/work/foo/a! sub=~/work/foo/sub!} foo-1(~/foo){other=~/foo/other!} foo-1-1=~/foo-1!",
  );
});

test("a target below another turns the upper one into its entries", () => {
  const merged = "foo(~/work/foo){a=~/work/foo/a sub=~/work/foo/sub!}";
  assert.equal(layout("foo", "foo/sub"), merged);
  assert.equal(layout("foo/sub", "foo"), merged);
  assert.equal(
    layout("foo/sub/c", "foo"),
    "foo(~/work/foo){a=~/work/foo/a sub(~/work/foo/sub){b=~/work/foo/sub/b c=~/work/foo/sub/c!}}",
  );
});

test("targets without a name stand for their entries, which are not explicit", () => {
  assert.equal(layout("."), "bar=~/work/bar foo=~/work/foo");
  assert.equal(layout(".."), "foo=~/foo foo-1=~/foo-1 work=~/work");
  assert.equal(layout(".", "bar"), "bar=~/work/bar foo=~/work/foo");
  assert.equal(layout("bar", "."), "bar=~/work/bar! foo=~/work/foo");
});

test("duplicates count once, missing targets are reported", () => {
  const { roots, paths, missing } = resolveTargets(
    ["bar", "./bar", "no", ""],
    join(folder, "work"),
  );
  assert.equal(show(roots), "bar=~/work/bar!");
  assert.deepEqual(paths.map(short), ["~/work/bar", "~/work/bar"]);
  assert.deepEqual(missing.map(short), ["no", ""]);
});

test("when no target exists there is nothing to back up", () => {
  assert.throws(
    () => resolveTargets(["no", "neither"], folder),
    (error) => error instanceof ResteraError && error.code === "nothing-to-back-up",
  );
});

test("names are in byte order and survive being posted, whatever their bytes", () => {
  const odd = Buffer.concat([Buffer.from(join(folder, "odd/")), Buffer.of(0xff, 0x0a)]);
  mkdirSync(join(folder, "odd"));
  writeFileSync(odd, "");
  writeFileSync(join(folder, "odd", "é"), "");
  writeFileSync(join(folder, "odd", "z"), "");
  const { roots } = structuredClone(resolveTargets(["."], join(folder, "odd")));
  const names = roots.map(({ name }) => Buffer.from(name).toString("hex"));
  assert.deepEqual(names, ["7a", "c3a9", "ff0a"]);
  assert.equal(roots[2]?.path?.buffer.byteLength, odd.length);
  const explicit = resolveTargets([odd], "/").paths[0];
  assert.deepEqual(Buffer.from(explicit ?? []), odd);
});

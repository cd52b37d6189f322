import assert from "node:assert/strict";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { asPath } from "../../foundation/fs-path.ts";
import { type AttributeBytes, ExtendedAttributes } from "./extended-attributes.ts";
import { loadSystemCalls, type SystemCalls, type Target } from "./system-calls.ts";

const calls = loadSystemCalls();
const isRoot = process.geteuid?.() === 0;
const skip = calls === undefined && "koffi is not there for this platform";

function scene(t: TestContext): { folder: string; attributes: ExtendedAttributes } {
  const folder = mkdtempSync(join(tmpdir(), "restera-attributes-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, attributes: new ExtendedAttributes(calls!) };
}

function fail(error: unknown): never {
  throw error;
}

function attribute(name: string | Buffer, value: string): AttributeBytes {
  return { name: Buffer.from(name), value: Buffer.from(value) };
}

/** As text, sorted: file systems keep an order of their own. */
function read(attributes: ExtendedAttributes, target: Target): string[] {
  return attributes
    .read(target, fail)
    .map(
      ({ name, value }) =>
        `${Buffer.from(name).toString("latin1")}=${Buffer.from(value).toString("latin1")}`,
    )
    .toSorted();
}

test("attributes come back from files and folders, by path and by descriptor", { skip }, (t) => {
  const { folder, attributes } = scene(t);
  const file = join(folder, "file");
  writeFileSync(file, "");
  mkdirSync(join(folder, "below"));
  const wanted = [
    attribute("user.plain", "value"),
    attribute("user.empty", ""),
    attribute(Buffer.from([...Buffer.from("user."), 0xff, 0x3c]), "\0\xff"),
    attribute("user.long", "x".repeat(2000)),
  ];
  const expected = wanted.map(
    ({ name, value }) =>
      `${Buffer.from(name).toString("latin1")}=${Buffer.from(value).toString("latin1")}`,
  );
  attributes.write(file, wanted, fail);
  const fd = openSync(file, "r");
  assert.deepEqual(read(attributes, file), expected.toSorted());
  assert.deepEqual(read(attributes, fd), expected.toSorted());
  closeSync(fd);
  attributes.write(join(folder, "below"), wanted, fail);
  assert.deepEqual(read(attributes, join(folder, "below")), expected.toSorted());
});

test("a path that is not UTF-8 has attributes too, and most files have none", { skip }, (t) => {
  const { folder, attributes } = scene(t);
  const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0x80])]);
  writeFileSync(path, "");
  assert.deepEqual(read(attributes, path), []);
  attributes.write(path, [attribute("user.a", "b")], fail);
  assert.deepEqual(read(attributes, path), ["user.a=b"]);
});

test("links are not followed", { skip: skip || (!isRoot && "only root may") }, (t) => {
  const { folder, attributes } = scene(t);
  const [file, link] = [join(folder, "file"), join(folder, "link")];
  writeFileSync(file, "");
  symlinkSync("file", link);
  attributes.write(file, [attribute("user.file", "1")], fail);
  attributes.write(link, [attribute("trusted.link", "2")], fail);
  assert.deepEqual(read(attributes, file), ["user.file=1"]);
  assert.deepEqual(read(attributes, link), ["trusted.link=2"]);
});

test("what is not wanted goes, unless the system put it there", { skip }, (t) => {
  const { folder, attributes } = scene(t);
  attributes.write(folder, [attribute("user.old", "1"), attribute("user.kept", "1")], fail);
  if (isRoot)
    attributes.write(
      folder,
      [attribute("user.old", "1"), attribute("user.kept", "1"), attribute("trusted.label", "1")],
      fail,
    );
  attributes.write(folder, [attribute("user.kept", "2")], fail);
  assert.deepEqual(read(attributes, folder), [
    ...(isRoot ? ["trusted.label=1"] : []),
    "user.kept=2",
  ]);
});

test("one attribute that is refused does not keep the others back", { skip }, (t) => {
  const { folder, attributes } = scene(t);
  const errors: unknown[] = [];
  const wanted = [attribute("nonsense", "1"), attribute("user.good", "2")];
  attributes.write(folder, wanted, (error) => errors.push(error));
  assert.equal(errors.length, 1);
  assert.match(String(errors[0]), /ENOTSUP|EOPNOTSUPP/);
  assert.deepEqual(read(attributes, folder), ["user.good=2"]);
});

test("what is not there is an error like Node's own", { skip }, (t) => {
  const { folder, attributes } = scene(t);
  assert.throws(() => attributes.read(join(folder, "no"), fail), {
    code: "ENOENT",
    syscall: "llistxattr",
    message: `ENOENT: no such file or directory, llistxattr '${folder}/no'`,
  });
});

test("times are set to the nanosecond, also before 1970 and of links", { skip }, (t) => {
  const { folder } = scene(t);
  const link = join(folder, "link");
  symlinkSync("nowhere", link);
  const times = [1_234_567_890_123_456_789n, 0n, -1n, -1_500_000_000_000_000_001n];
  const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff])]);
  writeFileSync(path, "");
  for (const time of times) {
    for (const target of [link, path]) {
      (calls as SystemCalls).setTimes(target, time + 7n, time);
      const { atimeNs, mtimeNs } = lstatSync(asPath(target), { bigint: true });
      assert.deepEqual([atimeNs, mtimeNs], [time + 7n, time]);
    }
  }
});

test("without koffi, or where it does not load, there are no calls", () => {
  assert.equal(
    loadSystemCalls(() => {
      throw new Error("Cannot find module 'koffi'");
    }),
    undefined,
  );
});

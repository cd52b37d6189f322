import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { readZip } from "./read-zip.ts";
import { writeZip, type ZipFile } from "./write-zip.ts";

const folder = mkdtempSync(join(tmpdir(), "write-zip-"));
after(() => rmSync(folder, { recursive: true }));

const modified = "2024-07-03T11:46:40.5+02:00";

function entry(path: string, text: string, more: Partial<ZipFile> = {}): ZipFile {
  const bytes = Buffer.from(text);
  const content = async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
  };
  return { path, kind: "file", mode: 0o640, modified, size: bytes.length, content, ...more };
}

async function* each<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

async function zipOf(files: Iterable<ZipFile>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of writeZip(each(files))) parts.push(part);
  return Buffer.concat(parts);
}

describe("writing a zip", () => {
  it("gives back names, contents, rights, links and times", async () => {
    const files = [
      entry("a", "", { kind: "folder", mode: 0o750 }),
      entry("a/empty", ""),
      entry("a/small é", "text"),
      entry("a/large", "0123456789".repeat(40_000)),
      entry("a/link", "", { kind: "symlink", linkTarget: "small é", mode: 0o777 }),
    ];
    const path = join(folder, "whole.zip");
    writeFileSync(path, await zipOf(files));
    await using handle = await open(path);
    const found: unknown[] = [];
    for await (const stored of readZip(handle)) {
      const parts: Uint8Array[] = [];
      for await (const part of stored.content()) parts.push(part);
      const { kind, mode, modifiedMs, linkTarget } = stored;
      const name = stored.path.replace(/\/$/, "");
      assert.equal(modifiedMs, Date.parse("2024-07-03T09:46:40Z"));
      found.push([name, kind, mode, linkTarget, Buffer.concat(parts).toString()]);
    }
    const wanted = await Promise.all(
      files.map(async ({ path: name, kind, mode, linkTarget = "", content }) => {
        const parts: Uint8Array[] = [];
        for await (const part of content()) parts.push(part);
        return [name, kind, mode, linkTarget, Buffer.concat(parts).toString()];
      }),
    );
    assert.deepEqual(found, wanted);
  });

  it("holds more entries than the first format can count", async () => {
    const count = 70_000;
    const names = Array.from({ length: count }, (_, at) => entry(`d${at}`, "", { kind: "folder" }));
    const path = join(folder, "many.zip");
    writeFileSync(path, await zipOf(names));
    await using handle = await open(path);
    let [found, last] = [0, ""];
    for await (const stored of readZip(handle)) [found, last] = [found + 1, stored.path];
    assert.deepEqual([found, last.replace(/\/$/, "")], [count, `d${count - 1}`]);
  });

  it("shows the nearest that MS-DOS knows for times it does not", async () => {
    const dates = ["1969-12-31T23:59:55Z", "0001-01-01T00:00:00Z", "2999-01-01T00:00:00Z"];
    const shown: number[] = [];
    for (const date of dates) {
      const zip = await zipOf([entry("a", "", { modified: date })]);
      shown.push(zip.readUInt16LE(12));
    }
    assert.deepEqual(shown, [0x21, 0x21, 0xff9f]);
  });
});

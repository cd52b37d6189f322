import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { paddingBytes } from "./tar-block.ts";
import { tarEnd, tarHeader } from "./tar-header.ts";
import { readTar, type TarEntry } from "./read-tar.ts";

/** The stream cut into pieces of this size. */
async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function tarOf(files: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(files).flatMap(([path, content]) => {
    const body = Buffer.from(content);
    const header = tarHeader({
      path,
      size: body.length,
      modifiedMs: 1_700_000_000_000,
      mode: 0o640,
    });
    return [header, body, Buffer.alloc(paddingBytes(body.length))];
  });
  return Buffer.concat([...parts, tarEnd()]);
}

describe("tar", () => {
  it("gives back every name and content, however the stream is cut", async () => {
    const files = Object.fromEntries(
      [
        "a",
        "x".repeat(100),
        `${"d".repeat(155)}/${"n".repeat(100)}`,
        "y".repeat(1000),
        "é/☃",
        "a/b/",
      ].map((name, at) => [name, "z".repeat(at * 300)]),
    );
    for (const size of [1, 511, 512, 513, 1 << 20]) {
      const found: Record<string, string> = {};
      for await (const { path, mode, modifiedMs, content } of readTar(pieces(tarOf(files), size))) {
        const parts: Uint8Array[] = [];
        for await (const part of content()) parts.push(part);
        found[path] = Buffer.concat(parts).toString();
        assert.deepEqual([mode, modifiedMs], [0o640, 1_700_000_000_000]);
      }
      assert.deepEqual(found, files);
    }
  });

  it("passes over what is not read, or not to its end", async () => {
    const files = { a: "1".repeat(2000), b: "2".repeat(2000), c: "3" };
    const names: string[] = [];
    for await (const entry of readTar(pieces(tarOf(files), 100))) {
      names.push(entry.path);
      if (entry.path === "b") for await (const _ of entry.content()) break;
    }
    assert.deepEqual(names, ["a", "b", "c"]);
  });

  it("keeps folders and links, whatever their names", async () => {
    const entries = ["short", "l".repeat(300), "é"].flatMap((name) => [
      { path: name, kind: "folder" as const, size: 0, modifiedMs: 0, mode: 0o750 },
      {
        path: `${name}/link`,
        kind: "symlink" as const,
        linkTarget: `to/${name}`,
        size: 0,
        modifiedMs: 0,
      },
    ]);
    const tar = Buffer.concat([...entries.map((entry) => tarHeader(entry)), tarEnd()]);
    const found: string[][] = [];
    for await (const { path, kind, linkTarget } of readTar(pieces(tar, 700))) {
      found.push([path.replace(/\/$/, ""), kind, linkTarget]);
    }
    const wanted = entries.map(({ path, kind, linkTarget = "" }) => [path, kind, linkTarget]);
    assert.deepEqual(found, wanted);
  });

  it("holds sizes that ustar cannot", async () => {
    const size = 10 * 2 ** 30;
    const header = tarHeader({ path: "large", size, modifiedMs: 0 });
    let first: TarEntry | undefined;
    for await (const entry of readTar(pieces(header, 512))) {
      first = entry;
      break;
    }
    assert.equal(first?.size, size);
  });
});

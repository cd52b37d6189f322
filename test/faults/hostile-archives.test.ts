import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { archiveAt } from "../../src/services/archives/archive-at.ts";
import { readArchiveData } from "../../src/services/archives/read-archive-data.ts";
import { restoreArchive } from "../../src/services/archives/restore-archive.ts";
import { craftedTar, type CraftedEntry, writeCraftedTar } from "../support/crafted-tar.ts";
import { ownerOfMany, temporaryFolder } from "../support/temporary-folder.ts";

const good: CraftedEntry = { name: "data/good.json", content: "{}" };

describe("a hostile archive is refused, and nothing is written", () => {
  const owner = ownerOfMany();
  after(() => owner.end());
  const folder = temporaryFolder(owner);
  let number = 0;

  /** Tries to restore, and sees that neither the target nor its surroundings have anything new. */
  async function refused(file: string, code: string, said: RegExp): Promise<void> {
    const target = join(folder, `target ${number}`);
    const before = readdirSync(folder).toSorted();
    const archive = await archiveAt(file);
    await assert.rejects(restoreArchive(archive, { target }), (error: Error & { code: string }) => {
      assert.equal(error.code, code, error.message);
      assert.match(error.message, said);
      return true;
    });
    assert.deepEqual(readdirSync(folder).toSorted(), before);
  }

  const hostile: [what: string, entries: CraftedEntry[], said: RegExp][] = [
    ["an absolute name", [{ name: "/tmp/restera-evil", content: "x" }], /absolute name/],
    ["a Windows name", [{ name: "C:\\evil", content: "x" }], /absolute name/],
    ["a name that leads out", [{ name: "../evil", content: "x" }], /leads out/],
    ["one that does so later", [{ name: "a/b/../../../evil", content: "x" }], /leads out/],
    ["an absolute link", [{ name: "l", type: "2", link: "/etc" }], /links out/],
    ["a link out", [{ name: "a/l", type: "2", link: "../../x" }], /links out/],
    [
      "links that lead out together",
      [
        { name: "b", type: "2", link: "." },
        { name: "a", type: "2", link: "b/.." },
      ],
      /links out/,
    ],
    [
      "a file behind a link",
      [
        { name: "l", type: "2", link: "data" },
        { name: "l/evil", content: "x" },
      ],
      /through a link/,
    ],
    ["a hard link out", [{ name: "h", type: "1", link: "/etc/passwd" }], /absolute name/],
    ["a hard link up", [{ name: "h", type: "1", link: "../x" }], /leads out/],
    ["a hard link to a stranger", [{ name: "h", type: "1", link: "x" }], /not in the archive/],
    ["a character device", [{ name: "null", type: "3" }], /is a device/],
    ["a block device", [{ name: "sda", type: "4" }], /is a device/],
    ["a pipe", [{ name: "pipe", type: "6" }], /is a device/],
    ["a file without a name", [{ name: ".", content: "x" }], /no name/],
  ];
  for (const [what, entries, said] of hostile) {
    it(`with ${what}`, async () => {
      const file = join(folder, `${++number}.tar.gz`);
      writeCraftedTar(file, [good, ...entries]);
      await refused(file, "archive-hostile", said);
    });
  }

  it("with a sparse file, or what nobody knows", async () => {
    for (const [type, said] of [
      ["S", /sparse/],
      ["V", /unknown kind/],
    ] as const) {
      const file = join(folder, `${++number}.tar`);
      writeCraftedTar(file, [good, { name: "s", type, content: "x" }]);
      await refused(file, "archive-unsupported", said);
    }
  });

  it("that is a bomb", async () => {
    const bomb = join(folder, `${++number}.tar.gz`);
    writeCraftedTar(bomb, [good, { name: "data/zeros.json", content: Buffer.alloc(30_000_000) }]);
    const archive = await archiveAt(bomb);
    const limit = { maxContentBytes: 20_000_000 };
    const target = join(folder, "bombed");
    await assert.rejects(restoreArchive(archive, { target }, limit), { code: "archive-too-large" });
    assert.equal(existsSync(target), false);
    await assert.rejects(readArchiveData(archive, limit), { code: "archive-too-large" });
  });

  it("that says to be larger than it is, or is cut off", async () => {
    const tar = craftedTar([good]);
    const cases: [string, Uint8Array, RegExp][] = [
      ["tar", craftedTar([good, { name: "x", content: "x", size: 8 ** 10 }]), /end is missing/],
      ["tar", tar.subarray(0, 700), /end is missing/],
      ["tar", tar.subarray(0, 1024), /end is missing/],
      ["tar", craftedTar([{ ...good, wrongChecksum: true }]), /header is damaged/],
      ["tar", craftedTar([{ name: "x", type: "L", size: 8 ** 9 }]), /header is too long/],
      ["tar", craftedTar([{ name: "x", type: "x", content: "99 path=/etc\n" }]), /pax header/],
      ["tar.gz", gzipSync(tar).subarray(0, -9), /unexpected end/],
      ["json.gz", gzipSync('{"data_sources": {'), /end is missing/],
      ["json.gz", gzipSync('{"data_sources": []}'), /no data_sources/],
    ];
    for (const [format, bytes, said] of cases) {
      const file = join(folder, `${++number}.${format}`);
      writeFileSync(file, bytes);
      await refused(file, "archive-damaged", said);
    }
  });

  it("whose JSON lies about its files", async () => {
    const document = (file: object) =>
      JSON.stringify({ data_sources: { a: 1 }, files: [{ modified: "2026-01-01", ...file }] });
    const name = { path: "../evil", offset: 0, size_bytes: 2, encoding: "text" };
    const cases: [string, string, RegExp][] = [
      ["archive-hostile", document(name), /leads out/],
      ["archive-damaged", document({ ...name, path: "a", offset: 1e9 }), /end is missing/],
      ["archive-damaged", document({ ...name, path: "a", offset: -1 }), /list of files is damaged/],
      ["archive-damaged", document({ ...name, path: "a", encoding: "base64" }), /no base64/],
      ["archive-mismatch", document({ ...name, path: "a", sha256: "00" }), /SHA-256/],
    ];
    for (const [code, text, said] of cases) {
      const file = join(folder, `${++number}.json.gz`);
      writeFileSync(file, gzipSync(text));
      await refused(file, code, said);
    }
  });
});

it("a restore goes through no link that stands in the target", async (t) => {
  const folder = temporaryFolder(t);
  const [target, outside] = [join(folder, "target"), join(folder, "outside")];
  for (const each of [target, outside]) mkdirSync(each);
  writeFileSync(join(outside, "kept"), "kept");
  symlinkSync(outside, join(target, "data"));
  symlinkSync(join(outside, "kept"), join(target, "file"));
  const file = writeCraftedTar(join(folder, "a.tar"), [good, { name: "file", content: "new" }]);
  const result = await restoreArchive(await archiveAt(file), { target });
  assert.deepEqual(
    result.problems.map(({ path }) => path),
    ["data/good.json"],
  );
  assert.deepEqual(readdirSync(outside), ["kept"]);
  assert.equal(readFileSync(join(outside, "kept"), "utf8"), "kept");
  assert.equal(readFileSync(join(target, "file"), "utf8"), "new");
});

it("harmless links of another's archive are made", async (t) => {
  const folder = temporaryFolder(t);
  const target = join(folder, "target");
  const file = writeCraftedTar(join(folder, "a.tar"), [
    { name: "./", type: "5" },
    { name: "./a/", type: "5" },
    { name: "./a/file", content: "content" },
    { name: "./hard", type: "1", link: "./a/file" },
    { name: "./a/soft", type: "2", link: "../a/./file" },
  ]);
  const { problems } = await restoreArchive(await archiveAt(file), { target });
  assert.deepEqual(problems, []);
  for (const name of ["a/file", "hard", "a/soft"]) {
    assert.equal(readFileSync(join(target, name), "utf8"), "content");
  }
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { generatePortableIdentity } from "../../src/engine/portable/portable-key.ts";
import { archiveAt } from "../../src/services/archives/archive-at.ts";
import { createArchive } from "../../src/services/archives/create-archive.ts";
import { readArchiveData } from "../../src/services/archives/read-archive-data.ts";
import { restoreArchive } from "../../src/services/archives/restore-archive.ts";
import { verifyArchive } from "../../src/services/archives/verify-archive.ts";
import { archiveSources } from "../../src/compose/archive-sources.ts";
import { archiveWorld, documentedData } from "../support/archive-world.ts";
import { findAge } from "./peers.ts";
import { findProgram } from "../servers/find-program.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Names that ustar cannot hold: too long, not ASCII, not to be split; and odd ones. */
const names = [
  `data/ai_hub/${"long/".repeat(40)}file.json`,
  `data/ai_hub/${"n".repeat(200)}.json`,
  "data/ai_hub/été ☃ 𝄞.json",
  "data/ai_hub/new\nline and \\ back.json",
  `data/ai_hub/${"a".repeat(150)}/${"b".repeat(99)}`,
];
const isGnu = (program: string): boolean => {
  const found = findProgram(program);
  return found !== undefined && execFileSync(found, ["--version"]).includes("GNU");
};
const withoutTar = isGnu("tar") ? false : "GNU tar is not installed";

describe("archives", { skip: withoutTar }, () => {
  it("of ours are opened by GNU tar and gzip, whatever the names", async (t) => {
    const world = archiveWorld(t);
    const files = {
      ...documentedData,
      ...Object.fromEntries(names.map((name) => [name, `"${name.length}"`])),
    };
    world.write(files);
    utimesSync(join(world.folder, names[0]!), 1_000_000_000, 1_000_000_000);
    for (const format of ["tar.gz", "tar"] as const) {
      const { path } = await world.create(format);
      const target = join(world.folder, `tar ${format}`);
      mkdirSync(target);
      if (format === "tar.gz") execFileSync("gzip", ["--test", path]);
      execFileSync("tar", ["--extract", "--file", path, "--directory", target]);
      for (const [name, content] of Object.entries(files)) {
        assert.equal(readFileSync(join(target, name), "utf8"), content);
      }
      execFileSync("tar", ["--compare", "--file", path, "--directory", target]);
    }
    const { path } = await world.create("json.gz");
    const document = execFileSync("gzip", ["--decompress", "--stdout", path]).toString();
    const { data_sources: data } = JSON.parse(document) as { data_sources: { my_own: string } };
    assert.equal(data.my_own, "text");
  });

  for (const format of ["gnu", "pax", "ustar", "oldgnu", "v7"]) {
    it(`of GNU tar in its format ${format} are opened by us`, async (t) => {
      const world = archiveWorld(t);
      const fits = (name: string) => name.length <= 99 && !/[^\n -~]/.test(name);
      const own = ["v7", "ustar"].includes(format) ? names.filter(fits) : names;
      const files = { ...documentedData, ...Object.fromEntries(own.map((name) => [name, "1"])) };
      world.write(files);
      symlinkSync("../my_own.json", join(world.folder, "data/ai_hub/link"));
      // A second name of a file, which tar stores as a link.
      execFileSync("ln", ["data/my_own.json", "data/zz.json"], { cwd: world.folder });
      const path = join(world.folder, "made by tar.tar.gz");
      execFileSync("tar", ["-cz", `--format=${format}`, "-f", path, "./data"], {
        cwd: world.folder,
      });
      const archive = await archiveAt(path);
      const { data_sources: data } = await readArchiveData(archive);
      assert.deepEqual(data["discovered_gems"], { gems: [] });
      assert.equal((data["ai_hub"] as { version: number }).version, 2);
      const target = join(world.folder, "restored");
      assert.deepEqual((await restoreArchive(archive, { target })).problems, []);
      for (const [name, content] of Object.entries({
        ...files,
        "data/zz.json": '"text"',
        "data/ai_hub/link": '"text"',
      })) {
        assert.equal(readFileSync(join(target, name), "utf8"), content, name);
      }
    });
  }

  it("with sparse files are refused in words", async (t) => {
    const folder = temporaryFolder(t);
    const file = openSync(join(folder, "sparse"), "w");
    ftruncateSync(file, 10_000_000);
    writeSync(file, "end", 9_000_000);
    for (const format of ["gnu", "pax"]) {
      const path = join(folder, `${format}.tar`);
      execFileSync("tar", ["-cS", `--format=${format}`, "-f", path, "sparse"], { cwd: folder });
      const target = join(folder, "restored");
      const restored = restoreArchive(await archiveAt(path), { target });
      await assert.rejects(restored, { code: "archive-unsupported", message: /sparse file/ });
    }
  });

  it("of two gzip members, and names from before 1970, are read", async (t) => {
    const world = archiveWorld(t);
    world.write(documentedData);
    utimesSync(join(world.folder, "data/my_own.json"), -1_000_000, -1_000_000);
    const tar = execFileSync("tar", ["-c", "data"], { cwd: world.folder });
    const path = join(world.folder, "old.tgz");
    const gzip = (bytes: Uint8Array) => execFileSync("gzip", ["--stdout"], { input: bytes });
    writeFileSync(path, Buffer.concat([gzip(tar.subarray(0, 3000)), gzip(tar.subarray(3000))]));
    assert.equal((await verifyArchive(await archiveAt(path))).files, 9);
  });
});

it(
  "age opens what we encrypt",
  { skip: findAge() === undefined && "age is not installed; run scripts/install-peers.sh" },
  async (t) => {
    const world = archiveWorld(t);
    world.write(documentedData);
    const identity = await generatePortableIdentity();
    const settingsFile = join(world.folder, "none.json");
    const sources = await archiveSources({ folder: world.folder, settingsFile });
    const { path } = await createArchive({
      ...{ folder: world.backups, sources, format: "tar.gz", key: { identity } },
    });
    world.write({ "key.txt": `# made for this\n${identity}\n` });
    const opened = execFileSync(findAge()!.age, ["-d", "-i", join(world.folder, "key.txt"), path]);
    const list = execFileSync("tar", ["-tz"], { input: opened }).toString();
    assert.match(list, /^data\/my_own\.json$/m);
  },
);

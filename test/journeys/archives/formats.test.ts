import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import {
  generatePortableIdentity,
  type PortableKey,
} from "../../../src/engine/portable/portable-key.ts";
import type { ArchiveMetadata } from "../../../src/services/archives/archive-metadata.ts";
import {
  createArchive,
  type CreatedArchive,
} from "../../../src/services/archives/create-archive.ts";
import { findArchive, listArchives } from "../../../src/services/archives/list-archives.ts";
import { readArchiveData } from "../../../src/services/archives/read-archive-data.ts";
import { restoreArchive } from "../../../src/services/archives/restore-archive.ts";
import { verifyArchive } from "../../../src/services/archives/verify-archive.ts";
import { archiveSources } from "../../../src/compose/archive-sources.ts";
import { archiveWorld, documentedData, type ArchiveWorld } from "../../support/archive-world.ts";
import { describeFolder } from "../../support/describe-folder.ts";
import { seededBytes } from "../../support/seeded-bytes.ts";
import { ownerOfMany } from "../../support/temporary-folder.ts";

const expected = {
  ai_hub: {
    shared_knowledge: { patterns: [1, 2, 3] },
    collective_intelligence: { collective_iq: 142.5 },
    version: 2,
    collective_iq: 140,
  },
  total_market_intelligence: {
    learning: { state: [1000] },
    learned_patterns: ["é", "\0"],
  },
  notification_ai: { history: [] },
  discovered_gems: { gems: [] },
  my_own: "text",
};
/** Content, rights and times in seconds, by path. */
function filesOf(folder: string): Record<string, unknown> {
  const files = [...describeFolder(folder)].filter(([, { type }]) => type === "file");
  const told = files.map(([path, { content, mode, mtimeNs }]) => {
    return [path, { content, mode, modified: Number(mtimeNs / 1_000_000_000n) }] as const;
  });
  return Object.fromEntries(told.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const identity = await generatePortableIdentity();
const formats = [
  ["tar.gz", undefined],
  ["tar", undefined],
  ["json.gz", undefined],
  ["tar.gz", { identity }],
  ["json.gz", { identity }],
] as const;

describe("archives", () => {
  const owner = ownerOfMany();
  let world: ArchiveWorld;
  before(() => {
    world = archiveWorld(owner);
    world.write(documentedData);
    world.write({
      "data/ai_hub/model.bin": seededBytes(2, 100_000),
      "data/notification_ai/broken.json": '{"a": NaN}',
    });
    chmodSync(join(world.folder, "data/my_own.json"), 0o640);
    utimesSync(join(world.folder, "data/my_own.json"), 1_000_000_000, 1_000_000_000);
  });
  after(() => owner.end());

  for (const [format, key] of formats) {
    it(`of ${format}${key === undefined ? "" : ", encrypted,"} give everything back`, async () => {
      const created = await create(format, key);
      const archive = await findArchive([world.backups], created.metadata.backup_id);
      assert.equal(archive.path, created.path);

      const { data_sources: data, problems } = await readArchiveData(archive, { key });
      assert.deepEqual(data, expected);
      assert.deepEqual(
        problems.map(({ path, kind }) => [path, kind]),
        [["data/notification_ai/broken.json", "broken-json"]],
      );

      const check = await verifyArchive(archive, { key });
      assert.deepEqual(check.problems, []);
      assert.equal(check.compared.files, true);
      assert.equal(check.files, Object.keys(documentedData).length + 2);

      const target = join(world.folder, "restored");
      const restored = await restoreArchive(archive, { target }, { key });
      assert.deepEqual(restored.problems, []);
      assert.deepEqual(filesOf(join(target, "data")), filesOf(join(world.folder, "data")));
      rmSync(target, { recursive: true });
    });
  }

  async function create(
    format: (typeof formats)[number][0],
    key: PortableKey | undefined,
  ): Promise<CreatedArchive> {
    const settingsFile = join(world.folder, "none.json");
    const sources = await archiveSources({ folder: world.folder, settingsFile });
    return createArchive({ folder: world.backups, sources, format, key });
  }

  it("have the documented metadata, which says what the files say", async () => {
    const { path, metadata } = await create("tar.gz", undefined);
    const beside = path.replace(".tar.gz", "_metadata.json");
    assert.deepEqual(JSON.parse(readFileSync(beside, "utf8")), metadata);
    const bytes = readFileSync(path);
    const documented: Partial<ArchiveMetadata> = {
      backup_id: metadata.backup_id,
      timestamp: metadata.timestamp,
      filename: `${metadata.backup_id}.tar.gz`,
      size_bytes: bytes.length,
      checksum: createHash("md5").update(bytes).digest("hex"),
      format: "tar.gz",
      files_backed_up: [
        ...["data/ai_hub.json", "data/ai_hub"],
        ...["data/total_market_intelligence.json", "data/total_market_intelligence"],
        "data/notification_ai",
        ...["data/discovered_gems.json", "data/my_own.json"],
      ],
      cloud_sync_status: "pending",
      cloud_path: null,
    };
    assert.deepEqual(Object.entries(metadata).slice(0, 9), Object.entries(documented));
    assert.match(metadata.backup_id, /^unified_backup_\d{8}_\d{6}(_\d+)?$/);
    assert.match(metadata.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
    assert.equal(metadata.sha256, createHash("sha256").update(bytes).digest("hex"));
    const listed = metadata.files!.find((file) => file.path === "data/my_own.json");
    assert.equal(listed!.sha256, createHash("sha256").update('"text"').digest("hex"));
  });

  it("in JSON are the document of the SignalTrust guide", async () => {
    const { path, metadata } = await create("json.gz", undefined);
    const document = JSON.parse(gunzipSync(readFileSync(path)).toString()) as Record<
      string,
      unknown
    >;
    assert.equal(document["backup_id"], metadata.backup_id);
    assert.equal(document["timestamp"], metadata.timestamp);
    assert.deepEqual(document["data_sources"], expected);
  });

  it("take files larger than what is read at once", async () => {
    const big = archiveWorld(owner);
    const entries = seededBytes(1, 5000).join(", ").repeat(80);
    const large = `{"entries": "${entries}",\n "last": true}`;
    const bytes = Buffer.alloc(4_500_000, "some bytes");
    big.write({ "data/ai_hub.json": large, "data/ai_hub/model.bin": bytes, "data/b.json": large });
    for (const format of ["tar", "json.gz"] as const) {
      const { metadata } = await big.create(format);
      const archive = await findArchive([big.backups], metadata.backup_id);
      const { data_sources: data } = await readArchiveData(archive);
      assert.deepEqual(data, { ai_hub: JSON.parse(large), b: JSON.parse(large) });
      const target = join(big.folder, format);
      await restoreArchive(archive, { target });
      assert.deepEqual(filesOf(join(target, "data")), filesOf(join(big.folder, "data")));
    }
  });

  it("of one second have two names, also when made at once", async () => {
    const time = new Date(2026, 1, 7, 17, 51, 54, 406);
    const made = await Promise.all([1, 2, 3].map(() => world.create("tar", { time })));
    const ids = made.map(({ metadata }) => metadata.backup_id).toSorted();
    const first = "unified_backup_20260207_175154";
    assert.deepEqual(ids, [first, `${first}_2`, `${first}_3`]);
    assert.equal(made[0]!.metadata.timestamp, "2026-02-07T17:51:54.406000");
    for (const { path } of made) assert.ok(statSync(path).size > 0);
  });

  it("that are encrypted tell no names and no hashes of files beside them", async () => {
    const { path, metadata } = await create("tar.gz", { identity });
    const bytes = readFileSync(path);
    assert.equal(bytes.subarray(0, 21).toString(), "age-encryption.org/v1");
    assert.equal(metadata.files, undefined);
    const archive = await findArchive([world.backups], metadata.backup_id);
    await assert.rejects(readArchiveData(archive), { code: "archive-encrypted" });
    const wrong = { key: { identity: await generatePortableIdentity() } };
    await assert.rejects(readArchiveData(archive, wrong), { code: "portable-key-wrong" });
  });

  it("that the SignalTrust summary's program wrote are read with its metadata alone", async () => {
    const old = archiveWorld(owner);
    old.write(documentedData);
    const { path } = await old.create("tar.gz");
    const bytes = readFileSync(path);
    const id = "unified_backup_20260207_175154";
    const metadata = {
      backup_id: id,
      timestamp: "2026-02-07T17:51:54.406320",
      filename: `${id}.tar.gz`,
      size_bytes: bytes.length,
      checksum: createHash("md5").update(bytes).digest("hex"),
      format: "tar.gz",
      files_backed_up: ["data/discovered_gems.json", "data/ai_hub"],
      cloud_sync_status: "synced",
      cloud_path: `s3://bucket/backups/${id}/${id}.tar.gz`,
    };
    old.write({
      [`backups/${id}.tar.gz`]: bytes,
      [`backups/${id}_metadata.json`]: JSON.stringify(metadata),
    });
    const archive = await findArchive([old.backups], id);
    for (const [name, value] of Object.entries(metadata)) {
      assert.deepEqual(archive[name as keyof typeof archive], value, name);
    }
    assert.equal(
      new Date(archive.created_at).getTime(),
      new Date(2026, 1, 7, 17, 51, 54, 406).getTime(),
    );
    assert.deepEqual((await readArchiveData(archive)).data_sources["my_own"], "text");
    assert.deepEqual((await verifyArchive(archive)).compared, { archive: true, files: false });
    old.write({
      [`backups/${id}.tar.gz`]: Buffer.concat([bytes.subarray(0, -1), Buffer.from("x")]),
    });
    await assert.rejects(readArchiveData(archive));
  });

  it("that the SignalTrust guide's program wrote are read and restored", async () => {
    const old = archiveWorld(owner);
    const id = "unified_backup_20260207_151223";
    const sources = { ai_hub: { collective_intelligence: { collective_iq: 142 } }, gems: [1] };
    const document = { backup_id: id, timestamp: "2026-02-07T15:12:23.1", data_sources: sources };
    old.write({ [`data/unified_backups/${id}.json.gz`]: gzipSync(JSON.stringify(document)) });
    const archive = await findArchive([old.backups, join(old.folder, "data/unified_backups")], id);
    assert.deepEqual((await readArchiveData(archive)).data_sources, sources);
    const target = join(old.folder, "restored");
    await restoreArchive(archive, { target });
    const restored = readFileSync(join(target, "data/ai_hub.json"), "utf8");
    assert.deepEqual(JSON.parse(restored), sources.ai_hub);
    const shown = await old.run("archive", "show", id);
    assert.match(shown.stdout, /^data\/gems\.json +gems/m);
  });

  it("are listed from the files, the newest first, whatever the index says", async () => {
    const copy = join(world.folder, "copy");
    cpSync(world.backups, copy, { recursive: true, preserveTimestamps: true });
    const index = join(copy, "backup_index.json");
    const all = await listArchives([copy]);
    const right = readFileSync(index, "utf8");
    const times = all.map(({ created_at: created }) => created);
    assert.deepEqual(times, times.toSorted().toReversed());
    const wrong = JSON.parse(right) as {
      backups: { checksum: string; files_backed_up: string[] }[];
    };
    wrong.backups[0]!.checksum = "0".repeat(32);
    wrong.backups.splice(1, 1);
    for (const text of [undefined, "", "{", "[]", '{"backups": 3}', JSON.stringify(wrong)]) {
      rmSync(index);
      if (text !== undefined) world.write({ "copy/backup_index.json": text });
      assert.deepEqual(await listArchives([copy]), all);
      assert.equal(readFileSync(index, "utf8"), right);
    }
    rmSync(all[0]!.path);
    assert.deepEqual(await listArchives([copy]), all.slice(1));
  });
});

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createArchive } from "../../src/services/archives/create-archive.ts";
import type { ArchiveSource } from "../../src/services/archives/archived-source.ts";
import { findArchive, listArchives } from "../../src/services/archives/list-archives.ts";
import { restoreArchive } from "../../src/services/archives/restore-archive.ts";
import { updateMetadata } from "../../src/services/archives/update-metadata.ts";
import { archiveWorld } from "../support/archive-world.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { noSmallDisk, smallDisk } from "../support/small-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A source with these files, and what happens while it is captured. */
function source(files: Record<string, string>, meanwhile?: () => void): ArchiveSource {
  return {
    ...{ name: "made", kind: "files", configured: true },
    capture: async () => {
      meanwhile?.();
      const entries = Object.entries(files).map(([path, file]) => ({ path, file }));
      return { isThere: true, topPaths: ["data"], entries, problems: [] };
    },
  };
}

describe("a full disk", { skip: noSmallDisk }, () => {
  it("leaves nothing half of an archive, and the earlier ones untouched", async (t) => {
    const disk = smallDisk(t, 12);
    const folder = temporaryFolder(t);
    const [small, large] = [join(folder, "small"), join(folder, "large")];
    writeFileSync(small, "small");
    writeFileSync(large, seededBytes(1, 9_000_000));
    const backups = join(disk.folder, "backups");
    const first = await createArchive({
      ...{ folder: backups, format: "tar", sources: [source({ "data/small": small })] },
    });
    const before = readdirSync(backups).toSorted();
    const index = readFileSync(join(backups, "backup_index.json"), "utf8");
    const files = { "data/a": large, "data/b": large };
    for (const format of ["tar", "tar.gz", "json.gz"] as const) {
      const made = createArchive({ folder: backups, format, sources: [source(files)] });
      await assert.rejects(made, { code: "archive-not-written", message: /the disk is full/ });
      assert.deepEqual(readdirSync(backups).toSorted(), before);
    }
    assert.equal(readFileSync(join(backups, "backup_index.json"), "utf8"), index);
    assert.deepEqual(
      (await listArchives([backups])).map(({ backup_id: id }) => id),
      [first.metadata.backup_id],
    );
  });

  it("refuses a restore that would not fit, before it writes", async (t) => {
    const world = archiveWorld(t);
    world.write({ "data/large.json": `"${"x".repeat(3_000_000)}"` });
    await world.create();
    const disk = smallDisk(t, 2);
    const target = join(disk.folder, "target");
    const archive = await findArchive([world.backups], "latest");
    await assert.rejects(restoreArchive(archive, { target }), {
      ...{ code: "target-unwritable", message: /the disk has \d+ bytes left/ },
    });
    assert.deepEqual(readdirSync(target), []);
  });
});

it("a cancelled archive leaves nothing", async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, "file");
  writeFileSync(file, seededBytes(1, 6_000_000));
  const backups = join(folder, "backups");
  for (const format of ["tar.gz", "json.gz"] as const) {
    const controller = new AbortController();
    const made = createArchive(
      { folder: backups, format, sources: [source({ "data/a.json": file, "data/b": file })] },
      { signal: controller.signal, onProgress: () => controller.abort() },
    );
    await assert.rejects(made, { code: "cancelled" });
    assert.deepEqual(readdirSync(backups), []);
  }
});

it("what a killed process left behind goes with the next archive", async (t) => {
  const world = archiveWorld(t);
  world.write({ "data/a.json": "1" });
  const pid = execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }).trim();
  const { stagingPrefix } = await import("../../src/foundation/staging-name.ts");
  const prefix = stagingPrefix().replace(/^\d+/, pid);
  assert.ok(hostname() !== "" && prefix !== stagingPrefix());
  mkdirSync(join(world.backups, `.restera-${prefix}x`), { recursive: true });
  world.write({
    [`backups/.restera-${prefix}x/archive`]: "half",
    "backups/.reserved-unified_backup_20260101_000000": prefix,
  });
  const hourAgo = new Date(Date.now() - 3_600_000);
  for (const name of readdirSync(world.backups)) {
    utimesSync(join(world.backups, name), hourAgo, hourAgo);
  }
  const time = new Date(2026, 0, 1);
  const { metadata } = await world.create("tar", { time });
  assert.equal(metadata.backup_id, "unified_backup_20260101_000000");
  assert.deepEqual(world.kept(), [
    ...["backup_index.json", "unified_backup_20260101_000000.tar"],
    "unified_backup_20260101_000000_metadata.json",
  ]);
});

it("files that vanish or change while they are read are told, and the others kept", async (t) => {
  const folder = temporaryFolder(t);
  const [large, whole, gone] = ["large.json", "whole.json", "gone"].map((name) =>
    join(folder, name),
  );
  writeFileSync(large!, `"${"x".repeat(6_000_000)}"`);
  writeFileSync(whole!, "[1]");
  const files = { "data/gone": gone!, "data/large.json": large!, "data/whole.json": whole! };
  for (const format of ["tar", "json.gz"] as const) {
    let isCut = false;
    const created = await createArchive(
      { folder: join(folder, "backups"), format, sources: [source(files)] },
      {
        onProgress: ({ currentFile }) => {
          if (isCut || currentFile !== "data/large.json") return;
          isCut = true;
          truncateSync(large!, 5_000_000);
        },
      },
    );
    const { problems } = created.metadata;
    assert.deepEqual(
      problems.filter(({ path }) => path === "data/gone").map(({ kind }) => kind),
      ["unreadable"],
    );
    assert.equal(
      problems.some(({ path, kind }) => path === "data/whole.json" && kind !== "clash"),
      false,
    );
    if (format === "tar") {
      const told = problems.filter(({ path }) => path === "data/large.json");
      assert.deepEqual(told.map(({ kind }) => kind).toSorted(), ["broken-json", "unreadable"]);
    }
    // A size that was told stays true: the archive is sound in itself.
    const archive = await findArchive([join(folder, "backups")], created.metadata.backup_id);
    const target = join(folder, format);
    assert.deepEqual((await restoreArchive(archive, { target })).problems, []);
    assert.equal(readFileSync(join(target, "data/whole.json"), "utf8"), "[1]");
  }
});

it("an archive without its metadata is listed, read and given new metadata", async (t) => {
  const world = archiveWorld(t);
  world.write({ "data/a.json": "1" });
  const { path, metadata } = await world.create("tar.gz", {
    time: new Date(2026, 1, 7, 17, 51, 54),
  });
  execFileSync("rm", [
    path.replace(".tar.gz", "_metadata.json"),
    join(world.backups, "backup_index.json"),
  ]);
  const archive = await findArchive([world.backups], metadata.backup_id);
  assert.equal(archive.has_metadata, false);
  assert.equal(archive.timestamp, "2026-02-07T17:51:54.000000");
  assert.equal((await restoreArchive(archive, { target: join(world.folder, "out") })).files, 1);
  await updateMetadata(archive, { cloud_sync_status: "synced", cloud_path: "s3://b/x", mine: 1 });
  const again = await findArchive([world.backups], metadata.backup_id);
  assert.deepEqual([again.cloud_sync_status, again.cloud_path], ["synced", "s3://b/x"]);
  await updateMetadata(again, { cloud_sync_status: "failed" });
  const text = readFileSync(path.replace(".tar.gz", "_metadata.json"), "utf8");
  const { mine, cloud_sync_status: status } = JSON.parse(text) as Record<string, unknown>;
  assert.deepEqual([mine, status], [1, "failed"]);
  assert.equal(existsSync(path), true);
});

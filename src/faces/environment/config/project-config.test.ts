import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { type ConfigPlace, projectConfig } from "./project-config.ts";

/** The document's `config/storage.yaml`, as it is written there. */
const documented = `storage:
  # Base storage path (absolute or relative)
  base_path: "./storage"
  
  # Maximum size per project (in GB)
  max_project_size: 10
  
  # Total storage quota (in GB, 0 = unlimited)
  total_quota: 0
  
  # Archive projects older than X days
  archive_after_days: 90
  
  # Enable automatic cleanup
  cleanup_enabled: true
  
  # Cleanup schedule (cron format)
  cleanup_schedule: "0 2 * * 0"  # Weekly at 2 AM
  
  # Backup configuration
  backup:
    enabled: true
    frequency: "daily"  # daily, weekly, monthly
    retention_days: 30
    compression: true
    destination: "./backups"
`;

/** A folder with files, and a home. */
function place(
  t: TestContext,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): ConfigPlace {
  const folder = mkdtempSync(join(tmpdir(), "restera-config-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const [cwd, home] = [join(folder, "work"), join(folder, "home")];
  mkdirSync(cwd);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return { cwd, home, environment: {} };
}

describe("projectConfig", () => {
  it("reads the document's config/storage.yaml as it is written there", (t) => {
    const given = place(t, { "work/config/storage.yaml": documented });
    const { settings, inForce, files } = projectConfig({ ...given, defaultFolder: given.home });
    const { cwd } = given;
    assert.deepEqual(settings, {
      ...{ basePath: join(cwd, "storage"), maxProjectSizeGb: 10, totalQuotaGb: 0 },
      ...{ minFreeSpaceGb: 1, secretScan: "off" },
      ...{ archiveAfterDays: 90, cleanupEnabled: true, cleanupSchedule: "0 2 * * 0" },
      versions: {},
      backup: {
        ...{ enabled: true, frequency: "daily", retentionDays: 30, compression: true },
        destinations: [join(cwd, "backups")],
        // What the file says nothing of is beside the storage that it names.
        log: join(cwd, "logs/backup.log"),
      },
    });
    assert.deepEqual(files, [join(cwd, "config/storage.yaml")]);
    const said = inForce.filter(({ origin }) => origin.from === "project file");
    assert.equal(said.length, 11);
    const quota = inForce.find(({ path }) => path === "total_quota")!.origin;
    assert.deepEqual(quota, { from: "project file", file: files[0], line: 9 });
  });

  it("lets options win over variables, these over restera.yaml, config/storage.yaml, the user's file, and defaults", (t) => {
    const given = place(t, {
      "work/restera.yaml": "storage:\n  max_project_size: 2\n  archive_after_days: 2\n",
      "work/config/storage.yaml":
        "storage: {max_project_size: 3, archive_after_days: 3, backup: {retention_days: 3}}",
      "home/restera.yaml":
        "storage:\n  base_path: mine\n  backup:\n    retention_days: 4\n    frequency: weekly\n  total_quota: 4\n",
    });
    const environment = {
      ...{ STORAGE_MAX_PROJECT_SIZE: "1.5", STORAGE_TOTAL_QUOTA: " ", STORAGE_BASE_PATH: "" },
      STORAGE_BACKUP_ENABLED: "False",
    };
    const options = { "backup.compression": false, total_quota: undefined };
    const { settings } = projectConfig({ ...given, environment, options });
    const { backup, ...rest } = settings;
    assert.deepEqual(
      [rest.maxProjectSizeGb, rest.archiveAfterDays, rest.totalQuotaGb, rest.cleanupSchedule],
      [1.5, 2, 4, "0 2 * * 0"],
    );
    assert.deepEqual(
      [backup.enabled, backup.retentionDays, backup.frequency, backup.compression],
      [false, 3, "weekly", false],
    );
    // Relative to the file that says it; defaults to the working folder.
    assert.equal(rest.basePath, join(given.home, "mine"));
    assert.deepEqual(backup.destinations, [join(given.cwd, "backups")]);
  });

  it("takes the short form of backup, several destinations and addresses", (t) => {
    const given = place(t, {
      "work/restera.yaml":
        "backup:\n  enabled: true\n  retention_days: 7\n  destination: [s3://bucket/x, /mnt/usb/b, ../b]\n",
    });
    const { backup } = projectConfig(given).settings;
    assert.equal(backup.retentionDays, 7);
    assert.deepEqual(backup.destinations, [
      ...["s3://bucket/x", "/mnt/usb/b", join(given.cwd, "../b")],
    ]);
  });

  it("takes ~ in a file for the user's own folder, where no shell has", (t) => {
    const given = place(t, {
      "work/restera.yaml": "storage: {base_path: ~/projects, backup: {destination: [~/b, ./~x]}}\n",
    });
    const { settings } = projectConfig({ ...given, environment: { HOME: "/home/me" } });
    assert.equal(settings.basePath, "/home/me/projects");
    assert.deepEqual(settings.backup.destinations, ["/home/me/b", join(given.cwd, "~x")]);
  });

  it("names file, line and what is allowed for each wrong value", (t) => {
    for (const [text, line, message] of [
      ["storage:\n  max_project_size: ten\n", 2, /max_project_size.*“ten”.*\n.*GB, such as 10/],
      ["storage:\n  total_quota: -1\n", 2, /“-1”/],
      ["storage:\n\n  archive_after_days: 0\n", 3, /days, a whole number from 1 on/],
      ["storage:\n  cleanup_enabled: perhaps\n", 2, /true or false/],
      ['storage:\n  cleanup_schedule: "0 2 * * 8"\n', 2, /cron/],
      ["storage:\n  backup:\n    frequency: hourly\n", 3, /daily, weekly, monthly/],
      ["storage:\n  backup:\n    destination: []\n", 3, /s3:\/\/bucket/],
      ["storage:\n  versions:\n    keep_last: -1\n", 3, /“-1”.*\n.*whole number from 0 on/],
      ["storage:\n  versions:\n    keep_within: soon\n", 3, /“soon”.*\n.*1y5m7d2h/],
      ["storage:\n  versions: {keep: 3}\n", 2, /“keep”.*\n.*keep_last, keep_hourly/],
      ["versions:\n  keep_last: 3\n", 1, /“versions”.*\n.*storage:/],
      ["storage:\n  backup: daily\n", 2, /storage\.backup.*\n.*enabled, frequency/],
      ["storage:\n  max_size: 10\n", 2, /storage does not know “max_size”.*\n.*max_project_size/],
      ["stroage:\n  total_quota: 1\n", 1, /“stroage”.*\n.*storage:/],
      ["- storage\n", 1, /the file/],
      ["storage:\n  total_quota: 1\n  total_quota: 2\n", 3, /no YAML.*unique/],
      ["storage: {base_path: [\n", 2, /no YAML/],
      ["storage:\n---\nstorage:\n", 2, /several documents.*---/],
      [Buffer.from('storage: {base_path: "caf\xe9"}\n', "latin1"), 1, /UTF-8/],
    ] as const) {
      const given = place(t, { "work/restera.yaml": text });
      assert.throws(
        () => projectConfig(given),
        (error: Error) => {
          const where = `${join(given.cwd, "restera.yaml")}, line ${line}:`;
          assert.ok(error.message.startsWith(where), `${error.message} ← ${String(text)}`);
          assert.match(error.message, message);
          return true;
        },
      );
    }
  });

  it("reads what other editors write, and waits for no pipe", (t) => {
    const text = "\ufeffstorage:\r\n  total_quota: 3\r\n";
    for (const bytes of [Buffer.from(text), Buffer.from(text, "utf16le")]) {
      const given = place(t, { "work/restera.yaml": bytes });
      assert.equal(projectConfig(given).settings.totalQuotaGb, 3);
    }
    const given = place(t);
    symlinkSync("/dev/zero", join(given.cwd, "restera.yaml"));
    assert.throws(() => projectConfig(given), /restera\.yaml.*no ordinary file/s);
    const round = place(t);
    symlinkSync("restera.yaml", join(round.cwd, "restera.yaml"));
    assert.throws(() => projectConfig(round), /cannot be read: ELOOP.*\n.*readable/);
  });

  it("takes restic's words for the versions that are kept", (t) => {
    const given = place(t, {
      "work/restera.yaml":
        "storage:\n  versions: {keep_last: 3, keep_monthly: unlimited, keep_within: 1y14d}\n",
    });
    const { versions } = projectConfig(given).settings;
    const within = { years: 1, months: 0, days: 14, hours: 0 };
    assert.deepEqual(versions, { last: 3, monthly: -1, within });
  });

  it("names a variable that is wrong", (t) => {
    const environment = { STORAGE_BACKUP_ENABLED: "maybe" };
    assert.throws(() => projectConfig({ ...place(t), environment }), {
      code: "setting-unknown",
      message: /STORAGE_BACKUP_ENABLED.*maybe.*true or false/,
    });
  });

  it("takes nothing from an empty file, and anchors for what they stand for", (t) => {
    const empty = place(t, {
      "work/restera.yaml": "# nothing\n",
      "home/restera.yaml": "storage:\n",
    });
    assert.equal(projectConfig(empty).settings.maxProjectSizeGb, 10);
    const anchored = place(t, {
      "work/restera.yaml": "storage:\n  total_quota: &size 5\n  max_project_size: *size\n",
    });
    assert.equal(projectConfig(anchored).settings.maxProjectSizeGb, 5);
  });
});

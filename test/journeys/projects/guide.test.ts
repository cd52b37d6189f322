import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { projectConfig } from "../../../src/faces/environment/config/project-config.ts";
import { settingSpecs } from "../../../src/faces/environment/config/setting-specs.ts";
import * as orchestrator from "../../../src/faces/library/orchestrator/index.ts";
import { readConfigFile } from "../../../src/faces/environment/config/read-config-file.ts";
import { parseCommandLine } from "../../../src/faces/cli/parse/parse-command-line.ts";
import { everywhereOptions } from "../../../src/faces/cli/registry/everywhere-options.ts";
import { registry } from "../../../src/faces/cli/registry/registry.ts";
import { splitWords } from "../../../src/faces/cli/vault-access/run-password-command.ts";
import { writeTree } from "../../support/project-world.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const root = join(import.meta.dirname, "../../..");
const guideOf = (name: string) => readFileSync(join(root, "docs/guides", `${name}.md`), "utf8");

/** What the document calls, and sets. */
const documented = [
  ...["store_project(", "list_projects(", "get_project(", "extract_project(", "archive_project("],
  ...["archive_old_projects(", "delete_project(", "backup_project(", "backup_all_projects("],
  ...["list_backups(", "restore_project(", "restore_all_projects(", "clean_cache("],
  ...["cleanup_old_backups(", "full_cleanup(", "get_storage_stats(", "import_from_cloud("],
  ...["import_project(", "store(data, path)", "retrieve(path)", "on_store(", "on_retrieve("],
  ...["register_plugin(", "StorageBackend", "StoragePlugin", "CloudImporter(", "BackupManager("],
  ...["STORAGE_BASE_PATH", "STORAGE_MAX_PROJECT_SIZE", "STORAGE_TOTAL_QUOTA"],
  ...["STORAGE_BACKUP_ENABLED", "config/storage.yaml", "archive_after_days", "cleanup_enabled"],
  ...["cleanup_schedule", "backup.frequency", "backup.retention_days", "backup.compression"],
  "backup.destination",
];

test("the guide names every documented call of the storage, each with a test that is there", () => {
  const guide = guideOf("orchestrator");
  const rows = [...guide.matchAll(/^\| (.+) \| ([\w./-]+): (.+) \|$/gm)];
  for (const call of documented) {
    assert.ok(
      rows.some(([, cell = ""]) => cell.includes(call)),
      call,
    );
  }
  for (const [, , file = "", name = ""] of rows) {
    const path = file.includes("/") ? join(root, file) : join(import.meta.dirname, file);
    const text = readFileSync(`${path}.test.ts`, "utf8");
    assert.ok(text.includes(JSON.stringify(name)), `${file}: ${name}`);
  }
});

test("every snake_case name of the document is a method", () => {
  const { StorageManager, BackupManager, CloudImporter } = orchestrator;
  const names = documented.flatMap((call) => /^([a-z]+_[a-z_]+)\($/.exec(call)?.[1] ?? []);
  const own = ["on_store", "on_retrieve"];
  for (const name of names.filter((each) => !own.includes(each))) {
    const has = [StorageManager, BackupManager, CloudImporter].some(
      ({ prototype }) =>
        typeof (prototype as unknown as Record<string, unknown>)[name] === "function",
    );
    assert.ok(has, name);
  }
});

test("the configuration guide's file has every setting, at its default", (t) => {
  const [, yaml = ""] = /```yaml\n([\s\S]*?)```/.exec(guideOf("configuration")) ?? [];
  const folder = temporaryFolder(t);
  writeTree(folder, { "restera.yaml": yaml });
  const written = readConfigFile(join(folder, "restera.yaml"))!;
  assert.deepEqual(
    [...written.keys()].toSorted((a, b) => (a < b ? -1 : 1)),
    settingSpecs.map(({ path }) => path).toSorted((a, b) => (a < b ? -1 : 1)),
  );
  const place = { cwd: folder, home: join(folder, "home"), environment: {} };
  const plain = projectConfig({ ...place, cwd: join(folder, "home"), defaultFolder: folder });
  assert.deepEqual(projectConfig(place).settings, plain.settings);
});

test("the commands in the guides can be typed", () => {
  for (const name of ["configuration", "recovery", "troubleshooting", "orchestrator"]) {
    const guide = guideOf(name);
    const blocks = [...guide.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, text = ""]) =>
      text.split("\n"),
    );
    const inline = [...guide.matchAll(/`(restera [^`]+)`/g)].map(([, text = ""]) => text);
    for (const each of [...blocks, ...inline].filter((line) => line.startsWith("restera "))) {
      const line = each.replace(/ (?:#|&&).*/, "").trim();
      const [, ...words] = splitWords(line) ?? [];
      assert.equal(parseCommandLine(words, registry, everywhereOptions).kind, "run", line);
    }
  }
});

test("the pages that the guides name are there", () => {
  for (const name of [
    "README",
    "projects",
    "orchestrator",
    "configuration",
    "recovery",
    "troubleshooting",
  ]) {
    for (const [, page = ""] of guideOf(name).matchAll(/\]\(([\w-]+\.md)\)/g)) {
      assert.ok(existsSync(join(root, "docs/guides", page)), `${name}: ${page}`);
    }
  }
});

import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { ListIndex, type Stamp } from "./list-index.ts";
import { parseMetadata } from "./project-metadata.ts";
import { indexPath, projectStorage } from "./project-storage.ts";

const metadata = parseMetadata('{"created_at": "2026-01-01T00:00:00Z", "name": "x"}', "p");
const old: Stamp = [1, 2, 3, 4];
const pathsIn = (root: string, count: number) =>
  Array.from({ length: count }, (_, at) => join(root, `projects/p${at}/metadata.json`));

test("an index is believed only where files are as they were, and only when it is whole", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "restera-index-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const storage = projectStorage(join(folder, "storage"));
  const paths = pathsIn(storage.root, 150);
  const first = new ListIndex(storage);
  for (const path of paths) first.remember(path, old, metadata);
  // What changed a moment ago may change again without its stamp showing it.
  const fresh = join(storage.root, "projects/fresh/metadata.json");
  first.remember(fresh, [1, 2, 3, Date.now()], metadata);
  await first.save(new Set([...paths, fresh]));

  // Elsewhere by now, as after a move.
  const moved = projectStorage(join(folder, "moved"));
  cpSync(storage.root, moved.root, { recursive: true });
  const second = new ListIndex(moved);
  await second.load();
  const [one = ""] = pathsIn(moved.root, 1);
  assert.deepEqual(second.known(one, [...old]), metadata);
  for (const [at] of old.entries()) {
    assert.equal(second.known(one, old.with(at, 99) as unknown as Stamp), undefined);
  }
  assert.equal(second.known(join(moved.root, "projects/fresh/metadata.json"), old), undefined);

  for (const damaged of [
    "",
    "{",
    '{"format": 99, "entries": []}',
    '{"format": 1, "entries": [7]}',
  ]) {
    writeFileSync(indexPath(moved), damaged);
    const third = new ListIndex(moved);
    await third.load();
    assert.equal(third.known(one, old), undefined);
  }
});

test("few projects need no index, and a few changes none that is new", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "restera-index-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const storage = projectStorage(folder);
  const index = new ListIndex(storage);
  const paths = pathsIn(folder, 200);
  for (const path of paths.slice(0, 50)) index.remember(path, old, metadata);
  await index.save(new Set(paths));
  assert.equal(existsSync(indexPath(storage)), false);
  for (const path of paths) index.remember(path, old, metadata);
  await index.save(new Set(paths));
  const written = readFileSync(indexPath(storage), "utf8");
  index.remember(paths[0]!, [9, 9, 9, 9], metadata);
  await index.save(new Set(paths));
  assert.equal(readFileSync(indexPath(storage), "utf8"), written);
  await index.save(new Set(paths.slice(0, 150)));
  assert.equal(JSON.parse(readFileSync(indexPath(storage), "utf8")).entries.length, 150);
});

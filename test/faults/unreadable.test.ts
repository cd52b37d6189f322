import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { boundByModes } from "../support/bound-by-modes.ts";
import { assertSameFolders } from "../support/compare-folders.ts";
import { jsonLines, runRestera } from "../support/run-restera.ts";
import { seededBytes } from "../support/seeded-bytes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { collect, newVault } from "../support/test-vault.ts";

test("what may not be read is named, the rest is kept, and the command ends with 3", async (t) => {
  const folder = temporaryFolder(t);
  const source = join(folder, "source");
  mkdirSync(join(source, "closed folder"), { recursive: true });
  writeFileSync(join(source, "a"), "a");
  writeFileSync(join(source, "closed file"), "secret");
  writeFileSync(join(source, "closed large file"), seededBytes(1, 9 << 20));
  writeFileSync(join(source, "closed folder/inside"), "secret");
  writeFileSync(join(source, "z"), "z");
  for (const name of ["closed file", "closed large file", "closed folder"]) {
    chmodSync(join(source, name), 0);
  }
  const access = { url: join(folder, "vault"), password: "open sesame" };
  const options = { through: boundByModes() };
  const made = await runRestera(access, ["init"], options);
  assert.equal(made.code, 0, made.stderr);

  for (const run of ["first", "second"]) {
    const backup = await runRestera(access, ["backup", "--json", source], options);
    assert.equal(backup.code, 3, `${run}: ${backup.stderr}`);
    const errors = jsonLines(backup.stderr).filter(({ message_type: type }) => type === "error");
    assert.deepEqual(
      errors.map(({ item }) => String(item)).toSorted(),
      ["closed file", "closed folder", "closed large file"].map((name) => join(source, name)),
    );
    const restored = join(folder, `restored ${run}`);
    const restore = await runRestera(
      access,
      ["restore", `latest:${source}`, "-t", restored],
      options,
    );
    assert.equal(restore.code, 0, restore.stderr);
    assertSameFolders(restored, source, {
      without: (path) => path === "." || path.startsWith("closed"),
    });
    assert.ok(existsSync(join(restored, "a")));
    assert.ok(existsSync(join(restored, "z")));
  }
  const human = await runRestera(access, ["backup", source], options);
  assert.equal(human.code, 3);
  assert.match(human.stderr, /closed file.*permission denied/i);
  // So that whoever runs this may remove it.
  chmodSync(join(source, "closed folder"), 0o700);
});

test(
  "a folder that may no longer be read is left out, though nothing else changed",
  { skip: process.getuid?.() === 0 ? false : "only root can read first what it may not read then" },
  async (t) => {
    const folder = temporaryFolder(t);
    const source = join(folder, "source");
    mkdirSync(join(source, "closed"), { recursive: true });
    writeFileSync(join(source, "closed/inside"), "secret");
    writeFileSync(join(source, "z"), "z");
    chmodSync(join(source, "closed"), 0);
    const { vault, access } = await newVault(t, folder);
    await vault.backUp({ paths: [source] });
    const run = await runRestera(access, ["backup", source], { through: boundByModes() });
    assert.equal(run.code, 3, run.stderr);
    const names = (await collect(vault.ls(`latest:${source}`, { recursive: true }))).map(
      ({ path }) => path,
    );
    assert.deepEqual(names, ["/z"]);
  },
);

test(
  "a file whose content cannot be read is named, and the rest is kept",
  { skip: existsSync("/proc/self/mem") ? false : "there is no /proc here" },
  async (t) => {
    const folder = temporaryFolder(t);
    const { vault } = await newVault(t, folder);
    writeFileSync(join(folder, "file"), "content");
    // Reading this at its beginning, where no memory is, gives an I/O error, as a broken disk does.
    const broken = `/proc/${process.pid}/mem`;
    const { snapshot, problems } = await vault.backUp({ paths: [join(folder, "file"), broken] });
    assert.ok(snapshot);
    assert.deepEqual(
      problems.map(({ path, during }) => [path, during]),
      [[broken, "read"]],
    );
    const names = (await collect(vault.ls("latest", { recursive: true }))).map(({ path }) => path);
    assert.ok(names.includes(join(folder, "file")));
    assert.ok(!names.includes(broken));
  },
);

test(
  "files that tell no size are read to their end",
  { skip: existsSync("/proc/self/status") ? false : "there is no /proc here" },
  async (t) => {
    const folder = temporaryFolder(t);
    const { vault } = await newVault(t, folder);
    const { problems } = await vault.backUp({ paths: ["/proc/version"] });
    assert.deepEqual(problems, []);
    const parts: Uint8Array[] = [];
    for await (const part of vault.readFile("latest", "/proc/version")) parts.push(part);
    assert.match(Buffer.concat(parts).toString(), /^Linux version .*\n$/);
  },
);

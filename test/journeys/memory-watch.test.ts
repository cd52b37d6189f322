// Folders of documents that memory follows.
import assert from "node:assert/strict";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { memoryStoreOf } from "../../src/compose/memory-store-of.ts";
import { openDatabase } from "../../src/compose/open-database.ts";
import { ResteraError } from "../../src/foundation/errors.ts";
import { runCli } from "../../src/faces/cli/testing/run-cli.ts";
import { watchFolder } from "../../src/services/memory/documents/watch-folder.ts";
import { listMemories } from "../../src/services/memory/read-memories.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("memory follows a watched folder: files and folders that come, change and go", async (t) => {
  const home = temporaryFolder(t);
  const folder = join(home, "docs");
  mkdirSync(folder);
  writeFileSync(join(folder, "a.md"), "# First\nvelociraptor\n");
  const database = await openDatabase(join(home, "restera.db"));
  t.after(() => database.close());
  const store = await memoryStoreOf(database);
  const [stop, problems] = [new AbortController(), [] as unknown[]];
  let told: () => void = () => undefined;
  const watching = watchFolder(store, {
    ...{ folder, signal: stop.signal, compareEveryMs: 600_000 },
    onIndexed: () => told(),
    onProblem: (error) => problems.push(error),
  });
  const until = async (wanted: readonly string[]): Promise<void> => {
    for (;;) {
      const { promise, resolve } = Promise.withResolvers<void>();
      told = resolve;
      const ids = (await listMemories(store, { limit: 100 })).map(({ id }) => id).sort();
      if (ids.join() === wanted.join()) return;
      await promise;
    }
  };
  await until(["docs/a.md#first"]);
  mkdirSync(join(folder, "deep/er"), { recursive: true });
  writeFileSync(join(folder, "deep/er/b.json"), '{"k": 1}');
  await until(["docs/a.md#first", "docs/deep/er/b.json#"]);
  // Below a folder that is itself new to the watch.
  writeFileSync(join(folder, "deep/er/c.md"), "# C\n");
  await until(["docs/a.md#first", "docs/deep/er/b.json#", "docs/deep/er/c.md#c"]);
  writeFileSync(join(folder, "a.md"), "# Second\n");
  rmSync(join(folder, "deep"), { recursive: true });
  await until(["docs/a.md#second"]);
  // A folder that is away for a while has nobody forget what was in it.
  renameSync(folder, `${folder}.away`);
  while (problems.length === 0) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(problems[0] instanceof ResteraError && problems[0].code === "memory-folder-missing");
  assert.equal((await listMemories(store)).length, 1);
  stop.abort();
  await watching;
});

test("watching is a command that ends when it is told to", async (t) => {
  const home = temporaryFolder(t);
  mkdirSync(join(home, "docs"));
  writeFileSync(join(home, "docs/a.md"), "# First\n");
  const run = (signal: AbortSignal, ...words: string[]) =>
    runCli(["memory", "watch", ...words], {
      ...{
        environment: { RESTERA_HOME: join(home, "restera"), USER: "ada" },
        cwd: home,
        home,
        signal,
      },
    });
  assert.equal((await run(new AbortController().signal)).code, 2);
  const stop = new AbortController();
  const watching = run(stop.signal, "docs", "--json");
  const database = await openDatabase(join(home, "restera/restera.db"));
  const store = await memoryStoreOf(database);
  while ((await listMemories(store)).length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  await database.close();
  stop.abort();
  await watching;
});

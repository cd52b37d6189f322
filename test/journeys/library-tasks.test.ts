import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openTasks, openVault, type Task, type Tasks, type VaultTask } from "../../src/index.ts";
import { initQuickVault } from "../support/init-quick-vault.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const password = "a password";

async function untilOver(tasks: Tasks, id: string): Promise<Task> {
  for (let looks = 0; looks < 3000; looks++) {
    const task = await tasks.get(id);
    if (task.finishedMs !== undefined) return task;
    await sleep(10);
  }
  throw new Error("the task is not over");
}

test("the library backs up, checks and restores in tasks, by a schedule too, without keeping the password", async (t) => {
  const folder = temporaryFolder(t);
  const [source, vault] = [join(folder, "source"), join(folder, "vault")];
  mkdirSync(source);
  writeFileSync(join(source, "a.md"), "a thought");
  await initQuickVault(vault, password);
  const database = join(folder, "tasks.db");
  const tasks = await openTasks(database);
  t.after(() => tasks.close());
  const controller = new AbortController();
  const running = tasks.run({
    signal: controller.signal,
    vaults: { secret: () => ({ password }) },
    handlers: { mine: async ({ task }) => ({ doubled: Number(task.input) * 2 }) },
  });

  const backup = await tasks.submit({ operation: "backup", vault, input: { paths: [source] } });
  const made = await untilOver(tasks, backup.id);
  assert.equal(made.state, "done", JSON.stringify(made));
  const { snapshot_id: snapshot } = made.result as { snapshot_id: string };
  const target = join(folder, "back");
  const restore = await tasks.submit({
    ...{ operation: "restore", vault },
    input: { snapshot: `${snapshot}:${source}`, target },
  });
  assert.equal((await untilOver(tasks, restore.id)).state, "done");
  assert.equal(readFileSync(join(target, "a.md"), "utf8"), "a thought");
  const check = await tasks.submit({ operation: "check", vault, input: { readData: true } });
  assert.equal((await untilOver(tasks, check.id)).state, "done");
  const mine = await tasks.submitTo("mine", "double", 21);
  assert.deepEqual((await untilOver(tasks, mine.id)).result, { doubled: 42 });
  const lost = await tasks.submit({ operation: "check", vault: join(folder, "nowhere") });
  assert.equal((await untilOver(tasks, lost.id)).problem?.code, "no-vault");

  const task = {
    operation: "backup",
    vault,
    input: { paths: [source], tags: ["hourly"] },
  } as const;
  await tasks.schedule({ name: "hourly", times: "every 1 h", task });
  let scheduled: Task | undefined;
  while (scheduled === undefined) [scheduled] = await tasks.list({ schedule: "hourly" });
  assert.equal((await untilOver(tasks, scheduled.id)).state, "done");
  assert.deepEqual(
    (await tasks.health()).schedules.map(({ state }) => state),
    ["ok"],
  );
  const events = await tasks.events();
  assert.deepEqual(
    events.map(({ seq }) => seq),
    events.map(({ seq }) => seq).toSorted((a, b) => a - b),
  );
  controller.abort();
  await running;

  const opened = await openVault(vault, { password });
  assert.equal((await opened.snapshots()).length, 2);
  await opened.close();
  assert.ok(!readFileSync(database, "latin1").includes(password));
});

test("a backup of the library's that was killed before it was noted makes no second snapshot", async (t) => {
  const folder = temporaryFolder(t);
  const [source, vault] = [join(folder, "source"), join(folder, "vault")];
  mkdirSync(source);
  await initQuickVault(vault, password);
  const tasks = await openTasks(join(folder, "tasks.db"));
  t.after(() => tasks.close());
  const { id } = await tasks.submit({ operation: "backup", vault, input: { paths: [source] } });
  // As if: the snapshot is there, and the process that made it is gone.
  const opened = await openVault(vault, { password });
  t.after(() => opened.close());
  const { snapshot } = await opened.backUp({ paths: [source] });
  const database = new DatabaseSync(join(folder, "tasks.db"));
  database.prepare("update tasks set state = 'interrupted', attempt = 1 where id = ?").run(id);
  database.close();

  const controller = new AbortController();
  const vaults = { secret: () => ({ password }) };
  const running = tasks.run({ signal: controller.signal, vaults });
  const task = await untilOver(tasks, id);
  controller.abort();
  await running;
  assert.equal((task.result as { snapshot_id: string }).snapshot_id, snapshot?.id);
  assert.equal((await opened.snapshots()).length, 1);
});

test("the library forgets, prunes and drills in tasks", async (t) => {
  const folder = temporaryFolder(t);
  const [source, vault] = [join(folder, "source"), join(folder, "vault")];
  mkdirSync(source);
  await initQuickVault(vault, password);
  const opened = await openVault(vault, { password });
  t.after(() => opened.close());
  for (const thought of ["first", "second", "third"]) {
    writeFileSync(join(source, "a.md"), thought.repeat(1000));
    await opened.backUp({ paths: [source] });
  }
  const tasks = await openTasks(join(folder, "tasks.db"));
  t.after(() => tasks.close());
  const controller = new AbortController();
  const vaults = { secret: () => ({ password }) };
  const running = tasks.run({ signal: controller.signal, vaults });
  const result = async (task: VaultTask): Promise<Record<string, unknown>> => {
    const over = await untilOver(tasks, (await tasks.submit(task)).id);
    assert.equal(over.state, "done", JSON.stringify(over));
    return over.result as Record<string, unknown>;
  };

  const forget = { operation: "forget", vault, input: { policy: { last: 1 } } } as const;
  const forgotten = await result(forget);
  assert.deepEqual([forgotten.snapshots_removed, forgotten.snapshots_kept], [2, 1]);
  const pruned = await result({ operation: "prune", vault, input: { way: "exclusive" } });
  assert.ok(Number(pruned.bytes_deleted) > 0);
  const drill = { operation: "drill", vault, input: { scratch: folder, sample: "all" } } as const;
  const report = await result(drill);
  assert.deepEqual([report.ok, report.files], [true, 1]);
  assert.equal(opened.verifyDrill(JSON.stringify(report)).ok, true);
  controller.abort();
  await running;
  assert.equal((await opened.snapshots()).length, 1);
});

// Clocks that are set while tasks run: a lease does not depend on the time of day. What becomes of schedules is in
// test/contracts/tasks/test-schedules.ts.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { openDatabase } from "../../src/compose/open-database.ts";
import { addTask } from "../../src/services/tasks/add-task.ts";
import { findTask } from "../../src/services/tasks/find-tasks.ts";
import { supervise } from "../../src/services/tasks/supervise.ts";
import { untilState } from "../contracts/tasks/until-state.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const worker = join(import.meta.dirname, "../contracts/tasks/task-worker.ts");
const yearMs = 365 * 86_400_000;

test("a clock set forward or back takes no task from a process that lives, and keeps none from waiting", async (t) => {
  const folder = temporaryFolder(t);
  const url = join(folder, "restera.db");
  const database = await openDatabase(url);
  t.after(() => database.close());
  const long = await addTask(database, { kind: "t", handler: "write", input: { ms: 60_000 } });
  const child = spawn(process.execPath, [worker, url, join(folder, "effects")]);
  t.after(() => void child.kill("SIGKILL"));
  await untilState(database, long.id, ["running"]);

  for (const aheadMs of [yearMs, -yearMs]) {
    const controller = new AbortController();
    const begun: string[] = [];
    const running = supervise(database, {
      signal: controller.signal,
      pollMs: 20,
      clock: { nowMs: () => Date.now() + aheadMs },
      handlers: { write: async () => "taken", other: async () => "done" },
      onStarted: ({ id }) => begun.push(id),
    });
    // Long enough for a few looks at the other's lease; one that waits "until next year" is not left waiting.
    const short = await addTask(database, { kind: "t", handler: "other", input: null });
    await untilState(database, short.id, ["done"]);
    controller.abort();
    await running;
    assert.deepEqual(begun, [short.id]);
  }
  assert.equal((await findTask(database, long.id)).attempt, 1);

  child.kill("SIGKILL");
  await once(child, "exit");
  const controller = new AbortController();
  const running = supervise(database, {
    signal: controller.signal,
    pollMs: 20,
    clock: { nowMs: () => Date.now() - yearMs },
    handlers: { write: async () => "taken over" },
  });
  assert.equal((await untilState(database, long.id, ["done"])).result, "taken over");
  controller.abort();
  await running;
});

// Tasks on a database that cannot be written for a while: nothing that was done is forgotten.
import assert from "node:assert/strict";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test, type TestContext } from "node:test";
import { openDatabase } from "../../src/compose/open-database.ts";
import { addTask } from "../../src/services/tasks/add-task.ts";
import { addNotifier } from "../../src/services/tasks/notifiers.ts";
import { notifyHandler } from "../../src/services/tasks/notify.ts";
import { testNotice, noticeJson } from "../../src/services/tasks/notice.ts";
import { supervise } from "../../src/services/tasks/supervise.ts";
import { readEvents } from "../../src/services/tasks/task-events.ts";
import type { TaskHandlers } from "../../src/services/tasks/task-run.ts";
import type { Database } from "../../src/stores/database/database.ts";
import { openSqlite } from "../../src/stores/database/sqlite/open-sqlite.ts";
import { untilState } from "../contracts/tasks/until-state.ts";
import { noSmallDisk, smallDisk } from "../support/small-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A supervisor that ends with the test. */
function start(
  t: TestContext,
  database: Database,
  handlers: TaskHandlers,
  onProblem?: (error: unknown) => void,
): void {
  const controller = new AbortController();
  const { signal } = controller;
  const more = onProblem === undefined ? {} : { onProblem };
  const running = supervise(database, { signal, handlers, pollMs: 20, ...more });
  t.after(async () => {
    controller.abort();
    await running;
  });
}

const newTask = (database: Database) =>
  addTask(database, { kind: "test", handler: "work", input: null });

test("a task that ends while the database is locked is kept once it is free", async (t) => {
  const path = join(temporaryFolder(t), "restera.db");
  const database = await openSqlite(path, { busyTimeoutMs: 50 });
  const other = new DatabaseSync(path);
  t.after(() => other.close());
  const { id } = await newTask(database);
  let runs = 0;
  start(t, database, {
    work: async () => {
      runs++;
      other.exec("begin immediate");
      setTimeout(() => other.exec("commit"), 300);
      return "kept";
    },
  });
  assert.equal((await untilState(database, id, ["done"])).result, "kept");
  assert.equal(runs, 1);
});

test(
  "a task that ends while the disk is full is kept when there is room, and runs once",
  { skip: noSmallDisk },
  async (t) => {
    const disk = smallDisk(t, 4);
    const database = await openDatabase(join(disk.folder, "restera.db"));
    const filler = join(disk.folder, "filler");
    const { id } = await newTask(database);
    const full = Promise.withResolvers<void>();
    let runs = 0;
    start(t, database, {
      work: async (run) => {
        runs++;
        // The log below needs pages that the disk has not.
        for (let i = 0; i < 1500; i++) run.log(`${i} ${"x".repeat(1900)}`);
        fill(filler);
        full.resolve();
        return "kept";
      },
    });
    await full.promise;
    await assert.rejects(newTask(database), /full/);
    rmSync(filler);
    disk.remount("size=40m");
    assert.equal((await untilState(database, id, ["done"])).result, "kept");
    assert.equal(runs, 1);
    const events = await readEvents(database, { taskId: id });
    assert.equal(events.at(-1)?.seq, events.length);
  },
);

test("a webhook that hangs holds up neither other tasks nor the end of the program", async (t) => {
  const folder = temporaryFolder(t);
  const database = await openDatabase(join(folder, "restera.db"));
  const server = createServer(() => undefined).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const secretFile = join(folder, "secret");
  writeFileSync(secretFile, "secret");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await addNotifier(database, {
    ...{ name: "hook", events: ["failure"], language: "en" },
    target: { kind: "webhook", url, secretFile },
  });
  const notice = noticeJson(testNotice(Date.now()));
  const told = await addTask(database, {
    ...{ kind: "notify", handler: "notify", input: { notifier: "hook", notice } },
    ...{ retries: 1, retryDelayMs: 1 },
  });
  const requested = once(server, "request");
  const controller = new AbortController();
  const { signal } = controller;
  const handlers = { notify: notifyHandler(database), work: async () => null };
  const running = supervise(database, { signal, handlers, pollMs: 20 });
  await requested;
  await untilState(database, (await newTask(database)).id, ["done"]);
  controller.abort();
  await running;
  // Given back: the next supervisor tells it.
  assert.equal((await untilState(database, told.id, ["interrupted"])).attempt, 0);
});

/** Writes until the disk is full, to the last block. */
function fill(file: string): void {
  for (const size of [1 << 16, 1 << 12, 1]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: "a" });
    } catch {
      // No room for as much as this.
    }
  }
}

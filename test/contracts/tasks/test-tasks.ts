import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { openDatabase } from "../../../src/compose/open-database.ts";
import { ResteraError } from "../../../src/foundation/errors.ts";
import { addTask, type NewTask } from "../../../src/services/tasks/add-task.ts";
import { cancelTask } from "../../../src/services/tasks/cancel-task.ts";
import { claimTask } from "../../../src/services/tasks/claim-task.ts";
import { findTask, listTasks } from "../../../src/services/tasks/find-tasks.ts";
import { identifyProcess } from "../../../src/services/tasks/process-identity.ts";
import { reapTasks } from "../../../src/services/tasks/reap-tasks.ts";
import { supervise } from "../../../src/services/tasks/supervise.ts";
import { readEvents } from "../../../src/services/tasks/task-events.ts";
import type { TaskHandler } from "../../../src/services/tasks/task-run.ts";
import type { TaskState } from "../../../src/services/tasks/task.ts";
import type { Database } from "../../../src/stores/database/database.ts";
import type { DatabasesUnderTest } from "../database/test-database.ts";
import { usePlaces } from "../database/use-places.ts";
import { untilState } from "./until-state.ts";

const worker = join(import.meta.dirname, "task-worker.ts");
const waitMs = 30_000;
const pollMs = 20;

/** What tasks promise, on every database. */
export function testTasks(
  name: string,
  make: () => Promise<DatabasesUnderTest>,
  { skip = false }: { skip?: string | false } = {},
): void {
  describe(name, { skip }, () => {
    const newUrl = usePlaces(make);
    let database: Database;
    let url: string;
    let folder: string;
    const children: ChildProcess[] = [];
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), "restera-tasks-"));
      url = await newUrl();
      database = await openDatabase(url);
    });
    afterEach(async () => {
      for (const child of children.splice(0)) child.kill("SIGKILL");
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const effects = () => join(folder, "effects");
    const lines = () => readFileSync(effects(), "utf8").trim().split("\n");
    const startWorker = () => {
      const child = spawn(process.execPath, [worker, url, effects()], { stdio: "inherit" });
      children.push(child);
      return child;
    };
    const newTask = (more: Partial<NewTask> = {}) =>
      addTask(database, { kind: "test", handler: "write", input: { ms: 0 }, ...more });
    const until = (id: string, ...states: TaskState[]) => untilState(database, id, states);
    /** Runs handlers here until the task is in one of the states. */
    const runHere = async (id: string, handler: TaskHandler, ...states: TaskState[]) => {
      const controller = new AbortController();
      const { signal } = controller;
      const running = supervise(database, { signal, pollMs, handlers: { write: handler } });
      const task = await until(id, ...states);
      controller.abort();
      await running;
      return task;
    };

    it("runs a task and keeps its result, progress and log for late readers", async () => {
      const { id } = await newTask();
      const task = await runHere(
        id,
        async (run) => {
          run.progress({ phase: "reading", bytesDone: 5, bytesTotal: 10, currentItem: "/a" });
          run.log("one line");
          return { answer: 42 };
        },
        "done",
      );
      assert.deepEqual(task.result, { answer: 42 });
      assert.equal(task.progress.bytesDone, 5);
      assert.equal(task.progress.bytesTotal, 10);
      assert.equal(task.attempt, 1);
      const events = await readEvents(database, { taskId: id });
      assert.deepEqual(
        events.map(({ event }) => event),
        ["queued", "running", "log", "done"],
      );
      const later = await readEvents(database, { after: events[1]!.seq });
      assert.deepEqual(
        later.map(({ data }) => data),
        ["one line", { result: { answer: 42 } }],
      );
    });

    it("keeps why a task failed, and tries it again as often as it may", async () => {
      const { id } = await newTask({ retries: 2, retryDelayMs: 1 });
      let tries = 0;
      const task = await runHere(
        id,
        async () => {
          tries++;
          throw new ResteraError("no-vault", { url: "/nowhere" });
        },
        "failed",
      );
      assert.equal(tries, 3);
      assert.equal(task.problem?.code, "no-vault");
    });

    it("cancels a task that waits, one that runs, and none that is over", async () => {
      const waiting = await newTask();
      assert.equal((await cancelTask(database, waiting.id)).state, "cancelled");
      const { id } = await newTask();
      const task = await runHere(
        id,
        async ({ signal }) => {
          await cancelTask(database, id.slice(0, 10));
          await sleep(waitMs, undefined, { signal });
          return null;
        },
        "cancelled",
      );
      assert.ok(task.finishedMs);
      const over = await newTask();
      await runHere(over.id, async () => null, "done");
      await assert.rejects(
        cancelTask(database, over.id),
        (error) => error instanceof ResteraError && error.code === "task-over",
      );
    });

    it("never has two tasks of one lane at the same time", async () => {
      const tasks = [];
      for (let i = 0; i < 4; i++) tasks.push(await newTask({ lane: "a", input: { ms: 40 } }));
      for (let i = 0; i < 2; i++) startWorker();
      for (const { id } of tasks) await until(id, "done");
      let open = 0;
      for (const line of lines()) {
        open += line.startsWith("begin") ? 1 : -1;
        assert.ok(open === 0 || open === 1, lines().join("\n"));
      }
    });

    it("gives every task to one of several processes", async () => {
      const tasks = [];
      for (let i = 0; i < 20; i++) tasks.push(await newTask());
      for (let i = 0; i < 2; i++) startWorker();
      for (const { id } of tasks) await until(id, "done");
      const begun = lines().filter((line) => line.startsWith("begin"));
      assert.equal(begun.length, 20);
      assert.equal(new Set(begun.map((line) => line.split(" ")[1])).size, 20);
    });

    it("says that a killed process's task was interrupted, and another process goes on with it", async () => {
      const { id } = await newTask({ input: { ms: 400 } });
      const child = startWorker();
      await until(id, "running");
      child.kill("SIGKILL");
      await once(child, "exit");
      await reapTasks(database);
      assert.equal((await findTask(database, id)).state, "interrupted");
      startWorker();
      const task = await until(id, "done");
      assert.equal(task.attempt, 2);
      const events = await readEvents(database, { taskId: id });
      assert.deepEqual(
        events.map(({ event }) => event).filter((event) => event !== "log"),
        ["queued", "running", "interrupted", "running", "done"],
      );
    });

    it("gives a task back when its process is asked to end, without counting the attempt", async () => {
      const { id } = await newTask({ input: { ms: waitMs } });
      const child = startWorker();
      await until(id, "running");
      child.kill("SIGTERM");
      assert.deepEqual(await once(child, "exit"), [0, null]);
      const task = await findTask(database, id);
      assert.equal(task.state, "interrupted");
      assert.equal(task.attempt, 0);
    });

    it("gives up a task that takes its process down every time", async () => {
      const { id } = await newTask({ mostAttempts: 2 });
      const owner = { ...(await identifyProcess(process.pid)), pid: 2 ** 30 };
      for (let attempt = 1; attempt <= 2; attempt++) {
        await claimTask(database, { handlers: ["write"], owner, nowMs: Date.now() });
        await reapTasks(database);
      }
      const task = await findTask(database, id);
      assert.equal(task.state, "failed");
      assert.equal(task.problem?.code, "task-interrupted");
    });

    it("takes a silent owner's task over, whose late words then count nothing", async () => {
      const { id } = await newTask();
      const owner = { host: "another machine", pid: 1 };
      const row = await claimTask(database, { handlers: ["write"], owner, nowMs: Date.now() });
      assert.equal(row?.id, id);
      const controller = new AbortController();
      const { signal } = controller;
      const handlers = { write: async () => "taken over" };
      const running = supervise(database, { signal, pollMs, handlers, leaseMs: 1 });
      const task = await until(id, "done");
      controller.abort();
      await running;
      assert.equal(task.result, "taken over");
      const late = await database.write((rows) =>
        rows
          .updateTable("tasks")
          .set({ state: "failed" })
          .where("id", "=", id)
          .where("fence", "=", row.fence)
          .executeTakeFirst(),
      );
      assert.equal(late.numUpdatedRows, 0n);
    });

    it("stops a handler whose task another process has taken over", async () => {
      const { id } = await newTask();
      const stopped = Promise.withResolvers<string>();
      const controller = new AbortController();
      const running = supervise(database, {
        signal: controller.signal,
        handlers: {
          write: async ({ signal }) => {
            await database.write((rows) =>
              rows
                .updateTable("tasks")
                .set((set) => ({ fence: set("fence", "+", 1), state: "interrupted", lane: "held" }))
                .where("id", "=", id)
                .execute(),
            );
            signal.addEventListener("abort", () => stopped.resolve(codeOf(signal.reason)));
            await sleep(waitMs, undefined, { signal });
            return null;
          },
        },
        concurrency: 1,
      });
      assert.equal(await stopped.promise, "task-lost");
      controller.abort();
      await running;
    });

    it("runs so many at once, and no more", async () => {
      const tasks = [];
      for (let i = 0; i < 6; i++) tasks.push(await newTask());
      let [running, most] = [0, 0];
      const controller = new AbortController();
      const { signal } = controller;
      const full = Promise.withResolvers<void>();
      // The first ones end only when as many run as may.
      const write: TaskHandler = async () => {
        most = Math.max(most, ++running);
        if (running === 3) full.resolve();
        await full.promise.then(() => sleep(20));
        return --running;
      };
      const supervised = supervise(database, {
        signal,
        pollMs,
        concurrency: 3,
        handlers: { write },
      });
      for (const { id } of tasks) await until(id, "done");
      controller.abort();
      await supervised;
      assert.equal(most, 3);
    });

    it("finds tasks by the beginning of their id", async () => {
      const { id } = await newTask();
      assert.equal((await findTask(database, id.slice(0, 8))).id, id);
      for (const wanted of ["zz", "%", `${id}0`]) {
        await assert.rejects(
          findTask(database, wanted),
          (error) => error instanceof ResteraError && error.code === "task-unknown",
        );
      }
      assert.deepEqual(
        (await listTasks(database, { states: ["queued"] })).map((task) => task.id),
        [id],
      );
    });
  });
}

function codeOf(error: unknown): string {
  return error instanceof ResteraError ? error.code : String(error);
}

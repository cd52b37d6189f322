import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { openDatabase } from "../../../src/compose/open-database.ts";
import { addTask } from "../../../src/services/tasks/add-task.ts";
import { listTasks } from "../../../src/services/tasks/find-tasks.ts";
import { readHealth, type ScheduleHealth } from "../../../src/services/tasks/health.ts";
import type { Notice } from "../../../src/services/tasks/notice.ts";
import { addNotifier, type NoticeEvent } from "../../../src/services/tasks/notifiers.ts";
import {
  addSchedule,
  type NewSchedule,
  removeSchedule,
} from "../../../src/services/tasks/schedules.ts";
import { trimTasks } from "../../../src/services/tasks/trim-tasks.ts";
import { updateAlerts } from "../../../src/services/tasks/update-alerts.ts";
import type { Database } from "../../../src/stores/database/database.ts";
import type { DatabasesUnderTest } from "../database/test-database.ts";
import { usePlaces } from "../database/use-places.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** What health and alerts promise, on every database; the clock is the test's, and nothing runs. */
export function testHealth(
  name: string,
  make: () => Promise<DatabasesUnderTest>,
  { skip = false }: { skip?: string | false } = {},
): void {
  describe(name, { skip }, () => {
    const newUrl = usePlaces(make);
    let database: Database;
    let nowMs: number;
    const clock = { nowMs: () => nowMs };
    beforeEach(async () => {
      database = await openDatabase(await newUrl());
      nowMs = Date.parse("2026-03-10T12:30:00Z");
    });
    afterEach(() => database.close());

    const add = (times: string, more: Partial<NewSchedule> = {}) =>
      addSchedule(
        database,
        { name: "s", kind: "backup", handler: "x", input: null, times, timeZone: "UTC", ...more },
        clock,
      );
    /** A run that ended at this moment. */
    const ran = async (state: "done" | "failed", schedule = "s") => {
      const task = { kind: "backup", handler: "x", input: null, schedule };
      const { id } = await addTask(database, task, clock);
      const problem = JSON.stringify({ code: "internal", message: "it broke" });
      await database.write((rows) =>
        rows
          .updateTable("tasks")
          .set({ state, finished_ms: nowMs, ...(state === "failed" && { problem }) })
          .where("id", "=", id)
          .execute(),
      );
    };
    const health = async (): Promise<ScheduleHealth> =>
      (await readHealth(database, nowMs)).schedules[0]!;
    const notifier = (called: string, events: readonly NoticeEvent[]) =>
      addNotifier(database, {
        ...{ name: called, events, language: "en" as const },
        target: { kind: "command", words: ["true"] },
      });
    /** What was told since the last call: who, about what. */
    const told = async (): Promise<string[]> => {
      await updateAlerts(database, nowMs);
      const tasks = await listTasks(database, { kinds: ["notify"], states: ["queued"] });
      await database.write((rows) =>
        rows.deleteFrom("tasks").where("kind", "=", "notify").execute(),
      );
      return tasks
        .map(({ input }) => input as unknown as { notifier: string; notice: Notice })
        .map((each) => `${each.notifier}: ${each.notice.event} ${each.notice.schedule}`)
        .sort((a, b) => (a < b ? -1 : 1));
    };

    it("says overdue when no run came, though nobody ran to say so", async () => {
      await add("hourly");
      assert.equal((await health()).state, "ok");
      // Due at 13:00, and half an hour of grace.
      nowMs = Date.parse("2026-03-10T13:29:00Z");
      assert.equal((await health()).state, "ok");
      nowMs += 2 * minuteMs;
      const late = await health();
      assert.equal(late.state, "overdue");
      assert.equal(late.deadlineMs, Date.parse("2026-03-10T13:30:00Z"));
      assert.equal((await readHealth(database, nowMs)).ok, false);
      await ran("done");
      assert.equal((await health()).state, "ok");
      assert.equal((await readHealth(database, nowMs)).lastBackupMs, nowMs);
    });

    it("waits as long as the schedule allows", async () => {
      await add("daily at 03:00", { graceMs: minuteMs, jitterMs: minuteMs });
      nowMs = Date.parse("2026-03-11T03:01:59Z");
      assert.equal((await health()).state, "ok");
      nowMs += 2000;
      assert.equal((await health()).state, "overdue");
    });

    it("says why the last run failed, until one goes well", async () => {
      await add("hourly");
      await ran("done");
      nowMs += minuteMs;
      await ran("failed");
      const failing = await health();
      assert.equal(failing.state, "failing");
      assert.equal(failing.problem, "it broke");
      nowMs += minuteMs;
      await ran("done");
      assert.equal((await health()).state, "ok");
    });

    it("is not fooled by a success that lies ahead since the clock was set back", async () => {
      await add("hourly");
      nowMs += 365 * dayMs;
      await ran("done");
      nowMs -= 364 * dayMs;
      assert.equal((await health()).state, "overdue");
    });

    it("forgets what a removed schedule of the same name did", async () => {
      await add("hourly");
      await ran("failed");
      await removeSchedule(database, "s");
      nowMs += minuteMs;
      await add("hourly");
      assert.equal((await health()).state, "ok");
    });

    it("tells each change once, to those who asked for it", async () => {
      await add("hourly");
      await notifier("all", ["failure", "overdue", "recovery"]);
      await notifier("some", ["overdue"]);
      assert.deepEqual(await told(), []);
      await ran("failed");
      assert.deepEqual(await told(), ["all: failure s"]);
      assert.deepEqual(await told(), []);
      nowMs += 2 * hourMs;
      assert.deepEqual(await told(), ["all: overdue s", "some: overdue s"]);
      await ran("done");
      assert.deepEqual(await told(), ["all: recovery s"]);
      assert.deepEqual(await told(), []);
    });

    it("tells a change once when several look at the same moment", async () => {
      await add("hourly");
      await notifier("all", ["failure"]);
      await ran("failed");
      await Promise.all([1, 2, 3].map(() => updateAlerts(database, nowMs)));
      assert.deepEqual(await told(), ["all: failure s"]);
    });

    it("does without tasks that are long over, but for the last of each kind", async () => {
      await add("hourly");
      for (let i = 0; i < 5; i++) {
        await ran("done");
        nowMs += minuteMs;
      }
      const lastMs = nowMs - minuteMs;
      nowMs += 100 * dayMs;
      assert.equal(await trimTasks(database, nowMs), 4);
      assert.equal(await trimTasks(database, nowMs), 0);
      assert.equal((await health()).lastSuccessMs, lastMs);
      const { events } = await database.rows
        .selectFrom("task_events")
        .select((rows) => rows.fn.countAll<number>().as("events"))
        .executeTakeFirstOrThrow();
      assert.equal(events, 1);
    });
  });
}

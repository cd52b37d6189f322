import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { openDatabase } from "../../../src/compose/open-database.ts";
import { ResteraError } from "../../../src/foundation/errors.ts";
import { claimTask } from "../../../src/services/tasks/claim-task.ts";
import { enqueueDue } from "../../../src/services/tasks/enqueue-due.ts";
import { identifyProcess } from "../../../src/services/tasks/process-identity.ts";
import {
  addSchedule,
  findSchedule,
  listSchedules,
  type NewSchedule,
  removeSchedule,
} from "../../../src/services/tasks/schedules.ts";
import type { Database } from "../../../src/stores/database/database.ts";
import type { DatabasesUnderTest } from "../database/test-database.ts";
import { usePlaces } from "../database/use-places.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What schedules promise, on every database; the clock is the test's. */
export function testSchedules(
  name: string,
  make: () => Promise<DatabasesUnderTest>,
  { skip = false }: { skip?: string | false } = {},
): void {
  describe(name, { skip }, () => {
    const newUrl = usePlaces(make);
    let database: Database;
    let url: string;
    let nowMs: number;
    const clock = { nowMs: () => nowMs };
    beforeEach(async () => {
      url = await newUrl();
      database = await openDatabase(url);
      nowMs = Date.parse("2026-03-10T12:00:30Z");
    });
    afterEach(() => database.close());

    const add = (times: string, more: Partial<NewSchedule> = {}) =>
      addSchedule(
        database,
        { name: "s", kind: "test", handler: "test", input: null, times, timeZone: "UTC", ...more },
        clock,
      );
    const claim = async () =>
      claimTask(database, {
        handlers: ["test"],
        owner: await identifyProcess(process.pid),
        nowMs,
      });
    const end = (id: string) =>
      database.write((rows) =>
        rows
          .updateTable("tasks")
          .set({ state: "done", finished_ms: nowMs })
          .where("id", "=", id)
          .execute(),
      );
    /** Runs what is due at this moment; gives the times, in the order they ran. */
    const runDue = async (): Promise<string[]> => {
      await enqueueDue(database, nowMs);
      const ran: string[] = [];
      for (let row = await claim(); row !== undefined; row = await claim()) {
        ran.push(new Date(row.due_ms!).toISOString().slice(0, 16));
        await end(row.id);
      }
      return ran;
    };
    /** Looks every so often, for so long. */
    const pass = async (lengthMs: number, stepMs: number): Promise<string[]> => {
      const ran: string[] = [];
      for (let passed = 0; passed < lengthMs; passed += stepMs) {
        nowMs += stepMs;
        ran.push(...(await runDue()));
      }
      return ran;
    };

    it("run once for every time, with no gap and no double", async () => {
      await add("every minute");
      assert.deepEqual(await pass(5 * minuteMs, 7_000), [
        "2026-03-10T12:01",
        "2026-03-10T12:02",
        "2026-03-10T12:03",
        "2026-03-10T12:04",
        "2026-03-10T12:05",
      ]);
    });

    it("run once when several processes look at the same moment", async () => {
      await add("every minute");
      nowMs += 10 * minuteMs;
      const others = await Promise.all([openDatabase(url), openDatabase(url)]);
      const made = await Promise.all(
        [database, ...others, database].map((each) => enqueueDue(each, nowMs)),
      );
      assert.deepEqual(made.flat(), ["s"]);
      assert.equal((await runDue()).length, 1);
      for (const other of others) await other.close();
    });

    it("catch up once what was missed, and then go on", async () => {
      await add("hourly");
      nowMs += 26 * hourMs;
      assert.deepEqual(await runDue(), ["2026-03-11T14:00"]);
      assert.deepEqual(await pass(2 * hourMs, 10 * minuteMs), [
        "2026-03-11T15:00",
        "2026-03-11T16:00",
      ]);
    });

    it("wait for a run that is not over, and then catch up once", async () => {
      await add("every minute");
      nowMs += minuteMs;
      await enqueueDue(database, nowMs);
      const row = await claim();
      for (let i = 0; i < 5; i++) {
        nowMs += minuteMs;
        assert.deepEqual(await enqueueDue(database, nowMs), []);
      }
      await end(row!.id);
      assert.deepEqual(await runDue(), ["2026-03-10T12:06"]);
    });

    it("do not repeat times when the clock is set back, and go on after them", async () => {
      await add("hourly");
      assert.equal((await pass(3 * hourMs, 10 * minuteMs)).at(-1), "2026-03-10T15:00");
      nowMs -= 2 * hourMs;
      assert.deepEqual(await pass(4 * hourMs, 10 * minuteMs), [
        "2026-03-10T16:00",
        "2026-03-10T17:00",
      ]);
    });

    it("go on at once when the clock was years ahead and is set right", async () => {
      await add("hourly");
      nowMs += 3 * 365 * 24 * hourMs;
      assert.equal((await runDue()).length, 1);
      nowMs -= 3 * 365 * 24 * hourMs;
      assert.deepEqual(await pass(2 * hourMs, 10 * minuteMs), [
        "2026-03-10T13:00",
        "2026-03-10T14:00",
      ]);
    });

    it("run once a day, at both changes of the clocks", async () => {
      for (const [day, before] of [
        ["2026-03-29", "2026-03-27T12:00:00Z"],
        ["2026-10-25", "2026-10-23T12:00:00Z"],
      ] as const) {
        nowMs = Date.parse(before);
        await add("daily at 02:30", { name: day, timeZone: "Europe/Paris" });
        const ran = await pass(72 * hourMs, 30 * minuteMs);
        assert.equal(ran.length, 3, day);
        assert.equal(ran.filter((time) => time.startsWith(day)).length, 1, day);
        await removeSchedule(database, day);
      }
    });

    it("begin later by their jitter, never longer, each at its own moment", async () => {
      const delays = new Set<number>();
      for (let i = 0; i < 5; i++) {
        await add("hourly", { name: `s${i}`, jitterMs: 10 * minuteMs });
      }
      nowMs = Date.parse("2026-03-10T13:00:00Z");
      await enqueueDue(database, nowMs);
      for (const row of await database.rows.selectFrom("tasks").selectAll().execute()) {
        delays.add(row.not_before_ms - row.due_ms!);
      }
      assert.equal(delays.size, 5);
      assert.ok([...delays].every((delay) => delay >= 0 && delay < 10 * minuteMs));
      assert.equal((await runDue()).length, [...delays].filter((delay) => delay === 0).length);
      assert.equal((await pass(10 * minuteMs, minuteMs)).length, 5);
    });

    it("have a name of their own, and can be removed", async () => {
      await add("hourly");
      const refused = (code: string) => (error: unknown) =>
        error instanceof ResteraError && error.code === code;
      await assert.rejects(add("daily"), refused("schedule-exists"));
      await assert.rejects(add("daily", { name: "../x" }), refused("name-invalid"));
      await assert.rejects(
        add("daily", { name: "t", timeZone: "Mars" }),
        refused("time-zone-unknown"),
      );
      await assert.rejects(add("now and then", { name: "t" }), refused("schedule-words"));
      assert.equal((await findSchedule(database, "s")).times, "hourly");
      nowMs += hourMs;
      await enqueueDue(database, nowMs);
      await removeSchedule(database, "s");
      assert.deepEqual(await listSchedules(database), []);
      assert.deepEqual(await runDue(), []);
      await assert.rejects(removeSchedule(database, "s"), refused("schedule-unknown"));
    });
  });
}

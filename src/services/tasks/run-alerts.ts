import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../../stores/database/database.ts";
import type { RunSchedulesOptions } from "./run-schedules.ts";
import { systemClock } from "./clock.ts";
import { trimTasks } from "./trim-tasks.ts";
import { updateAlerts } from "./update-alerts.ts";

const lookMs = 15_000;
const trimMs = 3_600_000;

/** Looks at the health of schedules until the signal is raised, and makes tasks that tell about changes. */
export async function runAlerts(
  database: Database,
  { signal, clock = systemClock, onProblem }: RunSchedulesOptions,
): Promise<void> {
  let trimmedMs = Number.NEGATIVE_INFINITY;
  while (!signal.aborted) {
    try {
      await updateAlerts(database, clock.nowMs());
      if (performance.now() - trimmedMs > trimMs) {
        trimmedMs = performance.now();
        await trimTasks(database, clock.nowMs());
      }
    } catch (error) {
      onProblem?.(error);
    }
    await sleep(lookMs, undefined, { signal }).catch(() => undefined);
  }
}

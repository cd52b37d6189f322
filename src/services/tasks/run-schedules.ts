import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "../../stores/database/database.ts";
import { type Clock, systemClock } from "./clock.ts";
import { enqueueDue } from "./enqueue-due.ts";

export interface RunSchedulesOptions {
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  /** The database could not be used; it is tried again. */
  readonly onProblem?: (error: unknown) => void;
}

/** How late a task may be made: the clock is asked so often, so that it may be set at any time. */
const lookMs = 1000;
const troubleMs = 5000;

/** Makes tasks of what is due until the signal is raised; a supervisor runs them. */
export async function runSchedules(
  database: Database,
  { signal, clock = systemClock, onProblem }: RunSchedulesOptions,
): Promise<void> {
  while (!signal.aborted) {
    let pauseMs = lookMs;
    try {
      await enqueueDue(database, clock.nowMs());
    } catch (error) {
      onProblem?.(error);
      pauseMs = troubleMs;
    }
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

import { ResteraError } from "../../foundation/errors.ts";
import type { Database } from "../../stores/database/database.ts";
import type { TaskRow } from "../../stores/database/schema.ts";
import type { ProcessIdentity } from "./process-identity.ts";
import { appendEvents } from "./task-events.ts";

export interface ClaimInput {
  /** Names of the handlers there are. */
  readonly handlers: readonly string[];
  readonly owner: ProcessIdentity;
  readonly nowMs: number;
  /** This task alone. */
  readonly only?: string;
}

/** A task that says it was made this far in the future was made before the clock was set back: it waits no longer. */
const clockToleranceMs = 60_000;

/**
 * Takes the task that has waited longest, with a new fencing number; undefined when there is none. Whoever else claims at
 * the same time gets another one: SQLite has one writer, PostgreSQL skips what is locked.
 */
export async function claimTask(
  database: Database,
  input: ClaimInput,
): Promise<TaskRow | undefined> {
  try {
    return await database.write((rows) => claim(rows));
  } catch (error) {
    // Another process filled the lane between our look and our claim.
    if (error instanceof ResteraError && error.code === "database-conflict") return undefined;
    throw error;
  }

  async function claim(
    rows: Parameters<Parameters<Database["write"]>[0]>[0],
  ): Promise<TaskRow | undefined> {
    const { handlers, owner, nowMs, only } = input;
    let choice = rows
      .selectFrom("tasks")
      .select("id")
      .where("state", "in", ["queued", "interrupted"])
      .where("handler", "in", handlers)
      .where((where) =>
        where.or([
          where("not_before_ms", "<=", nowMs),
          where("created_ms", ">", nowMs + clockToleranceMs),
        ]),
      )
      .where((where) =>
        where.or([
          where("lane", "is", null),
          where(
            "lane",
            "not in",
            where
              .selectFrom("tasks as running")
              .select("running.lane")
              .where("running.state", "=", "running")
              .where("running.lane", "is not", null),
          ),
        ]),
      )
      .orderBy("not_before_ms")
      .orderBy("created_ms")
      .orderBy("id")
      .limit(1);
    if (only !== undefined) choice = choice.where("id", "=", only);
    if (database.kind === "postgres") choice = choice.forUpdate().skipLocked();
    const row = await rows
      .updateTable("tasks")
      .set((set) => ({
        state: "running",
        attempt: set("attempt", "+", 1),
        fence: set("fence", "+", 1),
        beat: 0,
        owner: JSON.stringify(owner),
        started_ms: nowMs,
      }))
      .where("id", "=", choice)
      .returningAll()
      .executeTakeFirst();
    if (row !== undefined) {
      const data = { attempt: row.attempt, host: owner.host, pid: owner.pid };
      await appendEvents(rows, [{ taskId: row.id, timeMs: nowMs, event: "running", data }]);
    }
    return row;
  }
}

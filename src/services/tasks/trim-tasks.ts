import { sql } from "kysely";
import type { Database } from "../../stores/database/database.ts";

/** How long a task that is over is kept: the last of each schedule and kind stays, as health asks for it. */
const keptMs = 90 * 86_400_000;
const mostAtOnce = 500;

/** Removes what is long over, some hundreds at a time; gives how many tasks went. */
export async function trimTasks(database: Database, nowMs: number): Promise<number> {
  return database.write(async (rows) => {
    const { rows: gone } = await sql<{ id: string }>`
      delete from tasks where id in (
        select old.id from tasks old
        where old.finished_ms < ${nowMs - keptMs} and exists (
          select 1 from tasks newer
          where newer.kind = old.kind and newer.state = old.state
            and coalesce(newer.schedule, '') = coalesce(old.schedule, '')
            and newer.finished_ms > old.finished_ms)
        limit ${mostAtOnce})
      returning id`.execute(rows);
    const ids = gone.map(({ id }) => id);
    if (ids.length > 0) {
      await rows.deleteFrom("task_events").where("task_id", "in", ids).execute();
    }
    return ids.length;
  });
}

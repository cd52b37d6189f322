import type { Database } from "../../../stores/database/database.ts";
import { databaseUrl } from "../../environment/restera-home.ts";
import type { CommandContext } from "../command-context.ts";

/** Runs a command's work with the database of tasks and schedules, and closes it. */
export async function withDatabase<Result>(
  { system }: Pick<CommandContext, "system">,
  work: (database: Database) => Promise<Result>,
  options: { readonly busyTimeoutMs?: number } = {},
): Promise<Result> {
  const { openDatabase } = await import("../../../compose/open-database.ts");
  const database = await openDatabase(databaseUrl(system), options);
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

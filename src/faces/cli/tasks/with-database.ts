import { join } from "node:path";
import type { Database } from "../../../stores/database/database.ts";
import type { CommandContext } from "../command-context.ts";
import type { System } from "../system.ts";
import { resteraHome } from "../vault-access/restera-home.ts";

/** RESTERA_DATABASE_URL, or the file in Restera's own folder. */
export function databaseUrl(system: System): string {
  return system.environment.RESTERA_DATABASE_URL || join(resteraHome(system), "restera.db");
}

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

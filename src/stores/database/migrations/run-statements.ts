import type { Kysely, RawBuilder } from "kysely";

/** Runs the statements of a migration, one after the other. */
export async function runStatements(
  rows: Kysely<never>,
  statements: readonly RawBuilder<unknown>[],
): Promise<void> {
  for (const statement of statements) await statement.execute(rows);
}

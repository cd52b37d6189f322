import { type Kysely, sql } from "kysely";
import { ResteraError } from "../../foundation/errors.ts";
import type { Database } from "./database.ts";
import { createHeroPositions } from "./migrations/hero-positions.ts";
import { createMemoryBulk } from "./migrations/memory-bulk.ts";
import { createMemory } from "./migrations/memory.ts";
import { createTasks } from "./migrations/tasks.ts";
import { createVectors } from "./migrations/vectors.ts";

interface Migration {
  readonly name: string;
  readonly apply: (rows: Kysely<never>, kind: Database["kind"]) => Promise<void>;
}

/** In order; a released one never changes. */
const migrations: readonly Migration[] = [
  { name: "tasks", apply: createTasks },
  { name: "memory", apply: createMemory },
  { name: "vectors", apply: createVectors },
  { name: "memory-bulk", apply: createMemoryBulk },
  { name: "hero-positions", apply: createHeroPositions },
];

/** Any number, the same in every version: PostgreSQL's lock for those who migrate. */
const lockNumber = 7_283_745_901;

/**
 * Brings the tables up to this program's version, each step once, whoever else starts at the same time: the look and the
 * change are one transaction that holds the database's lock for writers. Throws `database-newer`.
 */
export async function migrate(database: Database): Promise<void> {
  await database.write(async (rows) => {
    if (database.kind === "postgres") {
      await sql`select pg_advisory_xact_lock(${lockNumber})`.execute(rows);
    }
    await sql`create table if not exists migrations (
      version integer primary key, name text not null, applied_ms bigint not null
    )`.execute(rows);
    const { rows: found } = await sql<{ version: number | null }>`
      select max(version) as version from migrations`.execute(rows);
    const version = found[0]?.version ?? 0;
    if (version > migrations.length) {
      const known = migrations.length;
      throw new ResteraError("database-newer", { url: database.url, version, known });
    }
    for (const [index, { name, apply }] of [...migrations.entries()].slice(version)) {
      await apply(rows as unknown as Kysely<never>, database.kind);
      await sql`insert into migrations (version, name, applied_ms)
        values (${index + 1}, ${name}, ${Date.now()})`.execute(rows);
    }
  });
}

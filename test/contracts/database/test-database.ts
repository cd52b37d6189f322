import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, it } from "node:test";
import { sql } from "kysely";
import { openDatabase } from "../../../src/compose/open-database.ts";
import type { Database } from "../../../src/stores/database/database.ts";
import { ResteraError } from "../../../src/foundation/errors.ts";
import { usePlaces } from "./use-places.ts";

/** A place for databases of one kind. */
export interface DatabasesUnderTest {
  /** The address of a new, empty database. */
  newUrl(): Promise<string>;
  cleanUp(): Promise<void>;
}

const worker = join(import.meta.dirname, "database-worker.ts");

/** What every database must do, with real connections and processes. */
export function testDatabase(
  name: string,
  make: () => Promise<DatabasesUnderTest>,
  { skip = false }: { skip?: string | false } = {},
): void {
  describe(name, { skip }, () => {
    const newUrl = usePlaces(make);

    const opened = async (work: (database: Database, url: string) => Promise<void>) => {
      const url = await newUrl();
      const database = await openDatabase(url);
      try {
        await work(database, url);
      } finally {
        await database.close();
      }
    };

    it("keeps what was committed, for every connection and after closing", () =>
      opened(async (database, url) => {
        await add(database, "a", 2 ** 52);
        const other = await openDatabase(url);
        assert.deepEqual(await counters(other), { a: 2 ** 52 });
        await other.close();
        assert.deepEqual(await counters(database), { a: 2 ** 52 });
      }));

    it("undoes all of a transaction that throws", () =>
      opened(async (database) => {
        const broken = database.write(async (rows) => {
          await rows.insertInto("counters").values({ name: "a", value: 1 }).execute();
          throw new Error("broken");
        });
        await assert.rejects(broken, /^Error: broken$/);
        assert.deepEqual(await counters(database), {});
        await add(database, "a", 2);
        assert.deepEqual(await counters(database), { a: 2 });
      }));

    it("reads what is committed while a transaction is open", () =>
      opened(async (database) => {
        await add(database, "a", 1);
        await database.write(async (rows) => {
          await rows.updateTable("counters").set({ value: 2 }).execute();
          assert.deepEqual(await counters(database), { a: 1 });
        });
        assert.deepEqual(await counters(database), { a: 2 });
      }));

    it("says that something unique is there already", () =>
      opened(async (database) => {
        await add(database, "a", 1);
        await assert.rejects(
          add(database, "a", 1),
          (error) => error instanceof ResteraError && error.code === "database-conflict",
        );
      }));

    it("lets nothing be lost when several connections write at once", () =>
      opened(async (database, url) => {
        await add(database, "a", 0);
        const others = await Promise.all([openDatabase(url), openDatabase(url)]);
        const all = [database, ...others];
        await Promise.all(
          Array.from({ length: 60 }, (_, index) => increment(all[index % all.length]!)),
        );
        assert.deepEqual(await counters(database), { a: 60 });
        for (const other of others) await other.close();
      }));

    it("keeps many rows as it keeps few: whole or not at all, in turn with others, and says what is wrong", () =>
      opened(async (database, url) => {
        await add(database, "a", 0);
        const other = await openDatabase(url);
        await Promise.all(
          Array.from({ length: 40 }, (_, index) =>
            increment(index % 3 === 0 ? other : database, index % 2 === 0 ? "write" : "writeMuch"),
          ),
        );
        assert.deepEqual(await counters(other), { a: 40 });
        await other.close();
        const broken = database.writeMuch(async (rows) => {
          await rows.insertInto("counters").values({ name: "b", value: 1 }).execute();
          throw new Error("broken");
        });
        await assert.rejects(broken, /^Error: broken$/);
        const twice = { name: "a", value: 1 };
        await assert.rejects(
          database.writeMuch((rows) => rows.insertInto("counters").values(twice).execute()),
          (error) => error instanceof ResteraError && error.code === "database-conflict",
        );
        assert.deepEqual(await counters(database), { a: 40 });
      }));

    it("is made once by processes that start together, and loses none of their writes", async () => {
      const url = await newUrl();
      const children = Array.from({ length: 3 }, () => fork(worker, [url, "25"]));
      const codes = await Promise.all(
        children.map(async (child) => ((await once(child, "exit")) as [number])[0]),
      );
      assert.deepEqual(codes, [0, 0, 0]);
      const database = await openDatabase(url);
      assert.deepEqual(await counters(database), { a: 75 });
      const { rows } = await sql<{ version: number }>`select version from migrations`.execute(
        database.rows,
      );
      // Each step once.
      assert.ok(rows.length > 1);
      assert.deepEqual(
        rows.map(({ version }) => version),
        rows.map((_, index) => index + 1),
      );
      await database.close();
    });

    it("refuses tables of a newer program", async () => {
      const url = await newUrl();
      const database = await openDatabase(url);
      await database.write(async (rows) => {
        await sql`insert into migrations (version, name, applied_ms) values (99, 'x', 0)`.execute(
          rows,
        );
      });
      await database.close();
      await assert.rejects(
        openDatabase(url),
        (error) => error instanceof ResteraError && error.code === "database-newer",
      );
    });
  });
}

export async function counters(database: Database): Promise<Record<string, number>> {
  const rows = await database.rows.selectFrom("counters").selectAll().execute();
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

async function add(database: Database, name: string, value: number): Promise<void> {
  await database.write((rows) => rows.insertInto("counters").values({ name, value }).execute());
}

/** Reads, then writes what it read and one more: right only when nobody comes between. */
async function increment(
  database: Database,
  write: "write" | "writeMuch" = "write",
): Promise<void> {
  await database[write](async (rows) => {
    const lock = database.kind === "postgres" ? sql`for update` : sql``;
    const { rows: found } = await sql<{
      value: number;
    }>`select value from counters where name = 'a' ${lock}`.execute(rows);
    await rows
      .updateTable("counters")
      .set({ value: found[0]!.value + 1 })
      .where("name", "=", "a")
      .execute();
  });
}

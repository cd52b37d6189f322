import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { openSqlite } from "../../src/stores/database/sqlite/open-sqlite.ts";
import { ResteraError } from "../../src/foundation/errors.ts";
import { noSmallDisk, smallDisk } from "../support/small-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { counters } from "../contracts/database/test-database.ts";

const withCode = (code: string) => (error: unknown) =>
  error instanceof ResteraError && error.code === code;

test("a database that another program holds is waited for, without stopping the process", async (t) => {
  const path = join(temporaryFolder(t), "restera.db");
  const database = await openSqlite(path);
  t.after(() => database.close());
  const other = new DatabaseSync(path);
  t.after(() => other.close());
  other.exec("begin immediate");
  const written = database.write((rows) =>
    rows.insertInto("counters").values({ name: "a", value: 1 }).execute(),
  );
  for (let turns = 0; turns < 100; turns++) await turn();
  assert.deepEqual(await counters(database), {});
  other.exec("commit");
  await written;
  assert.deepEqual(await counters(database), { a: 1 });
});

test("a database that stays locked is said to be, and works once it is free", async (t) => {
  const path = join(temporaryFolder(t), "restera.db");
  const database = await openSqlite(path, { busyTimeoutMs: 50 });
  t.after(() => database.close());
  const other = new DatabaseSync(path);
  t.after(() => other.close());
  other.exec("begin immediate");
  const write = () =>
    database.write((rows) => rows.insertInto("counters").values({ name: "a", value: 1 }).execute());
  await assert.rejects(write(), withCode("database-busy"));
  other.exec("commit");
  await write();
  assert.deepEqual(await counters(database), { a: 1 });
});

test("a file that is no database is named, and left as it is", async (t) => {
  const path = join(temporaryFolder(t), "restera.db");
  writeFileSync(path, "these are notes, and no database at all".repeat(100));
  await assert.rejects(openSqlite(path), withCode("database-damaged"));
});

test(
  "a full disk refuses a transaction whole, and the next one works when there is room",
  { skip: noSmallDisk },
  async (t) => {
    const disk = smallDisk(t, 2);
    const database = await openSqlite(join(disk.folder, "restera.db"));
    t.after(() => database.close());
    const add = (name: string) =>
      database.write(async (rows) => {
        await rows.insertInto("counters").values({ name, value: 1 }).execute();
        await rows
          .insertInto("counters")
          .values({ name: `${name}${"x".repeat(200_000)}`, value: 2 })
          .execute();
      });
    let kept = 0;
    const fill = async () => {
      for (; kept < 100; kept++) await add(String(kept));
    };
    await assert.rejects(fill(), withCode("database-full"));
    assert.equal(Object.keys(await counters(database)).length, 2 * kept);
    disk.remount("size=8m");
    await add("later");
    assert.equal(Object.keys(await counters(database)).length, 2 * kept + 2);
  },
);

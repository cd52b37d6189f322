import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { Kysely, sql } from "kysely";
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";
import { aheadQuery, sqliteThreadDialect } from "./sqlite-thread.ts";

test("what goes wrong ahead ends its transaction, and only that", async (t) => {
  const path = join(temporaryFolder(t), "ahead.db");
  const rows = new Kysely<{ word: { word: string } }>({
    dialect: sqliteThreadDialect({ path, timeoutMs: 1000 }),
  });
  t.after(() => rows.destroy());
  await sql`create table word (word text unique)`.execute(rows);
  const insert = (words: readonly string[], then?: string): Promise<void> =>
    rows.transaction().execute(async (within) => {
      for (const word of words) {
        await within.executeQuery(aheadQuery("insert into word values (?)", [word]));
      }
      if (then !== undefined) await within.insertInto("word").values({ word: then }).execute();
    });

  await insert(["one", "two"]);
  await assert.rejects(insert(["three", "one", "four"]), /UNIQUE constraint failed/);
  await assert.rejects(insert(["three", "one"], "four"), /UNIQUE constraint failed/);
  await insert(["five"], "six");
  const kept = await rows.selectFrom("word").select("word").orderBy("word").execute();
  assert.deepEqual(
    kept.map(({ word }) => word),
    ["five", "one", "six", "two"],
  );
});

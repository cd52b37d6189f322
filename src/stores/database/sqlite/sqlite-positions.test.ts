import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { sql } from "kysely";
import type { Database } from "../database.ts";
import type { NewMemoryRow } from "../memory-dialect.ts";
import { type MemoryFilter, presentMs } from "../memory-filter.ts";
import { openSqlite } from "./open-sqlite.ts";
import { sqliteMemory } from "./sqlite-memory.ts";
import { positionsOf } from "./sqlite-positions.ts";

const nothing = {
  ...{ content: null, title: "", text: "", path: null, tags: null, language: "", temporal: null },
  ...{ world_hash: null, author: null, hash: "", valid_from_ms: null, valid_to_ms: null },
  ...{ scope: "", kind: "entity", created_ms: 0, replaces: null, is_forgotten: 0 },
};

describe("positions in memory", () => {
  let folder: string;
  let database: Database;
  let other: Database;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "restera-positions-"));
    database = await openSqlite(join(folder, "a.db"));
    other = await openSqlite(join(folder, "a.db"));
  });
  after(async () => {
    await database.close();
    await other.close();
    rmSync(folder, { recursive: true, force: true });
  });

  let stored = 0;
  const row = (id: string, position: number[], more: Partial<NewMemoryRow> = {}): NewMemoryRow => {
    const [p1, p2, p3, p4, p5, p6] = position as [number, number, number, number, number, number];
    const place = { position_6d: JSON.stringify(position), p1, p2, p3, p4, p5, p6 };
    return { ...nothing, id, hero_id: null, stored_ms: ++stored, ...place, ...more };
  };
  const keep = (...batch: NewMemoryRow[]) =>
    other.write(async (rows) => {
      for (const { replaces, stored_ms: ended } of batch) {
        await sql`update memories set ended_ms = ${ended} where version = ${replaces}`.execute(
          rows,
        );
      }
      await sqliteMemory.insert(rows, batch);
    });
  const center = [0, 0, 0, 0, 0, 0];
  /** By the list in memory, which must say the same as all rows. */
  const near = async (more: Partial<MemoryFilter> = {}, limit = 3, radius?: number) => {
    const filter = { scope: "", asOfMs: presentMs, ...more };
    const input = { center, limit, ...(radius !== undefined && { radius }) };
    const found = await positionsOf(database.rows).near(database.rows, input, filter);
    assert.ok(found !== undefined, "all rows had to be read");
    const read = await other.write((rows) => sqliteMemory.near(rows, input, filter));
    assert.deepEqual(
      found.map(({ version, distance }) => [version, distance.toFixed(9)]),
      read.map(({ version, distance }) => [version, distance.toFixed(9)]),
    );
    return found.map(({ version }) => version);
  };

  it("are those that other connections kept, corrected and replaced as a whole", async () => {
    assert.deepEqual(await near(), []);
    const spread = Array.from({ length: 3000 }, (_, i) => {
      const position = center.map((_, at) => (((i + 7) * (at + 11) * 7919) % 10_007) / 1000);
      return row(`e${i}`, position, { hero_id: `h${i % 7}`, scope: i % 50 === 0 ? "else" : "" });
    });
    await keep(...spread);
    const [nearest] = await near();
    await near({ scope: "else" }, 100);
    await near({ hero: "h3" }, 20);
    await near({ hero: "nobody" });
    await near({ kinds: ["entity", "note"] });
    await near({ kinds: ["note"] });
    await near({}, 5000, 6);
    await near({ box: { low: center, high: center.map(() => 6) } }, 5000);
    const beforeMs = stored;
    await keep(row("closer", [0, 0, 0, 0, 0, 0.25]), row("away", center, { replaces: nearest! }));
    assert.deepEqual((await near({}, 2))[0], 3002);
    assert.deepEqual((await near({}, 5000)).includes(nearest!), false);
    assert.deepEqual(await near({ asOfMs: beforeMs }, 1), [nearest]);
    await other.write((rows) => sqliteMemory.clear(rows));
    assert.deepEqual(await near(), []);
    await keep(row("first again", center));
    assert.equal((await near()).length, 1);
  });

  it("leave what is rarely asked for to the rows", async () => {
    await keep(row("tagged", [1, 1, 1, 1, 1, 1], { tags: '["rare"]' }));
    await keep(...Array.from({ length: 500 }, (_, i) => row(`n${i}`, center)));
    const filter = { scope: "", asOfMs: presentMs, tags: ["rare"] };
    const input = { center, limit: 1 };
    assert.equal(await positionsOf(database.rows).near(database.rows, input, filter), undefined);
    assert.equal((await sqliteMemory.near(database.rows, input, filter)).length, 1);
  });
});

import { type Kysely, type RawBuilder, sql } from "kysely";
import { memoryLockNumber } from "./memory.ts";
import { runStatements } from "./run-statements.ts";

/**
 * Where `coordinates_6d` of `heroes_memories` is a list of six numbers, it is the position of the memory that the triggers make: it is
 * found by distance, stays in the history, and is exported. Anything else stays in that table alone.
 * In SQLite the triggers use only what older SQLite programs know, too.
 */
export async function createHeroPositions(
  rows: Kysely<never>,
  kind: "sqlite" | "postgres",
): Promise<void> {
  await (kind === "sqlite" ? createInSqlite(rows) : createInPostgres(rows));
}

const columns = sql`scope, kind, id, hero_id, content, title, text, language,
  hash, created_ms, stored_ms, replaces, is_forgotten`;
const places = sql`position_6d, p1, p2, p3, p4, p5, p6`;
const numbers = [0, 1, 2, 3, 4, 5];

async function createInSqlite(rows: Kysely<never>): Promise<void> {
  // As SQLite before 3.42 knows it too, which many systems bring for Python and the shell.
  const ms = (time: RawBuilder<unknown>) =>
    sql`cast(round((julianday(${time}) - 2440587.5) * 86400000) as integer)`;
  const nowMs = ms(sql`'now'`);
  const copying = sql`select 1 from counters where name = 'memory_copying'`;
  const [older, newer] = [sql`old`, sql`new`];
  const end = (row: RawBuilder<unknown>) => sql`update memories set ended_ms = ${nowMs}
    where scope = '' and kind = 'hero' and id = cast(${row}.id as text) and ended_ms is null;`;
  const last = (row: RawBuilder<unknown>) => sql`(select max(version) from memories
    where scope = '' and kind = 'hero' and id = cast(${row}.id as text))`;
  const coordinates = (row: RawBuilder<unknown>) => sql`${row}.coordinates_6d`;
  const place = (row: RawBuilder<unknown>) => sql`case when json_type(${coordinates(row)}) = 'array'
    and (select count(*) = 6 and min(type in ('integer', 'real') and abs(atom) <= 1.7976931348623157e308)
      from json_each(${coordinates(row)})) then json(${coordinates(row)}) end`;
  const number = sql.join(numbers.map((at) => sql`json_extract(place, ${sql.lit(`$[${at}]`)})`));
  const kept = sql`insert into memories (${columns}, ${places})
    select '', 'hero', cast(new.id as text), new.hero_id, new.memory_data,
      coalesce(new.hero_id, ''), coalesce(new.memory_data, ''), '', '',
      coalesce(${ms(sql`new.created_at`)}, ${nowMs}), ${nowMs},
      ${last(newer)}, 0, place, ${number} from (select ${place(newer)} as place);`;
  const gone = sql`insert into memories (${columns}) values ('', 'hero', cast(old.id as text),
    old.hero_id, null, '', '', '', '', ${nowMs}, ${nowMs}, ${last(older)}, 1);`;
  await runStatements(rows, [
    ...["new", "changed", "gone"].map(
      (name) => sql`drop trigger ${sql.ref(`heroes_memories_${name}`)}`,
    ),
    ...withoutNullChecks,
    sql`create trigger heroes_memories_new after insert on heroes_memories
      when not exists (${copying}) begin ${end(newer)} ${kept} end`,
    sql`create trigger heroes_memories_changed after update on heroes_memories
      when not exists (${copying}) begin ${end(older)} ${end(newer)} ${kept} end`,
    sql`create trigger heroes_memories_gone after delete on heroes_memories
      when not exists (${copying}) begin ${end(older)} ${gone} end`,
    sql`update memories set (${places}) = (select place, ${number})
      from (select id as hero, ${place(sql`h`)} as place from heroes_memories h) placed
      where scope = '' and kind = 'hero' and memories.id = cast(hero as text)
        and ended_ms is null and place is not null`,
    // Whoever knows positions reads them anew.
    sql`insert into counters (name, value) select 'memory_epoch', 1
      where exists (select 1 from heroes_memories)
      on conflict (name) do update set value = counters.value + 1`,
  ]);
}

/** To SQLite before 3.45 null is no valid JSON. Numbers that were used are not used again. */
const withoutNullChecks = [
  sql`alter table heroes_memories rename to heroes_memories_before`,
  sql`create table heroes_memories (id integer primary key autoincrement, hero_id varchar(100),
    memory_data text check (memory_data is null or json_valid(memory_data)),
    coordinates_6d text check (coordinates_6d is null or json_valid(coordinates_6d)),
    created_at text default (strftime('%Y-%m-%d %H:%M:%f', 'now')))`,
  sql`insert into heroes_memories select * from heroes_memories_before`,
  sql`delete from sqlite_sequence where name = 'heroes_memories'`,
  sql`insert into sqlite_sequence (name, seq) select 'heroes_memories', seq
    from sqlite_sequence where name = 'heroes_memories_before'`,
  sql`drop table heroes_memories_before`,
];

async function createInPostgres(rows: Kysely<never>): Promise<void> {
  const number = sql.join(numbers.map((at) => sql`(place ->> ${sql.lit(at)})::double precision`));
  await runStatements(rows, [
    // A number that no double holds would otherwise be the end of whoever writes it.
    sql`create function restera_place(coordinates jsonb) returns jsonb language sql immutable
      return case when jsonb_typeof(coordinates) = 'array' and (
        select count(*) = 6 and bool_and(case when jsonb_typeof(value) = 'number'
          then abs((value #>> '{}')::numeric) between 1e-300 and 1e300
            or (value #>> '{}')::numeric = 0 else false end)
        from jsonb_array_elements(case when jsonb_typeof(coordinates) = 'array'
          then coordinates else '[]' end)) then coordinates end`,
    sql`create or replace function restera_hero() returns trigger language plpgsql as $$
      declare now_ms bigint; old_version bigint; place jsonb; begin
      perform pg_advisory_xact_lock(${sql.lit(memoryLockNumber)});
      if exists (select 1 from counters where name = 'memory_copying') then return null; end if;
      now_ms := (extract(epoch from clock_timestamp()) * 1000)::bigint;
      update memories set ended_ms = now_ms where scope = '' and kind = 'hero'
        and id = (case tg_op when 'INSERT' then new.id else old.id end)::text
        and ended_ms is null returning version into old_version;
      if tg_op = 'DELETE' then
        insert into memories (${columns}) values ('', 'hero', old.id::text, old.hero_id, null, '',
          '', '', '', now_ms, now_ms, old_version, 1);
      else
        place := restera_place(new.coordinates_6d);
        insert into memories (${columns}, ${places}) values ('', 'hero', new.id::text,
          new.hero_id, new.memory_data::text, coalesce(new.hero_id, ''),
          coalesce(left(new.memory_data::text, 200000), ''), '', '',
          coalesce((extract(epoch from new.created_at::timestamptz) * 1000)::bigint, now_ms), now_ms,
          old_version, 0, place::text, ${number});
      end if;
      return null; end $$`,
    sql`update memories set (${places}) = row(place::text, ${number})
      from (select id as hero, restera_place(coordinates_6d) as place from heroes_memories) placed
      where scope = '' and kind = 'hero' and memories.id = hero::text
        and ended_ms is null and place is not null`,
  ]);
}

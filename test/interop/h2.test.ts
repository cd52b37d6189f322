// The database of the Java service, made and read by H2 itself.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { runCli } from "../../src/faces/cli/testing/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { findH2 } from "./peers.ts";

const found = findH2();
const skip = found === undefined && "no Java or no H2 here: run scripts/install-peers.sh";

/** As the document has the tables; JSON columns and text that is JSON, nulls, and what no memory takes. */
const tables = `
  create table INTERSTICE_ENTITIES (entity_id varchar(255) primary key, entity_data clob,
    position_6d json, world_hash varchar(64), created_at timestamp);
  create table MEMORY_TATTOOS (tattoo_id bigint auto_increment primary key, hero_id varchar(100),
    memory_content clob, temporal_coordinates json);
  insert into INTERSTICE_ENTITIES values
    ('porte', '{"nom": "Porte \\"nord\\"", "hero_id": "OPUS"}', json '[1,2,3,4,5,6.5]', 'w1',
      timestamp '2025-08-20 12:30:00.123456'),
    ('puits', 'profond, "très"' || char(10) || 'sombre', '[0,0,0,0,0,1]', null, null),
    ('faux', '', json '[1,2]', '', null);
  insert into MEMORY_TATTOOS (hero_id, memory_content, temporal_coordinates) values
    ('OPUS', 'Le premier jour', json '{"jour": 43}'), ('MERLIN', null, null);`;

function makeDatabase(t: TestContext, script = tables, password = "") {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "make.sql"), script);
  const { java, jar } = found!;
  const url = `jdbc:h2:file:${join(folder, "interstice")}`;
  const words = ["-url", url, "-user", "sa", "-password", password];
  execFileSync(java, [
    ...["-cp", jar, "org.h2.tools.RunScript", ...words, "-script", join(folder, "make.sql")],
  ]);
  const run = (words: readonly string[], environment: Record<string, string> = {}) =>
    runCli(["memory", ...words], {
      environment: {
        ...{ RESTERA_HOME: join(folder, "home"), PATH: join(java, ".."), RESTERA_H2_JAR: jar },
        ...{ USER: "ada", ...environment },
      },
      ...{ cwd: folder, home: folder },
    });
  return { folder, file: join(folder, "interstice.mv.db"), run };
}

test(
  "an H2 database comes in, every refused row by name, and is not touched",
  { skip },
  async (t) => {
    const { file, run } = makeDatabase(t);
    const before = readFileSync(file);
    const first = await run(["import", "interstice.mv.db"]);
    assert.equal(first.code, 3);
    assert.match(first.stdout, /5 rows: 4 new.* 1 refused/);
    assert.match(first.stderr, /entity faux.*2 numbers instead of six/);
    const again = await run(["import", "interstice.mv.db", "--json"]);
    const { unchanged, added } = JSON.parse(again.stdout) as Record<string, number>;
    assert.deepEqual([unchanged, added], [4, 0]);
    assert.deepEqual(readFileSync(file), before);
    const exported = JSON.parse((await run(["export"])).stdout) as Record<string, object[]>;
    assert.deepEqual(exported.entities?.[0], {
      ...{ entity_id: "porte", entity_data: { nom: 'Porte "nord"', hero_id: "OPUS" } },
      ...{ position_6d: [1, 2, 3, 4, 5, 6.5], world_hash: "w1" },
      created_at: "2025-08-20T12:30:00.123Z",
    });
    const [, well] = exported.entities as { entity_data: string; position_6d: number[] }[];
    assert.deepEqual(well?.entity_data, 'profond, "très"\nsombre');
    assert.deepEqual(well?.position_6d, [0, 0, 0, 0, 0, 1], "JSON as text within JSON");
    assert.deepEqual(exported.tattoos?.[0], {
      ...{ tattoo_id: "1", hero_id: "OPUS", memory_content: "Le premier jour" },
      temporal_coordinates: { jour: 43 },
    });
  },
);

test("two heroes of an H2 database, for a first try", { skip }, async (t) => {
  const { run } = makeDatabase(t);
  const { stdout } = await run(["import", "interstice.mv.db", "--hero", "OPUS"]);
  assert.match(stdout, /2 new.*2 of other heroes/);
});

test("what H2 refuses is said with what helps", { skip }, async (t) => {
  const { run, folder } = makeDatabase(t, "create table OTHER (a int);", "secret");
  const locked = await run(["import", "interstice.mv.db"]);
  assert.equal(locked.code, 1);
  assert.match(locked.stderr, /Wrong user name or password; say RESTERA_H2_USER/);
  const opened = await run(["import", "interstice.mv.db"], { RESTERA_H2_PASSWORD: "secret" });
  assert.match(opened.stderr, /none of the tables INTERSTICE_ENTITIES/);
  const other = await run(["import", "interstice.mv.db"], {
    RESTERA_H2_JAR: join(folder, "no.jar"),
  });
  assert.match(other.stderr, /no\.jar is no jar of H2/);
  const text = readFileSync(join(folder, "interstice.mv.db"), "latin1");
  const later = text.replaceAll("format:2", "format:9");
  writeFileSync(join(folder, "later.mv.db"), later, "latin1");
  const unknown = await run(["import", "later.mv.db"], { RESTERA_H2_PASSWORD: "secret" });
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /its format is 9.*RESTERA_H2_JAR/);
});

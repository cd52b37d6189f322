import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Client } from "pg";
import { type PostgresServer, skipWithoutPostgres, startPostgres } from "../../servers/postgres.ts";
import { archiveWorld } from "../../support/archive-world.ts";
import { ownerOfMany } from "../../support/temporary-folder.ts";

describe("a PostgreSQL source", { skip: skipWithoutPostgres() }, () => {
  const owner = ownerOfMany();
  let server: PostgresServer;
  before(async () => {
    server = await startPostgres();
    owner.after(() => server.stop());
  });
  after(() => owner.end());

  it("is archived as SQL that brings the database back", async (t) => {
    const url = await server.createDatabase();
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query("create table shop (id int primary key, name text)");
    await client.query("insert into shop select i, 'été ' || i from generate_series(1, 1000) i");
    const world = archiveWorld(t, programs());
    await world.run("source", "add", "shop", url);
    const { code, stderr } = await world.run("archive", "create");
    assert.equal(code, 0, stderr);
    await world.run("archive", "restore", "latest", "--target", "out");
    const name = new URL(url).pathname.slice(1);
    const dump = readFileSync(join(world.folder, `out/sources/shop/${name}.sql`), "utf8");
    assert.match(dump, /^1000\tété 1000$/m);
    await client.query("drop table shop");
    const { PATH, LD_LIBRARY_PATH = "" } = programs();
    const env = { PATH: PATH!, LD_LIBRARY_PATH };
    execFileSync("psql", ["--quiet", "--set=ON_ERROR_STOP=1", url], {
      input: dump,
      env,
      stdio: ["pipe", "ignore", "pipe"],
    });
    const { rows } = await client.query("select count(*)::int as count from shop");
    await client.end();
    assert.deepEqual(rows, [{ count: 1000 }]);
  });

  it("that cannot be reached is named, and the others are kept", async (t) => {
    const world = archiveWorld(t, programs());
    world.write({ "data/a.json": "1" });
    await world.run("source", "add", "shop", `postgres://restera@127.0.0.1:${server.port}/nowhere`);
    const { code, stderr } = await world.run("archive", "create");
    assert.equal(code, 3);
    assert.match(stderr, /^shop: pg_dump: .*database "nowhere" does not exist/m);
  });
});

/** Where pg_dump is: with the server, whose version it has to have. */
function programs(): Record<string, string> {
  const roots = [
    process.env["RESTERA_TEST_SERVERS"],
    join(import.meta.dirname, "../../../.cache/servers"),
  ];
  const found = roots.flatMap((root) =>
    root ? globSync(`${root}/postgresql/usr/lib/postgresql/*/bin/pg_dump`) : [],
  );
  const path = [...found.map((each) => dirname(each)), process.env["PATH"] ?? ""].join(delimiter);
  const libraries = found.flatMap((each) =>
    globSync(`${each.replace(/\/usr\/lib\/postgresql.*/, "")}/usr/lib/*-linux-gnu*`),
  );
  return { PATH: path, ...(libraries.length > 0 && { LD_LIBRARY_PATH: libraries.join(":") }) };
}

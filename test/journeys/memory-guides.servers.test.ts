import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryStoreOf } from "../../src/compose/memory-store-of.ts";
import { openDatabase } from "../../src/compose/open-database.ts";
import { changeMemories } from "../../src/services/memory/change-memories.ts";
import { skipWithoutPostgres, startPostgres } from "../servers/postgres.ts";
import { runGuide } from "./memory-guides.ts";

test(
  "moving memory to PostgreSQL goes as the guide says",
  { skip: skipWithoutPostgres() },
  async (t) => {
    const server = await startPostgres();
    t.after(() => server.stop());
    const guide = runGuide(t, "migrate-to-postgresql.md");
    const database = await openDatabase(`${guide.vps.folder}/.local/share/restera/restera.db`);
    const content = "le premier jour";
    await changeMemories(await memoryStoreOf(database), [
      { put: { kind: "tattoo", id: "t", heroId: "OPUS", content } },
    ]);
    await database.close();
    const environment = { PGUSER: "restera", PGHOST: "127.0.0.1", PGPORT: String(server.port) };
    const said = await guide.next("vps", {
      ...environment,
      PATH: `${guide.vps.folder}/bin:${server.programs}:${process.env["PATH"] ?? ""}`,
    });
    assert.match(said, /Copied to postgres:[^]*OPUS +1/);
    assert.equal(said.match(/guard the \[lantern\]/g)?.length, 3, said);
    assert.equal(guide.left(), 0);
  },
);

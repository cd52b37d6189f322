// PostgreSQL is restarted while memory is copied into it: what was copied stays, and the next run goes on there.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { memoryStoreOf } from "../../src/compose/memory-store-of.ts";
import { openDatabase } from "../../src/compose/open-database.ts";
import { changeMemories } from "../../src/services/memory/change-memories.ts";
import { copyMemory } from "../../src/services/memory/transfer/copy-memory.ts";
import { summarizeMemory, wholeMemoryIn } from "../../src/services/memory/transfer/whole-memory.ts";
import { skipWithoutPostgres, startPostgres } from "../servers/postgres.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { isError } from "../support/test-vault.ts";

test(
  "a migration goes on where a restart of PostgreSQL stopped it, and loses nothing",
  { skip: skipWithoutPostgres() },
  async (t) => {
    const server = await startPostgres();
    t.after(() => server.stop());
    const source = await openDatabase(join(temporaryFolder(t), "restera.db"));
    t.after(() => source.close());
    const here = await memoryStoreOf(source);
    const entities = Array.from({ length: 3000 }, (_, i) => ({
      put: {
        ...{ kind: "entity" as const, id: `e${i}`, content: { name: `entity ${i}` } },
        position: [i, 0, 0, 0, 0, -i],
      },
    }));
    await changeMemories(here, entities);
    const url = await server.createDatabase();
    const target = await openDatabase(url);
    let restarting: Promise<void> | undefined;
    await assert.rejects(
      copyMemory(here, await memoryStoreOf(target), {
        onProgress: (versions) => {
          if (versions >= 1000) restarting ??= server.restart();
        },
      }),
      isError("database-unreachable"),
    );
    await restarting;
    await target.close();

    const again = await openDatabase(url);
    t.after(() => again.close());
    const copied = await copyMemory(here, await memoryStoreOf(again));
    assert.ok(copied.resumedAfter >= 1000, `went on after ${copied.resumedAfter}`);
    assert.equal(copied.versions, 3000);
    const { sha256 } = await summarizeMemory(wholeMemoryIn(source));
    assert.equal((await summarizeMemory(wholeMemoryIn(again))).sha256, sha256);
  },
);

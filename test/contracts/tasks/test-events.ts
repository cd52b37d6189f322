import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openDatabase } from "../../../src/compose/open-database.ts";
import { addTask } from "../../../src/services/tasks/add-task.ts";
import { readEvents } from "../../../src/services/tasks/task-events.ts";
import type { DatabasesUnderTest } from "../database/test-database.ts";
import { usePlaces } from "../database/use-places.ts";

const waitMs = 30_000;

/** What readers of events rely on, on every database. */
export function testEvents(
  name: string,
  make: () => Promise<DatabasesUnderTest>,
  { skip = false }: { skip?: string | false } = {},
): void {
  describe(name, { skip }, () => {
    const newUrl = usePlaces(make);

    it("come in order and none is missed, whoever writes at the same time", async () => {
      const url = await newUrl();
      const all = [await openDatabase(url), await openDatabase(url), await openDatabase(url)];
      const database = all[0]!;
      const seen: number[] = [];
      const reading = (async () => {
        const endMs = performance.now() + waitMs;
        while (seen.length < 45 && performance.now() < endMs) {
          const events = await readEvents(database, { after: seen.at(-1) ?? 0 });
          seen.push(...events.map(({ seq }) => seq));
        }
      })();
      await Promise.all(
        Array.from({ length: 45 }, (_, i) =>
          addTask(all[i % 3]!, { kind: "test", handler: "none", input: null }),
        ),
      );
      await reading;
      assert.deepEqual(
        seen,
        Array.from({ length: 45 }, (_, i) => i + 1),
      );
      for (const each of all) await each.close();
    });
  });
}

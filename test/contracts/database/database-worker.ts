// Opens the database named by its first argument and counts as often as the second says: one of several at once.
import { openDatabase } from "../../../src/compose/open-database.ts";

const [url = "", times = "1"] = process.argv.slice(2);
const database = await openDatabase(url);
for (let i = 0; i < Number(times); i++) {
  await database.write((rows) =>
    rows
      .insertInto("counters")
      .values({ name: "a", value: 1 })
      .onConflict((conflict) =>
        conflict.column("name").doUpdateSet((set) => ({ value: set("counters.value", "+", 1) })),
      )
      .execute(),
  );
}
await database.close();
// The channel to the test would keep the process.
process.disconnect();

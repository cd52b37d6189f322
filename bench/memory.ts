// How memory grows: ingest, search and nearest positions at several sizes, on SQLite and on PostgreSQL.
// node bench/memory.ts [--rows 1000,10000,100000] [--databases sqlite,postgres] [--vectors] [--data FOLDER]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  type PostgresServer,
  skipWithoutPostgres,
  startPostgres,
} from "../test/servers/postgres.ts";
import { measureDatabase } from "./memory/measure-database.ts";
import { type Measured, measuredTable } from "./memory/measured.ts";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000,10000,100000" },
    databases: { type: "string", default: "sqlite,postgres" },
    vectors: { type: "boolean", default: false },
    data: { type: "string", default: tmpdir() },
  },
});
const sizes = values.rows.split(",").map(Number);
if (sizes.some((size) => !Number.isSafeInteger(size) || size < 1000)) {
  throw new Error("--rows are numbers from 1000 on");
}
const folder = mkdtempSync(join(values.data, "restera-bench-memory-"));
const measured: Measured[] = [];
const onMeasured = (each: Measured): void => {
  measured.push(each);
  const { database, rows, work, p50Ms, p95Ms } = each;
  console.log(`${database} ${rows} ${work}: ${p50Ms.toFixed(2)} ms, p95 ${p95Ms.toFixed(2)} ms`);
};
let server: PostgresServer | undefined;
try {
  for (const database of values.databases.split(",")) {
    if (database === "postgres") {
      const missing = skipWithoutPostgres();
      if (missing !== false) {
        console.log(`not measured: ${missing}`);
        continue;
      }
      server = await startPostgres();
    }
    let made = 0;
    const newUrl = async (): Promise<string> =>
      database === "postgres" ? server!.createDatabase() : join(folder, `memory-${++made}.db`);
    for (const rows of sizes) {
      await measureDatabase({
        ...{ database, rows, vectors: values.vectors, folder, newUrl, onMeasured },
      });
    }
  }
} finally {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.log(measuredTable(measured));
const results = join(import.meta.dirname, "results");
mkdirSync(results, { recursive: true });
const file = join(results, `memory-${new Date().toISOString().replace(/[:.]/g, "-")}.json`);
writeFileSync(file, `${JSON.stringify({ node: process.version, measured }, undefined, 1)}\n`);
console.log(`\n${file}`);

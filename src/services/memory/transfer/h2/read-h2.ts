import { createReadStream } from "node:fs";
import { copyFile, mkdtemp, open, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ResteraError } from "../../../../foundation/errors.ts";
import { parseNotingInexact } from "../../exact-json.ts";
import { findH2, type H2Place, type H2Program } from "./find-h2.ts";
import { parseCsv } from "./parse-csv.ts";
import { runH2 } from "./run-h2.ts";

export interface ReadH2Options extends H2Place {
  readonly signal?: AbortSignal | undefined;
}

interface Table {
  readonly schema: string;
  readonly name: string;
  /** Columns whose values are JSON. */
  readonly json: ReadonlySet<string>;
}

const known = ["interstice_entities", "memory_tattoos", "heroes_memories"];
const headBytes = 4096;
const mostCopies = 3;

/** True for a file that begins as H2's page store `.mv.db` does. */
export async function isH2(path: string): Promise<boolean> {
  return (await formatOf(path)) !== undefined;
}

/**
 * The tables of the Interstice in a database of H2 (`interstice.mv.db`), as a JSON document with a list for each. A copy of the file is
 * read, by H2's own program: the file itself is only read. Throws `h2-missing`, `h2-unreadable`.
 */
export async function* readH2(path: string, options: ReadH2Options): AsyncGenerator<Uint8Array> {
  const scratch = await mkdtemp(join(tmpdir(), "restera-h2-"));
  try {
    const format = (await formatOf(path)) ?? 0;
    const program = await findH2(options, { file: path, format });
    await copyQuiet(path, join(scratch, "interstice.mv.db"));
    const run = { program, scratch, file: path, format, options };
    const tables = await tablesOf(run);
    if (tables.length === 0) {
      const problem = `it has none of the tables ${known.join(", ").toUpperCase()}`;
      throw new ResteraError("h2-unreadable", { file: path, problem });
    }
    await exportTables(run, tables);
    yield Buffer.from("{");
    for (const [at, table] of tables.entries()) {
      const name = JSON.stringify(table.name.toLowerCase());
      yield Buffer.from(`${at === 0 ? "" : ",\n"}${name}: [`);
      yield* rowsOf(table, join(scratch, `${at}.csv`));
      yield Buffer.from("]");
    }
    yield Buffer.from("}\n");
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

interface Run {
  readonly program: H2Program;
  readonly scratch: string;
  readonly file: string;
  readonly format: number;
  readonly options: ReadH2Options;
}

/** The number of the file's format: 1 is H2 1's, 2 and 3 are those of H2 2. */
async function formatOf(path: string): Promise<number | undefined> {
  try {
    const handle = await open(path, "r");
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0);
      const head = buffer.toString("latin1", 0, bytesRead);
      if (!head.startsWith("H:2,")) return undefined;
      return Number(/,format:(\d+)/.exec(head)?.[1] ?? 1);
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

/** Whoever writes to it meanwhile would leave us half of something. */
async function copyQuiet(path: string, copy: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const before = await stat(path);
    await copyFile(path, copy);
    const after = await stat(path);
    if (before.mtimeMs === after.mtimeMs && before.size === after.size) return;
    if (attempt < mostCopies) continue;
    const problem = "a program writes to it: stop the Java service first";
    throw new ResteraError("h2-unreadable", { file: path, problem });
  }
}

async function tablesOf(run: Run): Promise<Table[]> {
  const file = join(run.scratch, "columns.csv");
  await runH2(run, [csvWrite(file, "SELECT * FROM INFORMATION_SCHEMA.COLUMNS")]);
  const tables = new Map<string, { schema: string; name: string; json: Set<string> }>();
  for await (const column of recordsOf(file)) {
    const [schema, name] = [column.get("TABLE_SCHEMA") ?? "", column.get("TABLE_NAME") ?? ""];
    if (!known.includes(name.toLowerCase())) continue;
    const key = JSON.stringify([schema, name]);
    const table = tables.get(key) ?? { schema, name, json: new Set<string>() };
    tables.set(key, table);
    // H2 1 says the type's name in another column.
    const type = column.get("TYPE_NAME") ?? column.get("DATA_TYPE");
    if (type === "JSON") table.json.add(column.get("COLUMN_NAME") ?? "");
  }
  const place = ({ name }: Table) => known.indexOf(name.toLowerCase());
  return [...tables.values()].sort((a, b) => place(a) - place(b));
}

async function exportTables(run: Run, tables: readonly Table[]): Promise<void> {
  const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  const statements = tables.map(({ schema, name }, at) =>
    csvWrite(join(run.scratch, `${at}.csv`), `SELECT * FROM ${quoted(schema)}.${quoted(name)}`),
  );
  await runH2(run, statements);
}

function csvWrite(file: string, query: string): string {
  const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
  return `CALL CSVWRITE(${text(file)}, ${text(query)}, 'charset=UTF-8')`;
}

async function* rowsOf({ json }: Table, file: string): AsyncGenerator<Uint8Array> {
  let separator = "\n";
  for await (const record of recordsOf(file)) {
    const row = [...record].map(([name, value]) => [name, valueOf(value, json.has(name))]);
    yield Buffer.from(`${separator}${JSON.stringify(Object.fromEntries(row))}`);
    separator = ",\n";
  }
}

function valueOf(value: string | null, isJson: boolean): unknown {
  if (value === null || !isJson) return value;
  try {
    const { value: held, inexact } = parseNotingInexact(value);
    // What JSON's numbers cannot hold here stays the text that it is.
    return inexact.length === 0 ? held : value;
  } catch {
    return value;
  }
}

async function* recordsOf(file: string): AsyncGenerator<ReadonlyMap<string, string | null>> {
  let columns: readonly string[] | undefined;
  const parts = createReadStream(file, { encoding: "utf8" }) as AsyncIterable<string>;
  for await (const row of parseCsv(parts)) {
    if (columns === undefined) columns = row.map((each) => each ?? "");
    else yield new Map(columns.map((name, at) => [name, row[at] ?? null]));
  }
}

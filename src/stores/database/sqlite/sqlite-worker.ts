// A thread with a connection of its own, for transactions of many rows: SQLite's calls do not return before they are done.
import { parentPort, workerData } from "node:worker_threads";
import { connectSqlite } from "./connect-sqlite.ts";
import { primaryCode, whileBusy } from "./sqlite-errors.ts";
import { SqliteStatements } from "./sqlite-statements.ts";
import type { SqliteAnswer, SqliteRequest, SqliteThreadStart } from "./sqlite-thread.ts";

const { path, timeoutMs } = workerData as SqliteThreadStart;
const port = parentPort!;
const connection = await connectSqlite(path);
const statements = new SqliteStatements(connection);

// Much is written at once: the log is brought into the file now and then, not after each transaction.
connection.exec("pragma wal_autocheckpoint = 8000");

let last = Promise.resolve();
/** What went wrong with a statement ahead: its transaction can only be rolled back. */
let failure: SqliteAnswer | undefined;
port.on("message", (request: SqliteRequest) => {
  last = last.then(() => handle(request));
});

async function handle(request: SqliteRequest): Promise<void> {
  if (request === "rollback" || request === "close") failure = undefined;
  const given = failure ?? (await answerOrError(request));
  if (typeof request === "string" || request.isAhead !== true) port.postMessage(given);
  else if ("error" in given) failure = given;
}

async function answerOrError(request: SqliteRequest): Promise<SqliteAnswer> {
  try {
    return await answer(request);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: { message, errcode: primaryCode(error) } };
  }
}

async function answer(request: SqliteRequest): Promise<SqliteAnswer> {
  if (request === "begin") await whileBusy(() => connection.exec("begin immediate"), timeoutMs);
  else if (request === "commit") connection.exec("commit");
  else if (request === "rollback") {
    if (connection.isTransaction) connection.exec("rollback");
  } else if (request === "close") {
    connection.close();
    port.close();
  } else {
    const { sql, parameters } = request;
    return await whileBusy(() => statements.run(sql, parameters), timeoutMs);
  }
  return { rows: [] };
}

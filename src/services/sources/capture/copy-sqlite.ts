import { open } from "node:fs/promises";
import { backup, DatabaseSync } from "node:sqlite";
import { throwIfCancelled } from "../../../foundation/throw-if-cancelled.ts";
import { checkSqlite } from "./check-sqlite.ts";

/** Pages a step; between two steps the process does other things. */
const pagesPerStep = 1000;
const busyTimeoutMs = 10_000;
const mostBegun = 3;
const signature = Buffer.from("SQLite format 3\0");

/**
 * Copies a database as it is at one moment, with what is still in its write-ahead log, by SQLite's backup API; `PRAGMA integrity_check` looks
 * at the copy. Throws an Error when it cannot be copied or is not sound.
 */
export async function copySqlite(
  path: string,
  file: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const database = new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs });
  try {
    const [mode] = database.prepare("pragma journal_mode").all();
    // With a write-ahead log nobody waits for a reader, who sees one moment as long as it likes.
    const isFree = mode?.["journal_mode"] === "wal";
    if (isFree || !(await copyInTurns(database, file, signal))) {
      await copyAtOnce(database, file, signal);
    }
  } finally {
    database.close();
  }
  const said = await checkSqlite(file, signal);
  if (said !== "ok") throw new Error(`${path} is damaged: ${said}`);
}

async function copyAtOnce(
  database: DatabaseSync,
  file: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  database.exec("begin");
  database.prepare("select count(*) from sqlite_schema").get();
  await backup(database, file, { rate: pagesPerStep, progress: () => throwIfCancelled(signal) });
}

/**
 * Without a write-ahead log a reader keeps writers out, so they get their turn after each step. What they write begins the copy again:
 * false when that happened too often.
 */
async function copyInTurns(
  database: DatabaseSync,
  file: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  let [left, begun] = [Number.POSITIVE_INFINITY, 1];
  const tooOften = new Error("the copy began again too often");
  try {
    await backup(database, file, {
      rate: pagesPerStep,
      progress: ({ remainingPages }) => {
        throwIfCancelled(signal);
        if (remainingPages > left) begun += 1;
        left = remainingPages;
        if (begun > mostBegun) throw tooOften;
      },
    });
    return true;
  } catch (error) {
    if (error !== tooOften) throw error;
    return false;
  }
}

/** True for a file that begins as SQLite's do. */
export async function looksLikeSqlite(path: string): Promise<boolean> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(signature.length), 0);
    return bytesRead === signature.length && buffer.equals(signature);
  } finally {
    await handle.close();
  }
}

import { Worker } from "node:worker_threads";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import type { SqliteResult } from "./sqlite-statements.ts";

export interface SqliteThreadStart {
  readonly path: string;
  readonly timeoutMs: number | undefined;
}

export type SqliteRequest = "begin" | "commit" | "rollback" | "close" | SqliteStatement;

interface SqliteStatement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** Nobody waits for its answer: what goes wrong with it is told by what comes next. */
  readonly isAhead?: boolean;
}

export type SqliteAnswer =
  | SqliteResult
  | { readonly error: { readonly message: string; readonly errcode: number | undefined } };

const ahead = new WeakSet<CompiledQuery>();

/**
 * A statement of a transaction that a thread works on while the next ones are made. It gives no rows, and what goes wrong with it is
 * told by the next statement that somebody waits for, or by the commit. Without a thread it is like any other.
 */
export function aheadQuery(sql: string, parameters: readonly unknown[]): CompiledQuery {
  const query = CompiledQuery.raw(sql, [...parameters]);
  ahead.add(query);
  return query;
}

/**
 * Kysely on a connection in a thread of its own, which starts with the first statement: while it works, this thread is free. For one
 * transaction at a time.
 */
export function sqliteThreadDialect(start: SqliteThreadStart): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new ThreadDriver(start),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

class ThreadDriver implements Driver {
  readonly #thread: SqliteThread;
  readonly #connection: DatabaseConnection;

  constructor(start: SqliteThreadStart) {
    this.#thread = new SqliteThread(start);
    this.#connection = new ThreadConnection(this.#thread);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {}

  async beginTransaction(): Promise<void> {
    await this.#thread.ask("begin");
  }

  async commitTransaction(): Promise<void> {
    await this.#thread.ask("commit");
  }

  async rollbackTransaction(): Promise<void> {
    await this.#thread.ask("rollback");
  }

  destroy(): Promise<void> {
    return this.#thread.close();
  }
}

class ThreadConnection implements DatabaseConnection {
  readonly #thread: SqliteThread;

  constructor(thread: SqliteThread) {
    this.#thread = thread;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { sql, parameters } = query;
    if (ahead.has(query)) {
      this.#thread.tell({ sql, parameters, isAhead: true });
      return { rows: [] };
    }
    const { rows, changes } = await this.#thread.ask({ sql, parameters });
    return {
      rows: rows as Row[],
      ...(changes !== undefined && { numAffectedRows: BigInt(changes) }),
    };
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery(query);
  }
}

/** Requests are answered in their order. */
class SqliteThread {
  readonly #start: SqliteThreadStart;
  readonly #waiting: PromiseWithResolvers<SqliteResult>[] = [];
  #thread: Worker | undefined;
  #died: ResteraError | undefined;

  constructor(start: SqliteThreadStart) {
    this.#start = start;
  }

  /** Asks for what gives no answer. */
  tell(request: SqliteStatement): void {
    this.#living().postMessage(request);
  }

  async ask(request: SqliteRequest): Promise<SqliteResult> {
    const thread = this.#living();
    const waiting = Promise.withResolvers<SqliteResult>();
    this.#waiting.push(waiting);
    thread.ref();
    thread.postMessage(request);
    try {
      return await waiting.promise;
    } finally {
      if (this.#waiting.length === 0) thread.unref();
    }
  }

  async close(): Promise<void> {
    if (this.#thread === undefined || this.#died !== undefined) return;
    await this.ask("close").catch(() => undefined);
    await this.#thread.terminate();
  }

  #living(): Worker {
    const thread = (this.#thread ??= this.#started());
    if (this.#died !== undefined) throw this.#died;
    return thread;
  }

  #started(): Worker {
    const ending = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
    const thread = new Worker(new URL(`./sqlite-worker${ending}`, import.meta.url), {
      workerData: this.#start,
    });
    thread.on("message", (answer: SqliteAnswer) => {
      const waiting = this.#waiting.shift();
      if ("error" in answer) {
        const { message, errcode } = answer.error;
        waiting?.reject(Object.assign(new Error(message), { errcode }));
      } else {
        waiting?.resolve(answer);
      }
    });
    const die = (problem: string, cause?: unknown): void => {
      this.#died ??= new ResteraError("worker-died", { problem, cause });
      for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#died);
    };
    thread.on("error", (error) => die(problemOf(error), error));
    thread.on("exit", (code) => die(`it exited with code ${code}`));
    return thread;
  }
}

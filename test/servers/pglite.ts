import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { Client } from "pg";

export interface PgliteServer {
  /** Empties its one database; gives its URL. */
  newUrl(): Promise<string>;
  stop(): Promise<void>;
}

const mostConnections = 20;

/** PostgreSQL with pgvector, in this process, for machines whose PostgreSQL has none. */
export async function startPglite(): Promise<PgliteServer> {
  const database = await PGlite.create({ extensions: { vector } });
  const server = new PGLiteSocketServer({
    ...{ db: database, host: "127.0.0.1", port: 0, maxConnections: mostConnections },
  });
  await server.start();
  const url = `postgres://postgres@${server.getServerConn()}/postgres`;
  return {
    newUrl: async () => {
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query("drop schema public cascade; create schema public");
      await client.end();
      return url;
    },
    stop: async () => {
      await server.stop();
      await database.close();
    },
  };
}

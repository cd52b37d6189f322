import { execFileSync } from "node:child_process";
import { chownSync, globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { findProgram } from "./find-program.ts";
import { freePort } from "./free-port.ts";
import { startProcess } from "./start-process.ts";

export interface PostgresServer {
  readonly port: number;
  /** The folder of `psql` and its kin. */
  readonly programs: string;
  /** Makes an empty database; gives its URL. */
  createDatabase(): Promise<string>;
  /** Ends it with all its connections, and starts it again on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const readyTimeoutMs = 30_000;
const user = "restera";
/** PostgreSQL refuses to run as root: any other user does, and this one is everywhere. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

/** The reason to skip a test that needs PostgreSQL, or false when it is there. */
export function skipWithoutPostgres(): string | false {
  if (programs() !== undefined) return false;
  return "the server PostgreSQL is not installed; run test/servers/install-servers.sh";
}

/** True when pgvector is in it, as postgresql-NN-pgvector brings it where a system packages that. */
export function hasPgvector(): boolean {
  const bin = programs();
  const control = bin && globSync(join(pathsOf(bin).share, "extension/vector.control"))[0];
  return control !== undefined;
}

/** A cluster of its own in a temporary folder, without syncs: what it keeps is not meant to outlive it. */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = programs();
  if (bin === undefined) throw new Error("PostgreSQL is missing: test/servers/install-servers.sh");
  const folder = mkdtempSync(join(tmpdir(), "restera-postgres-"));
  if (isRoot) chownSync(folder, nobody, nobody);
  const data = join(folder, "data");
  const environment = { LD_LIBRARY_PATH: librariesOf(bin), LC_ALL: "C" };
  const [initdb, ...first] = asUser(join(bin, "initdb"), [
    ...["-D", data, "-U", user, "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions"],
  ]);
  execFileSync(initdb!, first, { env: { ...process.env, ...environment }, stdio: "pipe" });
  const port = await freePort();
  const [postgres, ...rest] = asUser(join(bin, "postgres"), [
    ...["-D", data, "-k", folder, "-p", String(port), "-c", "listen_addresses=127.0.0.1"],
    ...["-c", "fsync=off", "-c", "max_connections=60"],
  ]);
  const start = () => startProcess(postgres!, rest, port, environment);
  let running = await start();
  await untilReady(port);
  let made = 0;
  return {
    ...{ port, programs: bin },
    createDatabase: async () => {
      const name = `test_${++made}`;
      const client = await connect(port);
      await client.query(`create database ${name}`);
      await client.end();
      return `postgres://${user}@127.0.0.1:${port}/${name}`;
    },
    restart: async () => {
      const [control, ...stop] = asUser(join(bin, "pg_ctl"), [
        "-D",
        data,
        "-m",
        "immediate",
        "stop",
      ]);
      execFileSync(control!, stop, { env: { ...process.env, ...environment }, stdio: "pipe" });
      await running.stop();
      running = await start();
      await untilReady(port);
    },
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function connect(port: number): Promise<Client> {
  const client = new Client({ host: "127.0.0.1", port, user, database: "postgres" });
  await client.connect();
  return client;
}

/** Its port answers before it does ("the database system is starting up"). */
async function untilReady(port: number): Promise<void> {
  const untilMs = performance.now() + readyTimeoutMs;
  for (;;) {
    try {
      return await (await connect(port)).end();
    } catch (error) {
      if (performance.now() > untilMs) throw error;
    }
    await sleep(50);
  }
}

/** The folder of the newest server's programs. */
function programs(): string | undefined {
  const roots = [
    process.env["RESTERA_TEST_SERVERS"],
    join(import.meta.dirname, "../../.cache/servers"),
  ].flatMap((folder) => (folder ? [join(folder, "postgresql")] : []));
  const found = ["/", ...roots].flatMap((root) =>
    globSync("usr/lib/postgresql/*/bin/postgres", { cwd: root }).map((path) => join(root, path)),
  );
  const onPath = findProgram("postgres");
  const [newest] = found.sort((a, b) => versionOf(b) - versionOf(a));
  const program = newest ?? onPath;
  return program && dirname(program);
}

/** Where Debian keeps what belongs to programs in `usr/lib/postgresql/NN/bin`. */
function pathsOf(bin: string): { readonly share: string } {
  return { share: bin.replace(/\/lib\/(postgresql\/\d+)\/bin$/, "/share/$1") };
}

function versionOf(path: string): number {
  return Number(/postgresql\/(\d+)/.exec(path)?.[1] ?? 0);
}

/** Of an unpacked server; harmless for an installed one. */
function librariesOf(bin: string): string {
  const root = bin.replace(/\/usr\/lib\/postgresql\/.*$/, "");
  return root === "" ? "" : globSync(`${root}/usr/lib/*-linux-gnu*`).join(":");
}

function asUser(program: string, args: readonly string[]): string[] {
  const switched = ["setpriv", `--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups"];
  return [...(isRoot ? switched : []), program, ...args];
}

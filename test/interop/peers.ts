// The other programs that read and write our vaults: where they are, which version, and how to run them in private.
import { execFileSync, spawn } from "node:child_process";
import { accessSync, constants, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { test, type TestContext } from "node:test";

/** A program found on this machine. */
export interface Peer {
  readonly name: "restic" | "borg";
  /** Absolute path. */
  readonly path: string;
  /** `0.14.0` */
  readonly version: string;
}

/** How a peer's run ended. */
export interface PeerRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type PeerAge = "0.14" | "latest";

const root = join(import.meta.dirname, "../..");
const privateFolder = resolve(root, process.env["RESTERA_PEERS"] ?? ".cache/peers");
const versionTimeoutMs = 20_000;
const runTimeoutMs = 5 * 60_000;

/**
 * Restic 0.14 (Debian 12's) or the newest one: the environment's (`RESTERA_TEST_RESTIC_014`,
 * `RESTERA_TEST_RESTIC_LATEST`), else PATH's, else the one that `scripts/install-peers.sh` unpacked.
 * A variable that names no working restic throws, so that a typing mistake cannot skip a test.
 */
export function findRestic(age: PeerAge): Peer | undefined {
  const variable = age === "0.14" ? "RESTERA_TEST_RESTIC_014" : "RESTERA_TEST_RESTIC_LATEST";
  const named = process.env[variable];
  if (named) {
    const peer = peerAt("restic", resolve(named));
    if (peer === undefined) throw new Error(`${variable}: ${named} is no restic that runs here`);
    return peer;
  }
  const found = [findOnPath("restic"), ...["restic-0.14", "restic-latest"].map(unpacked)]
    .map((path) => (path === undefined ? undefined : peerAt("restic", path)))
    .filter((peer) => peer !== undefined);
  if (age === "0.14") return found.find(({ version }) => version.startsWith("0.14."));
  return found.filter((peer) => newestFirst(peer, { version: "0.15" }) < 0).sort(newestFirst)[0];
}

/**
 * Where `age` and `age-keygen` are: where `RESTERA_TEST_AGE` says that age is, on the PATH, or unpacked by
 * `scripts/install-peers.sh`.
 */
export function findAge(): { readonly age: string; readonly keygen: string } | undefined {
  const named = process.env["RESTERA_TEST_AGE"];
  const unpackedAge = executable(join(privateFolder, "age/usr/bin/age"));
  const age = named ? resolve(named) : (findOnPath("age") ?? unpackedAge);
  return age === undefined ? undefined : { age, keygen: join(dirname(age), "age-keygen") };
}

/**
 * Java and H2's jar: the one that `RESTERA_TEST_H2` names, or that `scripts/install-peers.sh` unpacked.
 */
export function findH2(): { readonly java: string; readonly jar: string } | undefined {
  const named = process.env["RESTERA_TEST_H2"];
  const jar = named ? resolve(named) : join(privateFolder, "h2/usr/share/java/h2.jar");
  const java = findOnPath("java") ?? executable(join(privateFolder, "java/usr/bin/java"));
  return java === undefined || !existsSync(jar) ? undefined : { java, jar };
}

/** Borg, where it is on the PATH. */
export function findBorg(): Peer | undefined {
  const path = findOnPath("borg");
  return path === undefined ? undefined : peerAt("borg", path);
}

/** Registers the test once for restic 0.14 and once for the newest; skipped with the reason where one is missing. */
export function testWithRestic(
  name: string,
  body: (restic: Peer, t: TestContext) => Promise<void> | void,
): void {
  for (const age of ["0.14", "latest"] as const) {
    const restic = findRestic(age);
    const missing = `no restic ${age} here: run scripts/install-peers.sh`;
    test(
      `${name} (restic ${restic?.version ?? age})`,
      { skip: restic ? false : missing },
      async (t) => {
        if (restic) await body(restic, t);
      },
    );
  }
}

/**
 * Runs restic on a vault with a cache of its own, emptied afterwards, and none of the user's settings.
 * `env` adds to the environment (`TZ`, …). Never throws because of the status.
 */
export async function runRestic(
  restic: Peer,
  vault: { readonly url: string; readonly password: string },
  args: readonly string[],
  { env = {}, cwd = root }: { readonly env?: Record<string, string>; readonly cwd?: string } = {},
): Promise<PeerRun> {
  const cache = mkdtempSync(join(tmpdir(), "restic-cache-"));
  try {
    const settings = {
      RESTIC_REPOSITORY: vault.url,
      RESTIC_PASSWORD: vault.password,
      RESTIC_CACHE_DIR: cache,
    };
    return await capture(
      restic.path,
      args,
      { ...withoutSettings(process.env), ...settings, ...env },
      cwd,
    );
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

/** The environment without what configures a backup program from outside. */
export function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) => !/^(RESTIC|RESTERA|BORG|RCLONE|AWS)_/.test(name),
  );
  return Object.fromEntries(kept);
}

function capture(
  path: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Promise<PeerRun> {
  return new Promise((done, fail) => {
    const child = spawn(path, args, {
      env,
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: runTimeoutMs,
    });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (bytes: Buffer) => stdout.push(bytes));
    child.stderr.on("data", (bytes: Buffer) => stderr.push(bytes));
    child.on("error", fail);
    child.on("close", (status) => {
      done({
        status,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      });
    });
  });
}

function unpacked(folder: string): string | undefined {
  return executable(join(privateFolder, folder, "usr/bin/restic"));
}

function findOnPath(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => executable(join(folder, name))).find((path) => path !== undefined);
}

function executable(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return undefined;
  }
}

function peerAt(name: Peer["name"], path: string): Peer | undefined {
  try {
    const args = [name === "borg" ? "--version" : "version"];
    const text = execFileSync(path, args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: versionTimeoutMs,
    });
    const version = /^\w+ (\d+\.\d+[.\d]*)/.exec(text)?.[1];
    return version === undefined ? undefined : { name, path, version };
  } catch {
    return undefined;
  }
}

/** Sorts versions by their numbers, newest first. */
function newestFirst(a: Pick<Peer, "version">, b: Pick<Peer, "version">): number {
  return b.version.localeCompare(a.version, "en", { numeric: true });
}

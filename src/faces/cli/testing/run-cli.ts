import { PassThrough } from "node:stream";
import { main } from "../main.ts";
import type { VaultPorts } from "../vault-access/vault-ports.ts";
import type { System } from "../system.ts";

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliWorld {
  readonly environment?: Readonly<Record<string, string>>;
  readonly home?: string;
  readonly cwd?: string;
  readonly stdin?: string;
  /** Both outputs are terminals of this many columns. */
  readonly columns?: number;
  readonly vaults?: VaultPorts;
  readonly signal?: AbortSignal;
}

/** Runs one command line in this process, with its own streams and environment. */
export async function runCli(words: readonly string[], world: CliWorld = {}): Promise<CliRun> {
  const stdout = collector(world.columns);
  const stderr = collector(world.columns);
  const stdin = new PassThrough();
  stdin.end(world.stdin ?? "");
  const system: System = {
    arguments: words,
    environment: world.environment ?? {},
    platform: "linux",
    home: world.home ?? "/nonexistent/home",
    cwd: world.cwd ?? "/",
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout.stream,
    stderr: stderr.stream,
  };
  const controller = new AbortController();
  world.signal?.addEventListener("abort", () => controller.abort(world.signal?.reason));
  const code = await main(system, controller, world.vaults ?? noVaults);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

const noVaults: VaultPorts = {
  open: () => Promise.reject(new Error("This test opens no vault.")),
  create: () => Promise.reject(new Error("This test makes no vault.")),
};

function collector(columns: number | undefined): {
  stream: NodeJS.WriteStream;
  text: () => string;
} {
  const stream = new PassThrough();
  const parts: Buffer[] = [];
  stream.on("data", (part: Buffer) => parts.push(part));
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  return {
    stream: Object.assign(stream, terminal) as unknown as NodeJS.WriteStream,
    text: () => Buffer.concat(parts).toString("utf8"),
  };
}

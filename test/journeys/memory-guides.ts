// Runs the commands of a guide as they stand, on two machines: each has its own home and its own folder.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cliEntry } from "../support/cli-entry.ts";
import { temporaryFolder, type Owner } from "../support/temporary-folder.ts";

const root = join(import.meta.dirname, "../..");
/** Dozens of processes load the same sources. */
const compiled = process.env["NODE_COMPILE_CACHE"] ?? join(root, "node_modules/.cache/compiled");
const blockTimeoutMs = 90_000;

export interface Machine {
  readonly folder: string;
  /** What stands for the guide's absolute folders. */
  readonly files: string;
}

export interface GuideRun {
  readonly mac: Machine;
  readonly vps: Machine;
  /** Runs the next blocks of a machine, as many as there are before one of the other; gives what they said. */
  next(
    machine: "mac" | "vps",
    environment?: Readonly<Record<string, string>>,
    adapt?: (commands: string) => string,
  ): Promise<string>;
  /** How many blocks are left. */
  left(): number;
}

/** The folders that the document describes, with a few of their files. */
export function makeAvalon(folder: string): void {
  const assets = "docs/V - VECTOR_DB_ASSETS";
  const files = {
    [`${assets}/AVALON_HOMES/RESURRECTION_JOUR43.json`]: '{"plan": "resurrection"}',
    [`${assets}/AVALON_HOMES/heroes_memories/OPUS.json`]: '{"serment": "garder la porte"}',
    [`${assets}/AVALON_HOMES/heroes_memories/MERLIN.json`]: '{"serment": "garder le feu"}',
    [`${assets}/AVALON_HOMES/esprit_fragments/01.md`]: "# Fragment\nUn murmure.\n",
    [`${assets}/backend_docs/java.md`]: "# Java\nPort 8082.\n",
    "BALLON_CUBE/src/main.rs": "fn main() {}",
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

export function runGuide(owner: Owner, name: string): GuideRun {
  const folder = temporaryFolder(owner);
  const text = readFileSync(join(root, "docs/guides", name), "utf8");
  const blocks = [...text.matchAll(/<!-- test: (mac|vps) -->\s*```sh\n([^]*?)```/g)].map(
    ([, machine, commands]) => ({ machine: machine as "mac" | "vps", commands: commands! }),
  );
  assert.ok(blocks.length > 0, `${name} has no block marked with <!-- test: … -->`);
  const make = (machine: string): Machine => {
    const home = join(folder, machine);
    mkdirSync(join(home, "bin"), { recursive: true });
    mkdirSync(join(home, "root"));
    writeFileSync(join(home, "avalon-password"), "a password\n");
    const program = `#!/bin/sh\nexec "${process.execPath}" "${cliEntry}" "$@"\n`;
    writeFileSync(join(home, "bin/restera"), program);
    chmodSync(join(home, "bin/restera"), 0o755);
    return { folder: home, files: join(home, "root") };
  };
  const machines = { mac: make("mac"), vps: make("vps") };
  return {
    ...machines,
    left: () => blocks.length,
    async next(machine, environment = {}, adapt = (commands) => commands) {
      let script = "";
      while (blocks[0]?.machine === machine) script += blocks.shift()!.commands;
      assert.notEqual(script, "", `no block for ${machine} is next in ${name}`);
      const { folder: home, files } = machines[machine];
      // Absolute folders of the guide are below the machine's own.
      const here = adapt(script).replaceAll(/(?<![\w/])\/(opt|var)\//g, `${files}/$1/`);
      return runScript(here, home, environment);
    },
  };
}

function runScript(
  script: string,
  home: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-euo", "pipefail", "-c", script], {
      cwd: home,
      env: {
        PATH: `${join(home, "bin")}:${process.env["PATH"] ?? ""}`,
        NODE_COMPILE_CACHE: compiled,
        ...{ HOME: home, LANG: "C.UTF-8", USER: "vincent", ...environment },
      },
      stdio: ["ignore", "pipe", "pipe"],
      signal: AbortSignal.timeout(blockTimeoutMs),
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (bytes: Buffer) => (said += bytes.toString()));
    }
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(said);
      else reject(new Error(`The guide's commands ended with ${code}:\n${script}\n${said}`));
    });
  });
}

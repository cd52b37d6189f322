// Vaults in which everything that can be wrong is: damaged files, and hostile content under right seals. Whatever is done
// with them ends with a refusal or a report: no crash, no hang, nothing written beside the target, bounded memory.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Campaign, CampaignRun } from "../support/campaign.ts";
import { makeBaseVault } from "./mutated-vault/base-vault.ts";
import type { CaseAnswer, CaseOrder } from "./mutated-vault/batch.ts";

const batch = fileURLToPath(new URL("./mutated-vault/batch.ts", import.meta.url));
const casesPerBatch = 25;
const caseTimeoutMs = 60_000;
const maxPeakBytes = 2 ** 30;
/** A tree of a million files may have some 700 MB, in each of two workers and the main thread. */
const maxPeakOfBombsBytes = 3.5 * 2 ** 30;

export const campaign: Campaign = {
  // Ten thousand mutations.
  cases: 600,
  skip: false,
  start: async (seed) => {
    const run = new MutationRun();
    await makeBaseVault(run.folder, seed % 1000);
    return run;
  },
};

class MutationRun implements CampaignRun {
  readonly folder = mkdtempSync(join(temporaryRoot(), "restera-mutated-"));
  private child: ChildProcess | undefined;
  private inBatch = 0;
  private mutations = 0;
  private slowestMs = 0;
  private peakBytes = 0;
  private readonly kinds = new Map<string, number>();

  async runCase(seed: number): Promise<void> {
    const startedMs = Date.now();
    const { kind, mutations, peakBytes, problem } = await this.ask(seed);
    if (problem !== undefined) throw new Error(problem);
    const isBomb = kind === "bombs";
    if (peakBytes > (isBomb ? maxPeakOfBombsBytes : maxPeakBytes)) {
      throw new Error(`${kind}: a process had ${Math.round(peakBytes / 2 ** 20)} MiB in memory`);
    }
    this.mutations += mutations;
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + mutations);
    this.slowestMs = Math.max(this.slowestMs, Date.now() - startedMs);
    if (!isBomb) this.peakBytes = Math.max(this.peakBytes, peakBytes);
    if (++this.inBatch === casesPerBatch || isBomb) await this.endBatch();
  }

  async finish(): Promise<string> {
    const kinds = [...this.kinds].map(([kind, count]) => `${kind} ${count}`).join(", ");
    const peak = `${Math.round(this.peakBytes / 2 ** 20)} MiB at most in memory without bombs`;
    return `${this.mutations} mutations (${kinds}), the slowest case ${this.slowestMs} ms, ${peak}`;
  }

  async stop(): Promise<void> {
    await this.endBatch();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Has a case run by the process of this batch; throws when that dies or does not come back. */
  private async ask(seed: number): Promise<CaseAnswer> {
    this.child ??= fork(batch, {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      // Every case starts threads: what they load is compiled once.
      env: { ...process.env, NODE_COMPILE_CACHE: join(this.folder, "compiled") },
    });
    const { child } = this;
    const folder = join(this.folder, "case");
    mkdirSync(folder);
    const order: CaseOrder = { base: this.folder, folder, seed };
    const ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(caseTimeoutMs)]);
    try {
      const answer = once(child, "message", { signal }) as Promise<[CaseAnswer]>;
      const death = once(child, "exit", { signal }) as Promise<[number | null, string | null]>;
      child.send(order);
      const first = await Promise.race([
        answer.then(([answer]) => answer),
        death.then(([code, by]) => new Error(`the process ended with ${code ?? by}`)),
      ]);
      for (const other of [answer, death]) other.catch(() => undefined);
      if (first instanceof Error) throw first;
      return first;
    } catch (error) {
      const timedOut = signal.aborted && !ended.signal.aborted;
      if (timedOut) throw new Error(`no answer after ${caseTimeoutMs} ms`, { cause: error });
      throw error;
    } finally {
      ended.abort();
    }
  }

  private async endBatch(): Promise<void> {
    const { child } = this;
    this.child = undefined;
    this.inBatch = 0;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }
}

/** In memory where that is possible: a busy disk does not slow thousands of vaults. */
function temporaryRoot(): string {
  try {
    accessSync("/dev/shm", constants.W_OK);
    return "/dev/shm";
  } catch {
    return tmpdir();
  }
}

// A process that runs cases of the campaign of mutated vaults, one for each message, and tells how they ended.
import { runCase } from "./run-case.ts";

/** What the parent asks for. */
export interface CaseOrder {
  readonly base: string;
  readonly folder: string;
  readonly seed: number;
}

/** What it gets back. */
export interface CaseAnswer {
  readonly kind: string;
  readonly mutations: number;
  /** The most this process has had in memory so far. */
  readonly peakBytes: number;
  /** What was violated. */
  readonly problem?: string;
}

process.on("message", ({ base, folder, seed }: CaseOrder) => {
  void answerTo(base, folder, seed).then((answer) => process.send!(answer));
});

async function answerTo(base: string, folder: string, seed: number): Promise<CaseAnswer> {
  let ended: Pick<CaseAnswer, "kind" | "mutations" | "problem">;
  try {
    ended = await runCase(base, folder, seed);
  } catch (error) {
    const problem = error instanceof Error ? `${error.message}\n${error.stack}` : String(error);
    ended = { kind: "failed", mutations: 0, problem };
  }
  return { ...ended, peakBytes: process.resourceUsage().maxRSS * 1024 };
}

// Runs the seeded campaigns, test/**/*.campaign.ts, one after the other:
//   node scripts/campaigns.ts [--only NAME] [--cases N] [--seconds S] [--seed N]
// Without options every campaign runs all its cases, from a seed that is drawn and told. `--seconds` is shared out between
// the campaigns. Case i of a run has the seed N + i: a violation tells the command that runs its case alone.
import { globSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import type { Campaign, CampaignRun } from "../test/support/campaign.ts";

interface Limits {
  readonly seed: number;
  /** All of a campaign's own when absent. */
  readonly cases: number | undefined;
  /** For each campaign. */
  readonly seconds: number;
}

const root = join(import.meta.dirname, "..");
const ending = ".campaign.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    cases: { type: "string" },
    seconds: { type: "string" },
    seed: { type: "string" },
  },
});
const files = globSync(`test/**/*${ending}`, { cwd: root })
  .filter((file) => values.only === undefined || nameOf(file) === values.only)
  .sort();
const limits: Limits = {
  seed: positive("seed", values.seed) ?? 1 + Math.floor(Math.random() * 1_000_000_000),
  cases: positive("cases", values.cases),
  seconds: (positive("seconds", values.seconds) ?? Infinity) / Math.max(1, files.length),
};
if (files.length === 0) throw new Error(`there is no campaign ${values.only ?? ""}`);

let failed = 0;
for (const file of files) {
  const { campaign } = (await import(pathToFileURL(join(root, file)).href)) as {
    campaign: Campaign;
  };
  if (!(await runCampaign(nameOf(file), campaign))) failed++;
}
console.log(`\n${files.length - failed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed === 0 ? 0 : 1;

/** True when nothing was violated. */
async function runCampaign(name: string, campaign: Campaign): Promise<boolean> {
  if (campaign.skip !== false) {
    console.log(`${name}: left out, ${campaign.skip}`);
    return true;
  }
  const { seed } = limits;
  console.log(`${name}: seed ${seed}`);
  const startedMs = Date.now();
  const run = await campaign.start(seed).catch((error: unknown) => {
    console.log(`${name}: did not start:`, error);
  });
  if (run === undefined) return false;
  const cases = limits.cases ?? campaign.cases;
  const state = { done: 0 };
  try {
    await runCases(run, cases, state);
    const told = await run.finish();
    const seconds = Math.round((Date.now() - startedMs) / 1000);
    console.log(`${name}: ${state.done} cases in ${seconds} s, none failed; ${told}`);
    return true;
  } catch (error) {
    const alone = `--only ${name} --seed ${seed + state.done} --cases 1`;
    console.log(`${name}: case ${state.done + 1} (seed ${seed + state.done}) failed:`);
    console.log(error instanceof Error ? error.stack : error);
    console.log(`Again: node_modules/.bin/node scripts/campaigns.ts ${alone}`);
    if (state.done > 0) {
      console.log(
        `With the cases before it: --only ${name} --seed ${seed} --cases ${state.done + 1}`,
      );
    }
    return false;
  } finally {
    await run.stop();
  }
}

/** One case at least, then as many as there is time for. */
async function runCases(run: CampaignRun, cases: number, state: { done: number }): Promise<void> {
  const endMs = Date.now() + limits.seconds * 1000;
  while (state.done < cases && (state.done === 0 || Date.now() < endMs)) {
    await run.runCase(limits.seed + state.done);
    state.done++;
  }
}

function nameOf(file: string): string {
  return basename(file, ending);
}

function positive(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value <= 0) throw new Error(`--${option} ${text}`);
  return value;
}

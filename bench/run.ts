// npm run bench -- [--quick] [--rounds 5] [--only full-large,restore] [--contestants restera,restic,restic-0.14,borg]
//                  [--data DIR]
// Backs up, restores and checks the same data with us and with others, interleaved, and compares. See CONTRIBUTING.md.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, release } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { contestants, type Contestant } from "./contestants.ts";
import { fullSize, makeData, quickSize } from "./data.ts";
import { measureLimit } from "./limit.ts";
import { exactMemory } from "./measure.ts";
import { limitsText, sizesText, summarise, tableText } from "./report.ts";
import {
  asideOf,
  kinds,
  labelOf,
  runRounds,
  scenarios,
  type Kind,
  type Result,
  type Scenario,
} from "./rounds.ts";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    only: { type: "string", default: "" },
    contestants: { type: "string", default: "restera,restic,borg" },
    data: { type: "string", default: join(import.meta.dirname, "data") },
  },
});

const rounds = Number(options.rounds ?? (options.quick ? 1 : 5));
if (!Number.isInteger(rounds) || rounds < 1) stop(`--rounds ${options.rounds}: a number from 1 up`);
const wanted = chooseScenarios(options.only);
const running = chooseContestants(options.contestants);
const dataFolder = resolve(options.data);
const workFolder = join(dataFolder, `work-${process.pid}`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    for (const folder of [workFolder, asideOf({ workFolder })])
      rmSync(folder, { recursive: true, force: true });
    process.exit(130);
  });
}

console.log(`Making the data in ${dataFolder}, or finding it there …`);
const data = makeData(
  join(dataFolder, options.quick ? "quick" : "full"),
  options.quick ? quickSize : fullSize,
);
for (const contestant of running) console.log(`${labelOf(contestant)}: ${contestant.note}`);

const limits: Partial<Record<Kind, number>> = {};
for (const kind of kinds) {
  // It also brings the data into the page cache, for everyone alike.
  if ([...wanted].some((scenario) => scenario.endsWith(kind)))
    limits[kind] = await measureLimit(data[kind]);
}
const race = { data, workFolder, contestants: running, rounds, wanted, onResult: printResult };
const { results, sizes } = await runRounds(race).finally(() =>
  rmSync(workFolder, { recursive: true, force: true }),
);

const newestRestic = running.find(
  ({ name, version }) => name === "restic" && !version.startsWith("0.14."),
);
const lines = summarise(results, newestRestic && labelOf(newestRestic));
console.log(`\n${tableText(lines)}\n\n${sizesText(sizes)}\n\n${limitsText(limits, lines)}`);
if (!exactMemory) console.log("\nPeak memory was sampled: GNU time is not installed.");
save();

function chooseScenarios(only: string): Set<Scenario> {
  const parts = only.split(",").filter((part) => part !== "");
  const chosen = scenarios.filter(
    (name) =>
      parts.length === 0 || parts.some((part) => name === part || name.split("-").includes(part)),
  );
  if (chosen.length === 0) stop(`--only ${only}: none of ${scenarios.join(", ")}`);
  return new Set(chosen);
}

/** Ends with the exit code of a wrong usage. */
function stop(message: string): never {
  console.error(message);
  process.exit(2);
}

/** Those that are installed; says which are not. */
function chooseContestants(names: string): Contestant[] {
  const chosen = names.split(",").flatMap((name) => {
    const find = contestants[name];
    if (find === undefined)
      stop(`--contestants ${name}: none of ${Object.keys(contestants).join(", ")}`);
    const contestant = find();
    const hint =
      name === "restera" ? "npm run build makes it" : "scripts/install-peers.sh gets restic";
    if (contestant === undefined) console.log(`${name} is not here, so it does not run (${hint}).`);
    return contestant ?? [];
  });
  if (chosen.length === 0) stop("nothing to measure");
  return chosen;
}

function printResult({ scenario, contestant, round, seconds, peakMib }: Result): void {
  console.log(
    `round ${round}  ${scenario.padEnd(16)} ${contestant.padEnd(16)} ${seconds.toFixed(2)} s  ${peakMib.toFixed(0)} MiB`,
  );
}

function save(): void {
  const folder = join(import.meta.dirname, "results");
  mkdirSync(folder, { recursive: true });
  const made = new Date().toISOString();
  const path = join(folder, `${made.replaceAll(/[:.]/g, "-")}.json`);
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    kernel: release(),
    node: process.version,
  };
  const peers = running.map(({ name, version, note }) => ({ name, version, note }));
  const report = {
    made,
    machine,
    peers,
    quick: options.quick,
    rounds,
    memory: exactMemory ? "exact" : "sampled",
  };
  writeFileSync(
    path,
    `${JSON.stringify({ ...report, summary: lines, sizes, limits, results }, null, 2)}\n`,
  );
  console.log(`\nWritten to ${path}`);
}

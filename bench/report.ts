import {
  kinds,
  scenarios,
  type Kind,
  type Result,
  type Scenario,
  type VaultSize,
  type Work,
} from "./rounds.ts";

/** What is aimed at: our median divided by that of the newest restic. */
const goals: Record<Scenario, number> = {
  "full-large": 0.6,
  "full-small": 0.55,
  "unchanged-large": 0.5,
  "unchanged-small": 0.5,
  "restore-large": 0.8,
  "restore-small": 0.8,
  "check-large": 0.8,
  "check-small": 0.8,
  "copy-large": 0.8,
  "copy-small": 0.8,
  "prune-large": 0.8,
  "prune-small": 0.8,
};
const memoryGoal = 1.8;

const titles: Record<Work, string> = {
  full: "full backup",
  unchanged: "unchanged backup",
  restore: "restore",
  check: "check with all data",
  copy: "copy into a new vault",
  prune: "prune of some 30 % unused",
};

/** The figures of one contestant in one scenario. */
export interface Line {
  readonly scenario: Scenario;
  readonly contestant: string;
  readonly medianSeconds: number;
  readonly fastestSeconds: number;
  readonly slowestSeconds: number;
  readonly medianPeakMib: number;
  readonly medianCpuSeconds: number;
  /** Median time and memory divided by the newest restic's; absent where it did not run. */
  readonly timeRatio?: number;
  readonly memoryRatio?: number;
}

export function summarise(results: readonly Result[], baseline: string | undefined): Line[] {
  return scenarios.flatMap((scenario) => {
    const here = results.filter((result) => result.scenario === scenario);
    const names = [...new Set(here.map(({ contestant }) => contestant))].sort(oursFirst);
    const lines = names.map((name) => lineOf(scenario, name, here));
    const base = lines.find(({ contestant }) => contestant === baseline);
    if (base === undefined) return lines;
    return lines.map((line) => ({
      ...line,
      timeRatio: line.medianSeconds / base.medianSeconds,
      memoryRatio: line.medianPeakMib / base.medianPeakMib,
    }));
  });
}

function lineOf(scenario: Scenario, contestant: string, all: readonly Result[]): Line {
  const results = all.filter((result) => result.contestant === contestant);
  const seconds = results.map((result) => result.seconds);
  return {
    scenario,
    contestant,
    medianSeconds: median(seconds),
    fastestSeconds: Math.min(...seconds),
    slowestSeconds: Math.max(...seconds),
    medianPeakMib: median(results.map(({ peakMib }) => peakMib)),
    medianCpuSeconds: median(results.map(({ cpuSeconds }) => cpuSeconds ?? Number.NaN)),
  };
}

/** The table of times and memory, as text. */
export function tableText(lines: readonly Line[]): string {
  const head = row("", [
    "median s",
    "fastest",
    "slowest",
    "CPU s",
    "peak MiB",
    "time ×",
    "goal",
    "memory ×",
  ]);
  const rows = scenarios.flatMap((scenario) => {
    const here = lines.filter((line) => line.scenario === scenario);
    return here.length === 0 ? [] : ["", titleOf(scenario), ...here.map(rowOf)];
  });
  return [
    head,
    ...rows,
    "",
    `× : divided by the newest restic. Goal for memory: ${memoryGoal}.`,
  ].join("\n");
}

function titleOf(scenario: Scenario): string {
  const [work, kind] = scenario.split("-") as [Work, Kind];
  return `${titles[work]}, ${kind} files`;
}

function rowOf(line: Line): string {
  const isOurs = line.contestant.startsWith("restera ");
  const goal = goals[line.scenario];
  const met = line.timeRatio !== undefined && line.timeRatio <= goal;
  const cells = [
    line.medianSeconds.toFixed(2),
    line.fastestSeconds.toFixed(2),
    line.slowestSeconds.toFixed(2),
    Number.isNaN(line.medianCpuSeconds) ? "" : line.medianCpuSeconds.toFixed(2),
    line.medianPeakMib.toFixed(0),
    line.timeRatio?.toFixed(2) ?? "",
    isOurs && line.timeRatio !== undefined ? `${goal} ${met ? "met" : "missed"}` : "",
    line.memoryRatio?.toFixed(2) ?? "",
  ];
  return row(`  ${line.contestant}`, cells);
}

export function sizesText(sizes: readonly VaultSize[]): string {
  const rows = (["full", "prune"] as const).flatMap((after) => {
    const some = sizes.filter((size) => size.after === after);
    return some.length === 0
      ? []
      : [sizeTitles[after], ...kinds.flatMap((kind) => rowsOf(kind, some))];
  });
  return rows.join("\n");
}

const sizeTitles = {
  full: "Vault after the first backup, MiB:",
  prune: "Vault after the prune, MiB:",
} as const;

function rowsOf(kind: Kind, sizes: readonly VaultSize[]): string[] {
  return sizes
    .filter((size) => size.kind === kind)
    .sort((a, b) => oursFirst(a.contestant, b.contestant))
    .map(({ contestant, bytes }) =>
      row(`  ${contestant}, ${kind} files`, [(bytes / 2 ** 20).toFixed(2)]),
    );
}

/** How far each full backup is from what the primitives alone need. */
export function limitsText(limits: Partial<Record<Kind, number>>, lines: readonly Line[]): string {
  const rows = kinds.flatMap((kind) => {
    const limit = limits[kind];
    if (limit === undefined) return [];
    const here = lines.filter((line) => line.scenario === `full-${kind}`);
    const distances = here.map(
      ({ contestant, medianSeconds }) => `${contestant}: ${(medianSeconds / limit).toFixed(2)} ×`,
    );
    return [`  ${[`${kind} files: ${limit.toFixed(2)} s`, ...distances].join(", ")}`];
  });
  const title =
    "Distance to the limit (reading, SHA-256, zstd level 3 and AES-256-CTR alone, on two threads):";
  return [title, ...rows].join("\n");
}

function row(name: string, cells: readonly string[]): string {
  return name.padEnd(28) + cells.map((cell) => cell.padStart(12)).join("");
}

function oursFirst(a: string, b: string): number {
  return Number(b.startsWith("restera ")) - Number(a.startsWith("restera ")) || (a < b ? -1 : 1);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = low] =
    sorted.length % 2 === 1 ? [sorted[middle]] : sorted.slice(middle - 1, middle + 1);
  return (low + high) / 2;
}

import { readFileSync, writeFileSync } from "node:fs";

/** One figure: of many calls, or of one long piece of work. */
export interface Measured {
  readonly database: string;
  readonly rows: number;
  readonly work: string;
  readonly calls: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly worstMs: number;
  /** Of this process, in its own code and the kernel; a server's is not in it. */
  readonly cpuMs: number;
  /** Highest resident memory of this process meanwhile; 0 where the system does not tell. */
  readonly peakMib: number;
}

/** Times each call, and what all of them needed. */
export async function measureCalls(
  calls: readonly (() => Promise<unknown>)[],
): Promise<Omit<Measured, "database" | "rows" | "work">> {
  const milliseconds: number[] = [];
  forgetPeak();
  const before = process.cpuUsage();
  for (const call of calls) {
    const startMs = performance.now();
    await call();
    milliseconds.push(performance.now() - startMs);
  }
  const { user, system } = process.cpuUsage(before);
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return {
    ...{ calls: calls.length, p50Ms: at(0.5), p95Ms: at(0.95), worstMs: at(1) },
    ...{ cpuMs: (user + system) / 1000, peakMib: peakMib() },
  };
}

/** Linux starts counting anew; elsewhere the peak is none. */
function forgetPeak(): void {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // Then the peak is that of the whole run so far.
  }
}

function peakMib(): number {
  try {
    const status = readFileSync("/proc/self/status", "utf8");
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** A line for each piece of work and size, with how its median grew since the size before. */
export function measuredTable(all: readonly Measured[]): string {
  const head = ["rows", "calls", "p50 ms", "p95 ms", "worst ms", "CPU ms", "peak MiB", "growth"];
  const lines: string[] = [];
  for (const database of new Set(all.map((each) => each.database))) {
    const here = all.filter((each) => each.database === database);
    lines.push("", row(database, head));
    for (const work of new Set(here.map((each) => each.work))) {
      const sizes = here.filter((each) => each.work === work).sort((a, b) => a.rows - b.rows);
      for (const [at, size] of sizes.entries()) {
        lines.push(row(at === 0 ? work : "", cellsOf(size, sizes[at - 1])));
      }
    }
  }
  return lines.join("\n");
}

function cellsOf(size: Measured, before: Measured | undefined): string[] {
  const { rows, calls, p50Ms, p95Ms, worstMs, cpuMs, peakMib } = size;
  const growth =
    before === undefined
      ? ""
      : `${(p50Ms / before.p50Ms).toFixed(1)} × in ${(rows / before.rows).toFixed(0)} ×`;
  const times = [p50Ms, p95Ms, worstMs].map((ms) => ms.toFixed(2));
  return [String(rows), String(calls), ...times, cpuMs.toFixed(0), peakMib.toFixed(0), growth];
}

function row(name: string, cells: readonly string[]): string {
  const last = cells.length - 1;
  return name.padEnd(30) + cells.map((cell, at) => cell.padStart(at === last ? 16 : 12)).join("");
}

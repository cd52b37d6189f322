import { relative } from "node:path";
import type { EventData } from "node:test";

/** How many tests of a suite ran and how they ended. */
interface Counts {
  ran: number;
  passed: number;
  failed: number;
  skipped: number;
}

type TestEnd = EventData.TestPass | EventData.TestFail;

/** Collects how tests ended and shows it as a table of suites, with what failed and why something was skipped. */
export class SuiteTable {
  readonly #root: string;
  readonly #suites = new Map<string, Counts>();
  readonly #skips: string[] = [];
  readonly #failures: string[] = [];

  /** `root`: the project's folder; test files are named relative to it. */
  constructor(root: string) {
    this.#root = root;
  }

  /** Counts tests as node's own summary does; of groups (`describe`) only the skipped ones, whose tests never ran. */
  add(event: TestEnd, passed: boolean): void {
    const file = event.file === undefined ? "unknown" : relative(this.#root, event.file);
    const reason = reasonOf(event.skip) ?? reasonOf(event.todo, "to do");
    const isGroup = event.details.type === "suite";
    if (isGroup && reason === undefined && (passed || failsByItsTests(event))) return;
    const counts = this.#countsOf(suiteOf(file));
    if (reason !== undefined) {
      counts.skipped += 1;
      this.#skips.push(`${file}: ${event.name} (${reason})`);
      return;
    }
    counts.ran += 1;
    if (passed) counts.passed += 1;
    else counts.failed += 1;
    if (!passed) this.#failures.push(`${file}: ${event.name}`);
  }

  total(): Counts {
    const total = { ran: 0, passed: 0, failed: 0, skipped: 0 };
    for (const counts of this.#suites.values()) {
      total.ran += counts.ran;
      total.passed += counts.passed;
      total.failed += counts.failed;
      total.skipped += counts.skipped;
    }
    return total;
  }

  /** The table; its last line is `N passed, N failed, N skipped`. */
  text(): string {
    const total = this.total();
    const rows = [...this.#suites].sort(([a], [b]) => (a < b ? -1 : 1));
    return [
      line("suite", "ran", "passed", "failed", "skipped"),
      ...rows.map(([suite, counts]) => lineOf(suite, counts)),
      lineOf("total", total),
      ...section("Failed:", this.#failures),
      ...section("Skipped:", this.#skips),
      "",
      `${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`,
    ].join("\n");
  }

  #countsOf(suite: string): Counts {
    const known = this.#suites.get(suite);
    if (known !== undefined) return known;
    const counts = { ran: 0, passed: 0, failed: 0, skipped: 0 };
    this.#suites.set(suite, counts);
    return counts;
  }
}

/** `unit: engine` for `src/engine/…`, `journeys` for `test/journeys/…`, `architecture` for `test/architecture.test.ts`. */
function suiteOf(file: string): string {
  const [top, second = ""] = file.split("/");
  const name = second.replace(/(\.test)?\.ts$/, "");
  return top === "src" ? `unit: ${name}` : name;
}

/** Why a test was skipped; undefined when it was not. */
function reasonOf(
  flag: string | boolean | undefined,
  kind = "no reason given",
): string | undefined {
  if (flag === undefined || flag === false) return undefined;
  return typeof flag === "string" && flag !== "" ? flag : kind;
}

/** A group fails because of its tests, which are counted, or by itself (a hook that throws), which is not. */
function failsByItsTests(event: TestEnd): boolean {
  const error = "error" in event.details ? event.details.error : undefined;
  return error !== undefined && "failureType" in error && error.failureType === "subtestsFailed";
}

function section(title: string, entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : ["", title, ...entries.map((entry) => `  ${entry}`)];
}

function lineOf(suite: string, { ran, passed, failed, skipped }: Counts): string {
  return line(suite, ...[ran, passed, failed, skipped].map(String));
}

function line(suite: string, ...columns: string[]): string {
  return suite.padEnd(24) + columns.map((column) => column.padStart(9)).join("");
}

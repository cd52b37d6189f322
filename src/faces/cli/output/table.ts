import { padText, shortenText, textWidth } from "./text-width.ts";

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
  /** May be shortened, with `…`, when the table is too wide. */
  readonly shrink?: boolean;
}

const gap = "  ";
const narrowest = 8;

type Rows = Iterable<readonly string[]>;

/**
 * Lines of a table: titles, a rule, rows (a cell of several lines is written below itself), a rule.
 * @param width columns of the terminal; a table that goes elsewhere is as wide as it must be
 */
export function formatTable(columns: readonly Column[], rows: Rows, width?: number): string[] {
  return [...tableLines(columns, rows, width)];
}

/** The same, a line at a time. `rows` are gone through twice, and need not all be there at once. */
export function* tableLines(
  columns: readonly Column[],
  rows: Rows,
  width = Number.POSITIVE_INFINITY,
): Generator<string> {
  const widths = columnWidths(columns, rows, width);
  const rule = "-".repeat(
    widths.reduce((sum, each) => sum + each, gap.length * (widths.length - 1)),
  );
  const line = (cells: readonly string[]) =>
    columns
      .map((column, index) =>
        padText(
          shortenText(cells[index] ?? "", widths[index]!),
          widths[index]!,
          column.align === "right" ? "right" : "left",
        ),
      )
      .join(gap)
      .trimEnd();
  yield line(columns.map((column) => column.title));
  yield rule;
  for (const row of rows) {
    const cells = row.map((cell) => cell.split("\n"));
    const height = Math.max(...cells.map((cell) => cell.length));
    for (let level = 0; level < height; level++) {
      yield line(cells.map((cell) => cell[level] ?? ""));
    }
  }
  yield rule;
}

function columnWidths(columns: readonly Column[], rows: Rows, width: number): number[] {
  const widths = columns.map(({ title }) => textWidth(title));
  for (const row of rows) {
    for (const index of widths.keys()) {
      for (const line of (row[index] ?? "").split("\n")) {
        widths[index] = Math.max(widths[index]!, textWidth(line));
      }
    }
  }
  let excess = widths.reduce((sum, each) => sum + each, gap.length * (columns.length - 1)) - width;
  // The widest column that may shrink gives way first, one by one.
  while (excess > 0) {
    const candidates = columns.flatMap((column, index) =>
      column.shrink && widths[index]! > narrowest ? [index] : [],
    );
    if (candidates.length === 0) {
      break;
    }
    const widest = candidates.reduce((a, b) => (widths[b]! > widths[a]! ? b : a));
    widths[widest]!--;
    excess--;
  }
  return widths;
}

import { formatMessage, type Language } from "../../../foundation/messages/format-message.ts";
import { progressMessages } from "../../../foundation/messages/progress-messages.ts";
import type { CommandContext } from "../command-context.ts";
import { escapeText } from "./escape-text.ts";
import { formatDuration, formatPercent, formatRate, formatSize } from "./format-values.ts";
import { shortenText, textWidth } from "./text-width.ts";

/** One moment of a long operation, as it is shown. */
export interface ProgressState {
  /** What is going on: `Backing up`. */
  readonly label: string;
  readonly secondsElapsed: number;
  readonly done: number;
  /** Unknown while it is still being counted. */
  readonly total?: number;
  /** `done` and `total` are bytes; otherwise things, which `counts` names. */
  readonly bytes?: boolean;
  /** For example `1,234 files`. */
  readonly counts?: string;
  /** A path, shown when there is room. */
  readonly current?: string;
}

export interface ProgressDisplay {
  /** Cheap to call often; `json` is the same moment as restic's message. */
  update(state: ProgressState, json?: () => object): void;
  finish(): void;
}

const redrawMs = 100;
const lineMs = 10_000;

/** A clock that nobody sets. `performance` does the same and takes a millisecond to load. */
function steadyMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}

/**
 * Shows progress on stderr: a line redrawn at most ten times a second on a terminal, a line every
 * ten seconds elsewhere, JSON messages on stdout with --json, nothing with --quiet. As often as RESTIC_PROGRESS_FPS says instead, where
 * that is set.
 */
export function createProgress(
  context: Pick<CommandContext, "settings" | "output" | "language"> &
    Partial<Pick<CommandContext, "system">>,
  now: () => number = steadyMs,
): ProgressDisplay {
  const { settings, output, language } = context;
  const onTerminal = output.statusWidth > 0 && !settings.json;
  const asked = askedMs(context.system?.environment.RESTIC_PROGRESS_FPS);
  const everyMs = asked ?? (onTerminal || settings.json ? redrawMs : lineMs);
  let last = onTerminal || settings.json ? Number.NEGATIVE_INFINITY : now();
  return {
    update(state, json) {
      const time = now();
      if (settings.quiet || time - last < everyMs) {
        return;
      }
      last = time;
      if (settings.json) {
        if (json) {
          output.json(json());
        }
      } else if (onTerminal) {
        output.status(progressLine(state, output.statusWidth - 1, language));
      } else {
        output.note(progressLine(state, 200, language));
      }
    },
    finish() {
      if (onTerminal) {
        output.status("");
      }
    },
  };
}

/** Frames a second, 60 at most; a share of one for less often. What is no number says nothing, as in restic. */
function askedMs(framesPerSecond: string | undefined): number | undefined {
  const frames = Number(framesPerSecond || Number.NaN);
  return frames > 0 ? 1000 / Math.min(60, frames) : undefined;
}

/** Seconds that are left at the pace so far; undefined when that cannot be said yet. */
export function secondsRemaining(state: ProgressState): number | undefined {
  const { done, total, secondsElapsed } = state;
  if (total === undefined || done <= 0 || total < done || secondsElapsed < 1) {
    return undefined;
  }
  return ((total - done) / done) * secondsElapsed;
}

/** The line for one moment, never wider than `width`; what matters least is left out first. */
export function progressLine(state: ProgressState, width: number, language: Language): string {
  const { label, done, total, current } = state;
  const fraction = total ? Math.min(1, done / total) : undefined;
  const parts = figures(state, fraction, language);
  if (fraction === undefined) {
    const line = joined([label, ...parts], width);
    const room = width - textWidth(line) - gap.length;
    return current !== undefined && room >= leastPath
      ? line + gap + shortenText(escapeText(current), room)
      : line;
  }
  const line = joined(parts, width);
  const barRoom = width - textWidth(line) - 3;
  if (barRoom < leastBar) {
    return line;
  }
  const labelled = barRoom - textWidth(label) - 1 >= leastBar;
  const cells = Math.min(mostBar, labelled ? barRoom - textWidth(label) - 1 : barRoom);
  return `${labelled ? `${label} ` : ""}[${bar(fraction, cells)}] ${line}`;
}

const gap = "  ";
const leastBar = 10;
const mostBar = 30;
const leastPath = 20;

/** Percent, amounts, pace, time left and counts, the most telling first. */
function figures(state: ProgressState, fraction: number | undefined, language: Language): string[] {
  const { done, total, secondsElapsed, bytes, counts } = state;
  const left = secondsRemaining(state);
  const time = timeText(Math.ceil(left ?? 0), language);
  return [
    ...(fraction === undefined ? [] : [formatPercent(fraction, language)]),
    ...(bytes ? [amountText(done, total, language)] : []),
    ...(bytes && secondsElapsed >= 1 ? [formatRate(done / secondsElapsed, language)] : []),
    ...(left === undefined || left < 1
      ? []
      : [formatMessage(progressMessages.timeLeft, { time }, language)]),
    ...(counts ? [counts] : []),
  ];
}

/** Whole seconds: tenths of a guess would only flicker. */
function timeText(seconds: number, language: Language): string {
  return seconds < 10 ? `${seconds} s` : formatDuration(seconds, language);
}

/** As many of the parts as fit, in order. */
function joined(parts: readonly string[], width: number): string {
  let line = "";
  for (const part of parts) {
    const longer = line === "" ? part : line + gap + part;
    if (textWidth(longer) > width) {
      break;
    }
    line = longer;
  }
  return line === "" ? shortenText(parts[0] ?? "", width) : line;
}

function bar(fraction: number, cells: number): string {
  const full = Math.floor(fraction * cells);
  const head = full < cells ? ">" : "";
  return `${"=".repeat(full)}${head}`.padEnd(cells);
}

function amountText(done: number, total: number | undefined, language: Language): string {
  return total === undefined
    ? formatSize(done, language)
    : `${formatSize(done, language)} / ${formatSize(total, language)}`;
}

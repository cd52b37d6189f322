import type { Language } from "../../../foundation/messages/format-message.ts";
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

/**
 * Shows progress on stderr: a line redrawn at most ten times a second on a terminal, a line every
 * ten seconds elsewhere, JSON messages on stdout with --json, nothing with --quiet.
 */
export function createProgress(
  context: Pick<CommandContext, "settings" | "output" | "language">,
  now: () => number = () => performance.now(),
): ProgressDisplay {
  const { settings, output, language } = context;
  const onTerminal = output.statusWidth > 0 && !settings.json;
  const everyMs = onTerminal || settings.json ? redrawMs : lineMs;
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
  const { done, total, secondsElapsed } = state;
  const fraction = total ? Math.min(1, done / total) : undefined;
  const left = secondsRemaining(state);
  const parts = [
    state.label,
    ...(fraction === undefined ? [] : [formatPercent(fraction, language)]),
    ...(state.bytes ? [amountText(done, total, language)] : []),
    ...(state.counts ? [state.counts] : []),
    ...(state.bytes && secondsElapsed >= 1 ? [formatRate(done / secondsElapsed, language)] : []),
    ...(left === undefined || left < 1
      ? []
      : [`${progressMessages.timeLeft[language]} ${formatDuration(Math.ceil(left), language)}`]),
  ];
  let line = "";
  for (const part of parts) {
    const longer = line === "" ? part : `${line}  ${part}`;
    if (textWidth(longer) > width) {
      break;
    }
    line = longer;
  }
  line = shortenText(line, width);
  return withRoomUsed(line, state, fraction, width);
}

/** Puts a bar before the figures where one fits, or the current path behind them. */
function withRoomUsed(
  line: string,
  state: ProgressState,
  fraction: number | undefined,
  width: number,
): string {
  const room = width - textWidth(line);
  if (fraction !== undefined && room >= 13) {
    const cells = Math.min(30, room - 3);
    return `[${bar(fraction, cells)}] ${line}`;
  }
  if (state.current !== undefined && room >= 22) {
    return `${line}  ${shortenText(escapeText(state.current), room - 2)}`;
  }
  return line;
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

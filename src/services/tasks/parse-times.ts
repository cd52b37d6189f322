import { Cron } from "croner";
import { problemOf, ResteraError } from "../../foundation/errors.ts";

/** When something is due. Instants are milliseconds since 1970. */
export interface Times {
  /** The first one after an instant; undefined when none comes. */
  next(afterMs: number): number | undefined;
  /** The last one up to an instant, that instant included; undefined when there was none. */
  latest(uptoMs: number): number | undefined;
}

const secondMs = 1000;
const units: Readonly<Record<string, number>> = {
  s: secondMs,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const shortestIntervalMs = 10_000;

/**
 * Reads words (`hourly`, `daily at 03:00`, `weekly on monday at 18:30`, `monthly on 1 at 04:00`, `weekdays at 08:00`,
 * `every 24 h`) or a cron expression of five or six fields. A time of day that a change of the clocks skips comes right after
 * the gap, one that occurs twice comes once; what is due every hour follows the hours. Throws
 * `schedule-words`, `schedule-times`, `schedule-too-often` and `schedule-never`.
 *
 * @param timeZone IANA name
 * @param anchorMs where intervals begin: the first is due then
 */
export function parseTimes(text: string, timeZone: string, anchorMs: number): Times {
  const times = text;
  const words = text.trim().toLowerCase().replace(/\s+/g, " ");
  const intervalMs = intervalOf(words);
  if (intervalMs !== undefined) {
    if (intervalMs < shortestIntervalMs) throw new ResteraError("schedule-too-often", { times });
    return intervals(intervalMs, anchorMs);
  }
  const pattern = patternOf(words) ?? words;
  if (![5, 6].includes(pattern.split(" ").length)) {
    throw new ResteraError("schedule-words", { times });
  }
  try {
    const cron = new Cron(pattern, {
      timezone: timeZone,
      fixedTimeRule: "no-wildcard",
      mode: "5-or-6-parts",
    });
    if (cron.nextRun(new Date(anchorMs)) === null) {
      throw new ResteraError("schedule-never", { times });
    }
    return {
      next: (afterMs) => cron.nextRun(new Date(afterMs))?.getTime(),
      latest: (uptoMs) => {
        const second = Math.floor(uptoMs / secondMs) + 1;
        return cron.previousRuns(1, new Date(second * secondMs))[0]?.getTime();
      },
    };
  } catch (error) {
    if (error instanceof ResteraError) throw error;
    throw new ResteraError("schedule-times", { times, problem: problemOf(error), cause: error });
  }
}

function intervals(intervalMs: number, anchorMs: number): Times {
  return {
    next: (afterMs) =>
      afterMs < anchorMs
        ? anchorMs
        : anchorMs + (Math.floor((afterMs - anchorMs) / intervalMs) + 1) * intervalMs,
    latest: (uptoMs) =>
      uptoMs < anchorMs
        ? undefined
        : anchorMs + Math.floor((uptoMs - anchorMs) / intervalMs) * intervalMs,
  };
}

/** `every 24 h`, `every 30 minutes`, `every 2 days`, `every 90s`. */
function intervalOf(words: string): number | undefined {
  const [, number, unit] =
    /^every (\d{1,6}) ?(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?)$/.exec(words) ??
    [];
  if (number === undefined || unit === undefined) return undefined;
  const name = unit.startsWith("m") ? "min" : unit.slice(0, 1);
  return Number(number) * units[name]!;
}

/** The cron expression of the words; undefined when they are no words of ours. */
function patternOf(words: string): string | undefined {
  const [, what = "", at] = /^(.*?)(?: at (\S+))?$/.exec(words) ?? [];
  if (/^(?:every minute|minutely)$/.test(what) && at === undefined) return "* * * * *";
  if (/^(?:hourly|every hour)$/.test(what)) {
    const minute = at === undefined ? "0" : /^:?([0-5]?\d)$/.exec(at)?.[1];
    return minute === undefined ? undefined : `${Number(minute)} * * * *`;
  }
  const time = timeOfDay(at ?? "00:00");
  const day = time && daysOf(what);
  return day && `${time} ${day}`;
}

/** Minute and hour: `03:00`, `3:05`, `18h30`, `7`. */
function timeOfDay(text: string): string | undefined {
  const [, hour, minute = "0"] = /^([01]?\d|2[0-3])(?:[:h]([0-5]\d))?$/.exec(text) ?? [];
  return hour === undefined ? undefined : `${Number(minute)} ${Number(hour)}`;
}

/** Day of the month, month and day of the week. */
function daysOf(words: string): string | undefined {
  if (/^(?:daily|every day)$/.test(words)) return "* * *";
  if (/^(?:weekdays|every weekday)$/.test(words)) return "* * 1-5";
  if (/^(?:yearly|every year)$/.test(words)) return "1 1 *";
  const [, date = "1"] = /^(?:monthly|every month)(?: on (?:the )?(\d{1,2}|last))?$/.exec(
    words,
  ) ?? [undefined, ""];
  if (date !== "") return `${date === "last" ? "L" : date} * *`;
  const named = /^(?:weekly|every week)(?: on (\w+))?$|^every (\w+)$/.exec(words);
  if (named === null) return undefined;
  const day = days.indexOf((named[1] ?? named[2] ?? "sunday").slice(0, 3));
  return day < 0 ? undefined : `* * ${day}`;
}

/** True for a time zone that this system knows. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

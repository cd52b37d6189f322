import { ResteraError } from "./errors.ts";

/** A length of time in calendar units; months and years have no fixed length. */
export interface CalendarDuration {
  readonly years: number;
  readonly months: number;
  readonly days: number;
  readonly hours: number;
}

/**
 * restic's duration for `--keep-within`: numbers each followed by `y`, `m`, `d` or `h`, in any order,
 * such as `1y5m7d2h`; of a unit given twice the last counts; the empty text is no time at all. Throws
 * `usage`, also for negative numbers, which restic refuses for every option that takes one.
 */
export function parseCalendarDuration(text: string): CalendarDuration {
  const trimmed = text.trim();
  if (!/^(?:\d{1,9}[ymdh])*$/.test(trimmed)) {
    throw new ResteraError("usage", { problem: `"${text}" is not a duration such as 1y5m7d2h` });
  }
  const amount = { y: 0, m: 0, d: 0, h: 0 };
  for (const [, number, unit] of trimmed.matchAll(/(\d+)([ymdh])/g)) {
    amount[unit as keyof typeof amount] = Number(number);
  }
  return { years: amount.y, months: amount.m, days: amount.d, hours: amount.h };
}

/** As restic prints it: `1y5m7d2h`, without what is zero. */
export function formatCalendarDuration({ years, months, days, hours }: CalendarDuration): string {
  const parts: [number, string][] = [
    [years, "y"],
    [months, "m"],
    [days, "d"],
    [hours, "h"],
  ];
  return parts.map(([number, unit]) => (number === 0 ? "" : `${number}${unit}`)).join("");
}

export function isZeroDuration({ years, months, days, hours }: CalendarDuration): boolean {
  return years === 0 && months === 0 && days === 0 && hours === 0;
}

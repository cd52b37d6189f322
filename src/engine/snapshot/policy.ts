import {
  formatCalendarDuration,
  isZeroDuration,
  type CalendarDuration,
} from "../../foundation/calendar-duration.ts";
import { ResteraError } from "../../foundation/errors.ts";
import { hasTags, type TagList } from "./snapshot-filter.ts";
import type { Snapshot } from "./snapshot.ts";
import { parseStamp, subtractDuration, type Stamp } from "./stamp.ts";

type Period = "last" | "hourly" | "daily" | "weekly" | "monthly" | "yearly";

/** How many of each period to keep: 0 or absent for none, {@link unlimited} (-1) for all. */
type KeepCounts = { readonly [period in Period]?: number };

/** What to keep; everything else is removed. */
export interface KeepPolicy extends KeepCounts {
  /** All that are newer than this before the newest snapshot. */
  readonly within?: CalendarDuration;
  readonly withinHourly?: CalendarDuration;
  readonly withinDaily?: CalendarDuration;
  readonly withinWeekly?: CalendarDuration;
  readonly withinMonthly?: CalendarDuration;
  readonly withinYearly?: CalendarDuration;
  /** All that have all the tags of one of these lists. */
  readonly tags?: readonly TagList[];
}

export const unlimited = -1;

interface KeepReason {
  readonly snapshot: Snapshot;
  /** In restic's words, such as `daily snapshot` or `within 7d`. */
  readonly matches: readonly string[];
  /** What is left of each count after this snapshot; without zeros, as restic prints them. */
  readonly counters: KeepCounts;
}

export interface AppliedPolicy {
  /** Newest first, like the rest. */
  readonly keep: readonly Snapshot[];
  readonly remove: readonly Snapshot[];
  /** One for each kept snapshot, in the same order. */
  readonly reasons: readonly KeepReason[];
}

/** Counts down while the period of the snapshots at hand changes. */
interface Bucket {
  readonly period: Period;
  readonly reason: string;
  /** For `--keep-within-…`: nothing older is looked at, and nothing is counted. */
  readonly after: bigint | undefined;
  readonly suffix: string;
  count: number;
  /** The period that was kept last. */
  last: number;
}

interface Entry {
  readonly snapshot: Snapshot;
  readonly stamp: Stamp;
  /** 0 for the newest. */
  readonly index: number;
  readonly isOldest: boolean;
}

const periods: readonly Period[] = ["last", "hourly", "daily", "weekly", "monthly", "yearly"];

/** A number from 0, or `unlimited`; throws `usage`. */
export function parseKeepCount(text: string): number {
  if (text === "unlimited") return unlimited;
  if (/^\+?\d{1,15}$/.test(text)) return Number(text);
  const problem = `"${text}" is not a number of snapshots to keep; for all, say unlimited`;
  throw new ResteraError("usage", { problem });
}

/** True when the policy asks to keep nothing, which `forget` takes as no policy at all. */
export function isEmptyPolicy(policy: KeepPolicy): boolean {
  const { tags, within, ...rest } = policy;
  const durations = [within, ...periods.map((period) => withinOf(policy, period))];
  const counts = periods.map((period) => rest[period] ?? 0);
  return (
    (tags ?? []).length === 0 &&
    counts.every((count) => count === 0) &&
    durations.every((duration) => duration === undefined || isZeroDuration(duration))
  );
}

/**
 * Decides which snapshots of one group stay, exactly as restic's `forget` (its ApplyPolicy): from the
 * newest to the oldest, a snapshot is kept by each count that is left when its hour, day, ISO week,
 * month or year differs from the last one kept; the oldest is kept as well while a count is left, so
 * that the history stays long. Periods go by the clock of the snapshot's own time zone; durations are
 * measured from the newest snapshot that is not in the future.
 */
export function applyPolicy(
  snapshots: readonly Snapshot[],
  policy: KeepPolicy,
  now: Date = new Date(),
): AppliedPolicy {
  const entries = newestFirst(snapshots);
  const newest = entries.find(
    ({ stamp }) => stamp.nanoseconds < BigInt(now.getTime()) * 1_000_000n,
  );
  const buckets = createBuckets(policy, newest?.stamp);
  const within = boundary(policy.within, newest?.stamp);
  const keep: Snapshot[] = [];
  const remove: Snapshot[] = [];
  const reasons: KeepReason[] = [];
  for (const entry of entries) {
    const matches = [
      ...tagReasons(entry, policy),
      ...withinReasons(entry, policy, within),
      ...buckets.flatMap((bucket) => bucketReason(bucket, entry) ?? []),
    ];
    if (matches.length === 0) {
      remove.push(entry.snapshot);
      continue;
    }
    keep.push(entry.snapshot);
    reasons.push({ snapshot: entry.snapshot, matches, counters: countersOf(buckets) });
  }
  return { keep, remove, reasons };
}

function newestFirst(snapshots: readonly Snapshot[]): Entry[] {
  return snapshots
    .map((snapshot) => ({ snapshot, stamp: parseStamp(snapshot.time) }))
    .sort((first, second) => {
      const difference = second.stamp.nanoseconds - first.stamp.nanoseconds;
      return difference === 0n ? 0 : difference < 0n ? -1 : 1;
    })
    .map((entry, index) => ({ ...entry, index, isOldest: index === snapshots.length - 1 }));
}

function createBuckets(policy: KeepPolicy, newest: Stamp | undefined): Bucket[] {
  const counted = periods.map((period) => ({
    period,
    reason: `${period} snapshot`,
    after: undefined,
    suffix: "",
    count: policy[period] ?? 0,
    last: -1,
  }));
  const within = periods.slice(1).flatMap((period) => {
    const duration = withinOf(policy, period);
    const after = boundary(duration, newest);
    if (duration === undefined || after === undefined) return [];
    const suffix = ` ${formatCalendarDuration(duration)}`;
    return [{ period, reason: `${period} within`, after, suffix, count: unlimited, last: -1 }];
  });
  return [...counted, ...within];
}

function withinOf(policy: KeepPolicy, period: Period): CalendarDuration | undefined {
  const durations: Record<Period, CalendarDuration | undefined> = {
    last: undefined,
    hourly: policy.withinHourly,
    daily: policy.withinDaily,
    weekly: policy.withinWeekly,
    monthly: policy.withinMonthly,
    yearly: policy.withinYearly,
  };
  return durations[period];
}

/** Only what is later counts; when all snapshots are in the future, all of them do. */
function boundary(
  duration: CalendarDuration | undefined,
  newest: Stamp | undefined,
): bigint | undefined {
  if (duration === undefined || isZeroDuration(duration)) return undefined;
  return newest === undefined ? -(2n ** 71n) : subtractDuration(newest, duration);
}

function tagReasons({ snapshot }: Entry, { tags = [] }: KeepPolicy): string[] {
  return tags
    .filter((list) => hasTags(snapshot, list))
    .map((list) => `has tags [${list.join(", ")}]`);
}

function withinReasons({ stamp }: Entry, policy: KeepPolicy, after: bigint | undefined): string[] {
  if (policy.within === undefined || after === undefined || stamp.nanoseconds <= after) return [];
  return [`within ${formatCalendarDuration(policy.within)}`];
}

function bucketReason(bucket: Bucket, entry: Entry): string | undefined {
  if (bucket.count !== unlimited && bucket.count <= 0) return undefined;
  if (bucket.after !== undefined && entry.stamp.nanoseconds <= bucket.after) return undefined;
  const period = periodNumbers[bucket.period](entry);
  const isNew = period !== bucket.last;
  if (!isNew && !entry.isOldest) return undefined;
  bucket.last = period;
  if (bucket.count > 0) bucket.count -= 1;
  return `${isNew ? "" : "oldest "}${bucket.reason}${bucket.suffix}`;
}

/** A number that two snapshots share exactly when they are of one period. */
const periodNumbers: Record<Period, (entry: Entry) => number> = {
  last: ({ index }) => index,
  hourly: ({ stamp }) => dayNumber(stamp.wall) * 100 + stamp.wall.getUTCHours(),
  daily: ({ stamp }) => dayNumber(stamp.wall),
  weekly: ({ stamp }) => isoWeekNumber(stamp.wall),
  monthly: ({ stamp }) => Math.floor(dayNumber(stamp.wall) / 100),
  yearly: ({ stamp }) => stamp.wall.getUTCFullYear(),
};

function dayNumber(wall: Date): number {
  return (wall.getUTCFullYear() * 100 + wall.getUTCMonth() + 1) * 100 + wall.getUTCDate();
}

/** ISO 8601: a week begins on Monday and belongs to the year that its Thursday is in. */
function isoWeekNumber(wall: Date): number {
  const thursday = new Date(wall);
  thursday.setUTCDate(wall.getUTCDate() + 4 - (wall.getUTCDay() || 7));
  const year = thursday.getUTCFullYear();
  const firstDay = new Date(thursday);
  firstDay.setUTCMonth(0, 1);
  const days = Math.round((thursday.getTime() - firstDay.getTime()) / 86_400_000);
  return year * 100 + Math.floor(days / 7) + 1;
}

function countersOf(buckets: readonly Bucket[]): KeepCounts {
  const counted = buckets.filter(({ after, count }) => after === undefined && count !== 0);
  return Object.fromEntries(counted.map(({ period, count }) => [period, count]));
}

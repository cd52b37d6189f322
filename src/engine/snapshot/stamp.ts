import type { CalendarDuration } from "../../foundation/calendar-duration.ts";
import { parseGoTime } from "../../foundation/go-time.ts";
import { localOffsetSeconds } from "../../foundation/local-offset.ts";

/** A snapshot's time: the instant, and the clock on the wall where it was made. */
export interface Stamp {
  /** Nanoseconds since 1970. */
  readonly nanoseconds: bigint;
  /** A `Date` whose UTC fields are the wall clock's; whole seconds. */
  readonly wall: Date;
  /** The wall clock's offset is the one this process has at that instant. */
  readonly isLocal: boolean;
}

const nanosecondsPerSecond = 1_000_000_000n;

/** Before every stamp. */
export const beginningOfTime = -(2n ** 70n);

/** Parses RFC 3339; a time that is none counts as the beginning of time, at midnight UTC. */
export function parseStamp(time: string): Stamp {
  const nanoseconds = parseGoTime(time);
  if (nanoseconds === undefined) {
    return { nanoseconds: beginningOfTime, wall: new Date(0), isLocal: false };
  }
  const seconds = Number(floorSeconds(nanoseconds));
  const offset = offsetOf(time);
  // As Go reads times: "Z" is UTC whatever the local zone, an offset may turn out to be the local one.
  const isLocal = !time.endsWith("Z") && offset === localOffsetSeconds(seconds);
  return { nanoseconds, wall: new Date((seconds + offset) * 1000), isLocal };
}

export function nanosecondsOf(time: string): bigint {
  return parseGoTime(time) ?? beginningOfTime;
}

/**
 * The instant a duration earlier, by the calendar of the stamp's own zone and then by hours, as restic
 * does with Go's `AddDate` and `Add`: days past a month's end run into the next month, and in the local
 * zone the clock keeps its time over changes of daylight saving.
 */
export function subtractDuration(stamp: Stamp, duration: CalendarDuration): bigint {
  const { wall, nanoseconds } = stamp;
  const earlier = new Date(wall);
  earlier.setUTCFullYear(
    wall.getUTCFullYear() - duration.years,
    wall.getUTCMonth() - duration.months,
    wall.getUTCDate() - duration.days,
  );
  if (Number.isNaN(earlier.getTime())) return beginningOfTime;
  const wallSeconds = earlier.getTime() / 1000;
  const seconds = floorSeconds(nanoseconds);
  const fixedOffset = BigInt(wall.getTime() / 1000) - seconds;
  const offset = stamp.isLocal ? BigInt(offsetOfWallClock(wallSeconds)) : fixedOffset;
  const fraction = nanoseconds - seconds * nanosecondsPerSecond;
  const earlierSeconds = BigInt(wallSeconds) - offset - BigInt(duration.hours) * 3600n;
  return earlierSeconds * nanosecondsPerSecond + fraction;
}

/** Go's choice where the clock shows a time twice or never: the offset just found, looked up again. */
function offsetOfWallClock(wallSeconds: number): number {
  return localOffsetSeconds(wallSeconds - localOffsetSeconds(wallSeconds));
}

function offsetOf(time: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(time) ?? [];
  const seconds = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60;
  return sign === "-" ? -seconds : seconds;
}

function floorSeconds(nanoseconds: bigint): bigint {
  const remainder = BigInt.asIntN(64, nanoseconds % nanosecondsPerSecond);
  const rest = remainder < 0n ? remainder + nanosecondsPerSecond : remainder;
  return (nanoseconds - rest) / nanosecondsPerSecond;
}

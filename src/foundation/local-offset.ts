const hourSeconds = 3600;
const cacheLimit = 100_000;

/** Offsets by hour since 1970; `changing` for an hour within which the clocks change. */
const offsets = new Map<number, number>();
const changing = Number.NaN;
let lastHour = Number.NaN;
let lastOffset = 0;

/**
 * Seconds that the process's local time is ahead of UTC at an instant given in seconds since 1970, with
 * daylight saving and the odd seconds of old local mean times. Offsets are remembered by the hour, as
 * this is asked for every file; the zone must not change while the process runs.
 */
export function localOffsetSeconds(second: number): number {
  const hour = Math.floor(second / hourSeconds);
  if (hour !== lastHour) {
    lastOffset = offsetOfHour(hour);
    lastHour = hour;
  }
  return Number.isNaN(lastOffset) ? computeOffset(second) : lastOffset;
}

function offsetOfHour(hour: number): number {
  let offset = offsets.get(hour);
  if (offset === undefined) {
    offset = computeOffset(hour * hourSeconds);
    if (offset !== computeOffset(hour * hourSeconds + hourSeconds - 1)) offset = changing;
    if (offsets.size >= cacheLimit) offsets.clear();
    offsets.set(hour, offset);
  }
  return offset;
}

/** `Date.getTimezoneOffset` is rounded to minutes, the local fields are not. */
function computeOffset(second: number): number {
  const local = new Date(second * 1000);
  // Out of the range of `Date` (years past 275,760) no rule is known to hold.
  if (Number.isNaN(local.getTime())) return 0;
  const utc = new Date(0);
  utc.setUTCFullYear(local.getFullYear(), local.getMonth(), local.getDate());
  utc.setUTCHours(local.getHours(), local.getMinutes(), local.getSeconds());
  return (utc.getTime() - local.getTime()) / 1000;
}

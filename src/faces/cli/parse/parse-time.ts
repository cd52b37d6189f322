/**
 * RFC 3339 of `now`, `YYYY-MM-DD HH:MM:SS` or `YYYY-MM-DD` in local time, or of RFC 3339 itself;
 * undefined when the text is none of them or no real moment.
 */
export function parseTime(text: string): string | undefined {
  if (text === "now") {
    return new Date().toISOString();
  }
  const parts =
    /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
  if (!parts) {
    return undefined;
  }
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", zone] =
    parts;
  const moment = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const date = new Date(`${moment}${zone ?? ""}`);
  // `new Date` rolls 31 February over to March: refuse what does not come back as it was typed.
  const asTyped = new Date(`${moment}Z`);
  if (Number.isNaN(date.getTime()) || asTyped.toISOString().slice(0, 19) !== moment) {
    return undefined;
  }
  return `${moment}${fraction}${zone ?? zoneOf(date)}`;
}

/** The local zone's offset at a moment, as in RFC 3339. */
function zoneOf(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const two = (number: number) => String(Math.floor(Math.abs(number))).padStart(2, "0");
  return minutes === 0
    ? "Z"
    : `${minutes < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}

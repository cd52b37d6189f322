import { parseTime } from "./parse-time.ts";

const pattern =
  /^(?:(\d{4}-\d\d-\d\d)|(\d\d)\.(\d\d)\.(\d{4}))(?: (\d\d:\d\d)(:\d\d)?(?: ([+-]\d\d)(\d\d))?)?$/;

/**
 * RFC 3339 of the times that `restic find` takes: `2026-05-01` or `01.05.2026`, alone or with
 * `15:04`, `15:04:05` and `+0200`; and of whatever else `parseTime` knows.
 */
export function parseResticTime(text: string): string | undefined {
  const parts = pattern.exec(text);
  if (!parts) {
    return parseTime(text);
  }
  const [, iso, day, month, year, clock = "00:00", seconds = ":00", hours, minutes] = parts;
  const date = iso ?? `${year}-${month}-${day}`;
  return parseTime(`${date}T${clock}${seconds}${hours === undefined ? "" : `${hours}:${minutes}`}`);
}

import type { OptionSpec } from "./command-spec.ts";

/** Which snapshots; restic's names and meaning. */
export const filterOptions: readonly OptionSpec[] = [
  { name: "host", short: "H", value: "host", repeat: true },
  { name: "path", value: "path", repeat: true },
  { name: "tag", value: "tag", repeat: true },
];

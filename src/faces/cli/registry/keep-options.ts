import type { OptionSpec } from "./command-spec.ts";

/** What is to be kept: of `forget`, and of `backup`, where the letters mean other things. */
export const keepOptions: readonly OptionSpec[] = [
  { name: "keep-last", value: "count" },
  { name: "keep-hourly", value: "count" },
  { name: "keep-daily", value: "count" },
  { name: "keep-weekly", value: "count" },
  { name: "keep-monthly", value: "count" },
  { name: "keep-yearly", value: "count" },
  { name: "keep-within", value: "duration" },
  { name: "keep-within-hourly", value: "duration" },
  { name: "keep-within-daily", value: "duration" },
  { name: "keep-within-weekly", value: "duration" },
  { name: "keep-within-monthly", value: "duration" },
  { name: "keep-within-yearly", value: "duration" },
  { name: "keep-tag", value: "tag", repeat: true },
];

const letters: Readonly<Record<string, string>> = {
  "keep-last": "l",
  "keep-hourly": "H",
  "keep-daily": "d",
  "keep-weekly": "w",
  "keep-monthly": "m",
  "keep-yearly": "y",
};

/** The same with restic's letters. */
export const keepOptionsWithLetters: readonly OptionSpec[] = keepOptions.map((option) => {
  const short = letters[option.name];
  return short === undefined ? option : { ...option, short };
});

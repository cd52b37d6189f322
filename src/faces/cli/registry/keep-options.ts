import type { OptionSpec } from "./command-spec.ts";

/** What is to be kept: of `forget`, and of `backup`, where the letters mean other things. */
export const keepOptions: readonly OptionSpec[] = [
  { name: "keep-last", value: "amount" },
  { name: "keep-hourly", value: "amount" },
  { name: "keep-daily", value: "amount" },
  { name: "keep-weekly", value: "amount" },
  { name: "keep-monthly", value: "amount" },
  { name: "keep-yearly", value: "amount" },
  { name: "keep-within", value: "period" },
  { name: "keep-within-hourly", value: "period" },
  { name: "keep-within-daily", value: "period" },
  { name: "keep-within-weekly", value: "period" },
  { name: "keep-within-monthly", value: "period" },
  { name: "keep-within-yearly", value: "period" },
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

import { drillHelp, drillVerifyHelp } from "../../../foundation/messages/help-drill.ts";
import type { CommandSpec } from "./command-spec.ts";
import { filterOptions } from "./filter-options.ts";

export const drillSpec: CommandSpec = {
  name: "drill",
  words: drillHelp,
  arguments: [{ name: "snapshot", value: "snapshot", optional: true }],
  options: [
    { name: "sample", value: "sample", default: "50" },
    { name: "all" },
    { name: "seed", value: "name" },
    { name: "scratch", value: "folder" },
    { name: "report", value: "file" },
    ...filterOptions,
  ],
  examples: ["restera drill", "restera drill latest --all --scratch /mnt/large"],
  commands: [
    {
      name: "verify",
      words: drillVerifyHelp,
      arguments: [{ name: "report", value: "file" }],
      examples: ["restera drill verify ~/drills/report.json"],
      load: async () => (await import("../commands/drill-verify.ts")).drillVerifyCommand,
    },
  ],
  load: async () => (await import("../commands/drill.ts")).drillCommand,
};

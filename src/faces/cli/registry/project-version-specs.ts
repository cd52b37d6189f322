import {
  projectDiffHelp,
  projectHistoryHelp,
} from "../../../foundation/messages/help-project-versions.ts";
import type { CommandSpec } from "./command-spec.ts";

/** The `project` commands that are about versions. */
export const projectVersionSpecs: readonly CommandSpec[] = [
  {
    name: "history",
    words: projectHistoryHelp,
    arguments: [{ name: "project", value: "object" }],
    options: [{ name: "storage", value: "folder" }],
    examples: ["restera project history shop"],
    load: async () => (await import("../commands/project-history.ts")).projectHistoryCommand,
  },
  {
    name: "diff",
    words: projectDiffHelp,
    arguments: [
      { name: "project", value: "object" },
      { name: "before", value: "count" },
      { name: "after", value: "count" },
    ],
    options: [{ name: "storage", value: "folder" }],
    examples: ["restera project diff shop 1 3"],
    load: async () => (await import("../commands/project-diff.ts")).projectDiffCommand,
  },
];

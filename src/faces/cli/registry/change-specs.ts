import {
  diffHelp,
  findHelp,
  historyHelp,
  rewriteHelp,
  tagHelp,
} from "../../../foundation/messages/help-changes.ts";
import type { CommandSpec } from "./command-spec.ts";
import { filterOptions } from "./filter-options.ts";

export const diffSpec: CommandSpec = {
  name: "diff",
  words: diffHelp,
  arguments: [
    { name: "first", value: "snapshot" },
    { name: "second", value: "snapshot" },
  ],
  options: [{ name: "metadata" }],
  examples: [
    "restera diff 4f3c2a1b latest",
    "restera diff 4f3c2a1b:/home/ada/notes latest:/home/ada/notes",
  ],
  load: async () => (await import("../commands/diff.ts")).diffCommand,
};

export const findSpec: CommandSpec = {
  name: "find",
  words: findHelp,
  arguments: [{ name: "patterns", value: "pattern", repeat: true }],
  options: [
    { name: "ignore-case", short: "i" },
    { name: "oldest", short: "O", value: "moment" },
    { name: "newest", short: "N", value: "moment" },
    { name: "snapshot", short: "s", value: "snapshot", repeat: true },
    { name: "long", short: "l" },
    { name: "human-readable" },
    { name: "reverse", short: "R" },
    { name: "blob" },
    { name: "tree" },
    { name: "pack" },
    { name: "show-pack-id" },
    ...filterOptions,
  ],
  examples: [
    "restera find '*plan*.md' --ignore-case",
    "restera find /home/ada/notes --oldest 2026-05-01 --long",
  ],
  load: async () => (await import("../commands/find.ts")).findCommand,
};

export const historySpec: CommandSpec = {
  name: "history",
  words: historyHelp,
  arguments: [{ name: "path", value: "path" }],
  options: [{ name: "metadata" }, ...filterOptions],
  examples: [
    "restera history /home/ada/notes/plan.md",
    "restera history /home/ada/notes/plan.md --host laptop --json",
  ],
  load: async () => (await import("../commands/history.ts")).historyCommand,
};

export const tagSpec: CommandSpec = {
  name: "tag",
  words: tagHelp,
  arguments: [{ name: "snapshots", value: "snapshot", optional: true, repeat: true }],
  options: [
    { name: "add", value: "tag", repeat: true },
    { name: "remove", value: "tag", repeat: true },
    { name: "set", value: "tag", repeat: true },
    ...filterOptions,
  ],
  examples: ["restera tag --add keep latest", "restera tag --tag old --remove old --add archive"],
  load: async () => (await import("../commands/tag.ts")).tagCommand,
};

export const rewriteSpec: CommandSpec = {
  name: "rewrite",
  words: rewriteHelp,
  arguments: [{ name: "snapshots", value: "snapshot", optional: true, repeat: true }],
  options: [
    { name: "exclude", short: "e", value: "pattern", repeat: true },
    { name: "iexclude", value: "pattern", repeat: true },
    { name: "exclude-file", value: "file", repeat: true },
    { name: "iexclude-file", value: "file", repeat: true },
    { name: "include", short: "i", value: "pattern", repeat: true },
    { name: "iinclude", value: "pattern", repeat: true },
    { name: "include-file", value: "file", repeat: true },
    { name: "iinclude-file", value: "file", repeat: true },
    { name: "new-host", value: "host" },
    { name: "new-time", value: "time" },
    { name: "snapshot-summary", short: "s" },
    { name: "forget" },
    { name: "dry-run", short: "n" },
    ...filterOptions,
  ],
  examples: [
    "restera rewrite --exclude secrets.txt --dry-run",
    "restera rewrite --exclude secrets.txt --forget",
    "restera rewrite latest --include /home/ada/notes",
    "restera rewrite --host old --new-host new --forget",
  ],
  load: async () => (await import("../commands/rewrite.ts")).rewriteCommand,
};

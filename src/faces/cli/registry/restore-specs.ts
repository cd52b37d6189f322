import {
  catHelp,
  dumpHelp,
  listHelp,
  restoreHelp,
} from "../../../foundation/messages/help-restore.ts";
import type { CommandSpec } from "./command-spec.ts";
import { filterOptions } from "./filter-options.ts";

export const restoreSpec: CommandSpec = {
  name: "restore",
  words: restoreHelp,
  arguments: [{ name: "snapshot", value: "snapshot" }],
  options: [
    { name: "target", short: "t", value: "folder" },
    { name: "include", short: "i", value: "pattern", repeat: true },
    { name: "iinclude", value: "pattern", repeat: true },
    { name: "include-file", value: "file", repeat: true },
    { name: "iinclude-file", value: "file", repeat: true },
    { name: "exclude", short: "e", value: "pattern", repeat: true },
    { name: "iexclude", value: "pattern", repeat: true },
    { name: "exclude-file", value: "file", repeat: true },
    { name: "iexclude-file", value: "file", repeat: true },
    { name: "include-xattr", value: "pattern", repeat: true },
    { name: "exclude-xattr", value: "pattern", repeat: true },
    {
      name: "overwrite",
      value: "choice",
      choices: ["always", "if-changed", "if-newer", "never"],
      default: "always",
    },
    { name: "delete" },
    { name: "dry-run", short: "n" },
    { name: "verify" },
    { name: "sparse" },
    { name: "ownership-by-name" },
    ...filterOptions,
  ],
  alsoShows: ["limit-download"],
  examples: [
    "restera restore latest --target ~/restored",
    "restera restore latest -t ~/restored --include '*.md'",
    "restera restore 4f3c2a1b:/home/ada/notes -t ~/notes --dry-run",
    "restera restore latest -t ~/restored --include-xattr 'user.*'",
  ],
  load: async () => (await import("../commands/restore.ts")).restoreCommand,
};

export const dumpSpec: CommandSpec = {
  name: "dump",
  words: dumpHelp,
  arguments: [
    { name: "snapshot", value: "snapshot" },
    { name: "path", value: "path" },
  ],
  options: [
    { name: "archive", short: "a", value: "choice", choices: ["tar", "zip"], default: "tar" },
    { name: "target", short: "t", value: "file" },
    ...filterOptions,
  ],
  examples: [
    "restera dump latest /home/ada/notes.md",
    "restera dump latest /home/ada/shop.sql --target shop.sql",
    "restera dump latest /home/ada/photos --archive zip --target photos.zip",
    "restera dump latest:/home/ada / --target ada.tar",
  ],
  load: async () => (await import("../commands/dump.ts")).dumpCommand,
};

export const catSpec: CommandSpec = {
  name: "cat",
  words: catHelp,
  arguments: [
    {
      name: "kind",
      value: "kind",
      choices: ["config", "masterkey", "key", "snapshot", "index", "lock", "pack", "blob", "tree"],
    },
    { name: "id", value: "object", optional: true },
  ],
  examples: ["restera cat config", "restera cat snapshot latest"],
  load: async () => (await import("../commands/cat.ts")).catCommand,
};

export const listSpec: CommandSpec = {
  name: "list",
  words: listHelp,
  arguments: [
    {
      name: "kind",
      value: "kind",
      choices: ["blobs", "packs", "index", "snapshots", "keys", "locks"],
    },
  ],
  examples: ["restera list packs", "restera list blobs --json"],
  load: async () => (await import("../commands/list.ts")).listCommand,
};

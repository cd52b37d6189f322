import { backupHelp } from "../../../foundation/messages/help-backup.ts";
import { initHelp, protectHelp } from "../../../foundation/messages/help-protect.ts";
import type { CommandSpec } from "./command-spec.ts";
import { fromOptions } from "./from-options.ts";
import { keepOptions } from "./keep-options.ts";

export const protectSpec: CommandSpec = {
  name: "protect",
  words: protectHelp,
  arguments: [{ name: "paths", value: "path", optional: true, repeat: true }],
  options: [{ name: "exclude", short: "e", value: "pattern", repeat: true }],
  examples: [
    "restera protect",
    "restera protect ~/Documents",
    "restera protect --vault /media/usb/vault ~",
  ],
  load: async () => (await import("../commands/protect.ts")).protectCommand,
};

export const initSpec: CommandSpec = {
  name: "init",
  words: initHelp,
  options: [
    { name: "copy-chunker-params" },
    ...fromOptions,
    {
      name: "repository-version",
      value: "choice",
      choices: ["1", "2", "stable", "latest"],
      default: "stable",
    },
  ],
  examples: [
    "restera init --vault /media/usb/vault",
    "restera init --vault /srv/vault -p password.txt",
    "restera init -r /media/usb/vault --copy-chunker-params --from-vault ~/vault",
  ],
  load: async () => (await import("../commands/init.ts")).initCommand,
};

export const backupSpec: CommandSpec = {
  name: "backup",
  words: backupHelp,
  arguments: [{ name: "paths", value: "path", optional: true, repeat: true }],
  options: [
    { name: "memory" },
    { name: "tag", value: "tag", repeat: true },
    { name: "host", short: "H", value: "host" },
    { name: "time", value: "time", default: "now" },
    { name: "dry-run", short: "n" },
    { name: "exclude", short: "e", value: "pattern", repeat: true },
    { name: "iexclude", value: "pattern", repeat: true },
    { name: "exclude-file", value: "file", repeat: true },
    { name: "iexclude-file", value: "file", repeat: true },
    { name: "exclude-if-present", value: "name", repeat: true },
    { name: "exclude-caches" },
    { name: "exclude-larger-than", value: "size" },
    { name: "one-file-system", short: "x" },
    { name: "files-from", value: "file", repeat: true },
    { name: "files-from-verbatim", value: "file", repeat: true },
    { name: "files-from-raw", value: "file", repeat: true },
    { name: "stdin" },
    { name: "stdin-filename", value: "name", default: "stdin" },
    { name: "stdin-from-command" },
    { name: "parent", value: "snapshot" },
    { name: "group-by", short: "g", value: "group", default: "host,paths" },
    { name: "force", short: "f" },
    { name: "ignore-inode" },
    { name: "ignore-ctime" },
    { name: "with-atime" },
    { name: "skip-if-unchanged" },
    ...keepOptions.map((option) => ({ ...option, hidden: option.name.includes("within-") })),
    { name: "read-concurrency", value: "count", hidden: true },
    { name: "no-scan", hidden: true },
  ],
  alsoShows: ["compression", "pack-size", "no-extra-verify", "limit-upload"],
  examples: [
    "restera backup ~/Documents",
    "restera backup ~ --exclude node_modules --tag daily",
    "restera backup --memory ~/BALLON_CUBE --keep-daily 7 --keep-monthly 12",
    "pg_dump shop | restera backup --stdin --stdin-filename shop.sql",
  ],
  load: async () => (await import("../commands/backup.ts")).backupCommand,
};

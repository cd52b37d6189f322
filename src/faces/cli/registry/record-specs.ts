import {
  recordGetHelp,
  recordHelp,
  recordHistoryHelp,
  recordListHelp,
  recordPutHelp,
  recordSyncHelp,
} from "../../../foundation/messages/help-record.ts";
import type { CommandSpec, OptionSpec } from "./command-spec.ts";

const placeOptions: readonly OptionSpec[] = [
  { name: "store", value: "url" },
  { name: "prefix", value: "name", default: "magnus-data" },
  { name: "passphrase-file", value: "file" },
  { name: "identity-file", value: "file" },
];

export const recordSpec: CommandSpec = {
  name: "record",
  words: recordHelp,
  examples: ["restera record list"],
  commands: [
    {
      name: "put",
      words: recordPutHelp,
      arguments: [
        { name: "collection", value: "collection" },
        { name: "id", value: "object", optional: true },
      ],
      options: [
        ...placeOptions,
        { name: "compress" },
        { name: "file", short: "f", value: "file" },
        { name: "if-version", value: "object" },
      ],
      examples: [
        "restera record put scans --file report.json",
        "echo '{\"data\": {}}' | restera record put sessions session-1",
      ],
      load: async () => (await import("../commands/record-put.ts")).recordPutCommand,
    },
    {
      name: "get",
      words: recordGetHelp,
      arguments: [
        { name: "collection", value: "collection" },
        { name: "id", value: "object", optional: true },
      ],
      options: [...placeOptions, { name: "at", value: "instant" }],
      examples: [
        "restera record get learning",
        "restera record get learning --at 2026-11-21T12:00:00Z",
        "restera record get sessions session-abc123 --json",
      ],
      load: async () => (await import("../commands/record-get.ts")).recordGetCommand,
    },
    {
      name: "list",
      words: recordListHelp,
      arguments: [{ name: "collection", value: "collection", optional: true }],
      options: placeOptions,
      examples: ["restera record list", "restera record list sessions --store s3://bucket"],
      load: async () => (await import("../commands/record-list.ts")).recordListCommand,
    },
    {
      name: "history",
      words: recordHistoryHelp,
      arguments: [
        { name: "collection", value: "collection" },
        { name: "id", value: "object", optional: true },
      ],
      options: placeOptions,
      examples: ["restera record history learning", "restera record history sessions session-1"],
      load: async () => (await import("../commands/record-history.ts")).recordHistoryCommand,
    },
    {
      name: "sync",
      words: recordSyncHelp,
      options: [
        ...placeOptions,
        { name: "compress" },
        { name: "local", value: "folder" },
        { name: "up" },
        { name: "down" },
        { name: "collection", value: "collection", repeat: true },
      ],
      examples: [
        "restera record sync",
        "restera record sync --local ./records --store s3://bucket --prefix team/magnus",
      ],
      load: async () => (await import("../commands/record-sync.ts")).recordSyncCommand,
    },
  ],
};

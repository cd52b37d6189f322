import * as copies from "../../../foundation/messages/help-memory-copies.ts";
import * as history from "../../../foundation/messages/help-memory-history.ts";
import * as vectors from "../../../foundation/messages/help-memory-vectors.ts";
import * as help from "../../../foundation/messages/help-memory.ts";
import type { CommandSpec, OptionSpec } from "./command-spec.ts";

const kinds = ["entity", "tattoo", "hero", "note", "document"];
const formats = ["interstice", "mem0", "letta", "mcp", "chatgpt", "cogx"];
const filters: readonly OptionSpec[] = [
  { name: "hero", value: "name" },
  { name: "tag", value: "tag", repeat: true },
  { name: "since", value: "time" },
  { name: "until", value: "time" },
  { name: "as-of", value: "time" },
  { name: "limit", value: "count" },
];
const said: readonly OptionSpec[] = [
  { name: "author", value: "name" },
  { name: "valid-from", value: "time" },
  { name: "valid-to", value: "time" },
];
const kindOption: OptionSpec = { name: "kind", value: "choice", choices: kinds, repeat: true };
const heroOption: OptionSpec = { name: "hero", value: "name", repeat: true };
const idArgument = { name: "id", value: "name", optional: true } as const;

export const memorySpec: CommandSpec = {
  name: "memory",
  words: help.memoryHelp,
  examples: ["restera memory search tunnel"],
  commands: [
    {
      name: "remember",
      words: help.memoryRememberHelp,
      arguments: [{ name: "text", value: "text" }],
      options: [
        { name: "id", value: "name" },
        { name: "hero", value: "name" },
        { name: "tag", value: "tag", repeat: true },
        ...said,
      ],
      examples: [
        "restera memory remember 'The tunnel listens on 8443' --tag ports",
        "restera memory remember 'Ada is away' --id ada --valid-to 2026-12-31",
      ],
      load: async () => (await import("../commands/memory-remember.ts")).memoryRememberCommand,
    },
    {
      name: "search",
      words: help.memorySearchHelp,
      arguments: [{ name: "words", value: "pattern", repeat: true }],
      options: [
        ...[...filters, kindOption, { name: "path", value: "path" as const }],
        { name: "mode", value: "choice", choices: ["text", "vector", "hybrid"] },
      ],
      examples: [
        "restera memory search tunnel port",
        "restera memory search '\"open gate\"' --hero OPUS --limit 3",
        "restera memory search 'how do I reach the server' --mode vector",
      ],
      load: async () => (await import("../commands/memory-search.ts")).memorySearchCommand,
    },
    {
      name: "entity",
      words: help.memoryEntityHelp,
      arguments: [idArgument],
      options: [
        ...filters,
        { name: "data", value: "json" },
        { name: "file", short: "f", value: "file" },
        { name: "position", value: "numbers" },
        { name: "world-hash", value: "name" },
        ...said,
      ],
      examples: [
        "restera memory entity",
        "restera memory entity gate --data '{\"open\": 1}' --position 1,0,0,0,3,1",
        "restera memory entity gate --as-of 2026-11-01",
      ],
      load: async () => (await import("../commands/memory-entity.ts")).memoryEntityCommand,
    },
    {
      name: "tattoo",
      words: help.memoryTattooHelp,
      arguments: [idArgument],
      options: [
        ...filters,
        { name: "content", value: "text" },
        { name: "temporal", value: "json" },
        ...said,
      ],
      examples: [
        "restera memory tattoo --hero OPUS",
        "restera memory tattoo t1 --hero OPUS --content 'The first day'",
      ],
      load: async () => (await import("../commands/memory-tattoo.ts")).memoryTattooCommand,
    },
    {
      name: "heroes",
      words: help.memoryHeroesHelp,
      examples: ["restera memory heroes"],
      load: async () => (await import("../commands/memory-heroes.ts")).memoryHeroesCommand,
    },
    {
      name: "doc",
      words: help.memoryDocHelp,
      arguments: [{ name: "folder", value: "folder", optional: true }],
      options: [
        { name: "name", value: "name" },
        { name: "tag", value: "tag", repeat: true },
      ],
      examples: ["restera memory doc ~/notes --tag notes", "restera memory doc"],
      load: async () => (await import("../commands/memory-doc.ts")).memoryDocCommand,
    },
    {
      name: "watch",
      words: copies.memoryWatchHelp,
      arguments: [{ name: "folders", value: "folder", optional: true, repeat: true }],
      options: [
        { name: "name", value: "name" },
        { name: "tag", value: "tag", repeat: true },
      ],
      examples: ["restera memory watch ~/notes", "restera memory watch"],
      load: async () => (await import("../commands/memory-watch.ts")).memoryWatchCommand,
    },
    {
      name: "nearest",
      words: help.memoryNearestHelp,
      arguments: [{ name: "position", value: "numbers" }],
      options: [
        { name: "radius", value: "number" },
        { name: "from", value: "numbers" },
        { name: "to", value: "numbers" },
        { name: "world-hash", value: "name" },
        { name: "hero", value: "name" },
        { name: "as-of", value: "time" },
        { name: "limit", value: "count", default: "10" },
      ],
      examples: [
        "restera memory nearest 1,0,0,0,3,1",
        "restera memory nearest --radius 2.5 -- -1,0,0,0,3,1",
      ],
      load: async () => (await import("../commands/memory-nearest.ts")).memoryNearestCommand,
    },
    {
      name: "timeline",
      words: history.memoryTimelineHelp,
      options: [
        kindOption,
        { name: "id", value: "name" },
        { name: "hero", value: "name" },
        { name: "author", value: "name" },
        { name: "since", value: "time" },
        { name: "until", value: "time" },
        { name: "limit", value: "count", default: "50" },
      ],
      examples: ["restera memory timeline", "restera memory timeline --kind entity --id gate"],
      load: async () => (await import("../commands/memory-timeline.ts")).memoryTimelineCommand,
    },
    {
      name: "forget",
      words: history.memoryForgetHelp,
      arguments: [
        { name: "kind", value: "choice", choices: kinds },
        { name: "id", value: "name" },
      ],
      examples: ["restera memory forget note ada"],
      load: async () => (await import("../commands/memory-forget.ts")).memoryForgetCommand,
    },
    {
      name: "undo",
      words: history.memoryUndoHelp,
      arguments: [
        { name: "kind", value: "choice", choices: kinds, optional: true },
        { name: "id", value: "name", optional: true },
      ],
      options: [
        { name: "to", value: "time" },
        { name: "author", value: "name" },
        { name: "dry-run" },
      ],
      examples: [
        "restera memory undo note ada",
        "restera memory undo --to '2026-11-20 18:00:00' --author mallory",
      ],
      load: async () => (await import("../commands/memory-undo.ts")).memoryUndoCommand,
    },
    {
      name: "export",
      words: history.memoryExportHelp,
      arguments: [{ name: "file", value: "file", optional: true }],
      options: [
        { name: "to", value: "choice", choices: ["interstice", "ndjson", "mcp", "mem0"] },
        { name: "ndjson", hidden: true },
        heroOption,
        { name: "as-of", value: "time" },
      ],
      examples: [
        "restera memory export interstice_backup.json",
        "restera memory export --to ndjson --hero OPUS > opus.ndjson",
        "restera memory export --to mcp memory.jsonl",
      ],
      load: async () => (await import("../commands/memory-export.ts")).memoryExportCommand,
    },
    {
      name: "import",
      words: history.memoryImportHelp,
      arguments: [{ name: "file", value: "file" }],
      options: [
        { name: "from", value: "choice", choices: formats },
        heroOption,
        { name: "author", value: "name" },
        { name: "dry-run" },
      ],
      examples: [
        "restera memory import interstice_backup.json",
        "restera memory import backup.json --hero OPUS --hero MERLIN",
        "restera memory import backends/java/data/interstice.mv.db",
        "restera memory import conversations.json --from chatgpt --dry-run",
      ],
      load: async () => (await import("../commands/memory-import.ts")).memoryImportCommand,
    },
    {
      name: "restore",
      words: copies.memoryRestoreHelp,
      arguments: [{ name: "snapshot", value: "snapshot" }],
      options: [
        { name: "target", short: "t", value: "folder" },
        { name: "database-only" },
        { name: "host", short: "H", value: "host", repeat: true },
        { name: "dry-run", short: "n" },
      ],
      examples: [
        "restera memory restore latest --dry-run",
        "restera memory restore 4f3c2a1b --yes",
        "restera memory restore latest --target ~/documents",
      ],
      load: async () => (await import("../commands/memory-restore.ts")).memoryRestoreCommand,
    },
    {
      name: "embed",
      words: vectors.memoryEmbedHelp,
      options: [{ name: "again" }, { name: "drop-others" }],
      examples: ["restera memory embed", "restera memory embed --drop-others"],
      load: async () => (await import("../commands/memory-embed.ts")).memoryEmbedCommand,
    },
    {
      name: "status",
      words: vectors.memoryStatusHelp,
      examples: ["restera memory status"],
      load: async () => (await import("../commands/memory-status.ts")).memoryStatusCommand,
    },
    {
      name: "migrate",
      words: history.memoryMigrateHelp,
      arguments: [{ name: "database", value: "url" }],
      examples: ["restera memory migrate postgres://restera@db.example/avalon_interstice"],
      load: async () => (await import("../commands/memory-migrate.ts")).memoryMigrateCommand,
    },
  ],
};

import {
  scheduleAddHelp,
  scheduleHelp,
  scheduleInstallHelp,
  scheduleListHelp,
  scheduleRemoveHelp,
  scheduleRunHelp,
} from "../../../foundation/messages/help-schedules.ts";
import {
  taskCancelHelp,
  taskHelp,
  taskListHelp,
  taskLogHelp,
  taskShowHelp,
  watchHelp,
} from "../../../foundation/messages/help-tasks.ts";
import type { CommandSpec } from "./command-spec.ts";

const states = ["queued", "running", "interrupted", "done", "failed", "cancelled"];

export const taskSpec: CommandSpec = {
  name: "task",
  words: taskHelp,
  examples: ["restera task list"],
  commands: [
    {
      name: "list",
      words: taskListHelp,
      options: [
        { name: "state", value: "choice", choices: states, repeat: true },
        { name: "schedule", value: "name" },
        { name: "limit", value: "count", default: "50" },
      ],
      examples: ["restera task list", "restera task list --state failed"],
      load: async () => (await import("../commands/task-list.ts")).taskListCommand,
    },
    {
      name: "show",
      words: taskShowHelp,
      arguments: [{ name: "task", value: "task" }],
      examples: ["restera task show 4f3c2a1b"],
      load: async () => (await import("../commands/task-show.ts")).taskShowCommand,
    },
    {
      name: "cancel",
      words: taskCancelHelp,
      arguments: [{ name: "task", value: "task" }],
      examples: ["restera task cancel 4f3c2a1b"],
      load: async () => (await import("../commands/task-cancel.ts")).taskCancelCommand,
    },
    {
      name: "log",
      words: taskLogHelp,
      arguments: [{ name: "task", value: "task", optional: true }],
      options: [
        { name: "after", value: "count" },
        { name: "follow", short: "f" },
      ],
      examples: ["restera task log 4f3c2a1b", "restera task log --follow --json"],
      load: async () => (await import("../commands/task-log.ts")).taskLogCommand,
    },
  ],
};

export const scheduleSpec: CommandSpec = {
  name: "schedule",
  words: scheduleHelp,
  examples: ["restera schedule list"],
  commands: [
    {
      name: "add",
      words: scheduleAddHelp,
      arguments: [
        { name: "name", value: "name" },
        { name: "command", value: "command", repeat: true },
      ],
      options: [
        { name: "times", short: "t", value: "times" },
        { name: "time-zone", value: "zone" },
        { name: "jitter", value: "duration" },
        { name: "grace", value: "duration" },
      ],
      examples: [
        "restera schedule add notes --times hourly backup ~/notes",
        'restera schedule add all --times "every sunday at 4:00" -- check --read-data',
        'restera schedule add work --times "*/15 8-18 * * 1-5" backup ~/work',
      ],
      load: async () => (await import("../commands/schedule-add.ts")).scheduleAddCommand,
    },
    {
      name: "list",
      words: scheduleListHelp,
      examples: ["restera schedule list"],
      load: async () => (await import("../commands/schedule-list.ts")).scheduleListCommand,
    },
    {
      name: "run",
      words: scheduleRunHelp,
      arguments: [{ name: "name", value: "name" }],
      options: [{ name: "detach" }],
      examples: ["restera schedule run notes"],
      load: async () => (await import("../commands/schedule-run.ts")).scheduleRunCommand,
    },
    {
      name: "remove",
      words: scheduleRemoveHelp,
      arguments: [{ name: "name", value: "name" }],
      examples: ["restera schedule remove notes"],
      load: async () => (await import("../commands/schedule-remove.ts")).scheduleRemoveCommand,
    },
    {
      name: "install",
      words: scheduleInstallHelp,
      options: [
        { name: "for", value: "choice", choices: ["systemd", "launchd", "windows"] },
        { name: "system" },
        { name: "output", value: "file" },
        { name: "dry-run", short: "n" },
      ],
      examples: ["restera schedule install", "restera schedule install --for systemd --dry-run"],
      load: async () => (await import("../commands/schedule-install.ts")).scheduleInstallCommand,
    },
  ],
};

export const watchSpec: CommandSpec = {
  name: "watch",
  words: watchHelp,
  options: [{ name: "concurrency", value: "count", default: "2" }],
  examples: ["restera watch", "restera watch --json"],
  load: async () => (await import("../commands/watch.ts")).watchCommand,
};

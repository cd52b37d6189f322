import { hash } from "node:crypto";
import { basename, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ResteraError } from "../../../foundation/errors.ts";
import { projectBackupMessages } from "../../../foundation/messages/project-backup-messages.ts";
import { backupTimes } from "../../../services/projects/project-settings.ts";
import { dropSchedule, keepSchedule } from "../../../services/tasks/keep-schedule.ts";
import type { Database } from "../../../stores/database/database.ts";
import { type ProjectConfig, projectConfig } from "../../environment/config/project-config.ts";
import { resteraHome } from "../../environment/restera-home.ts";
import type { CommandContext } from "../command-context.ts";
import { commandHandlerName, commandJson } from "../tasks/command-input.ts";

type Context = Pick<CommandContext, "system" | "output" | "text" | "language">;

const lookMs = 60_000;

/**
 * Makes the schedules of backups and clean-up that the configuration asks for, of the project's folder here and of the user: those of this folder have its name, so that
 * several folders may share a database. What is switched off, or no longer configured, is removed. A configuration that is wrong is told, and changes nothing.
 */
export class ConfiguredSchedules {
  readonly #database: Database;
  readonly #context: Context;
  /** What was read last, by folder: only what changes is done again, for other processes may keep the same schedules. */
  readonly #seen = new Map<string, string>();

  constructor(database: Database, context: Context) {
    this.#database = database;
    this.#context = context;
  }

  async keep(): Promise<void> {
    const { system, output, language } = this.#context;
    const home = resteraHome(system);
    const isHome = resolve(system.cwd) === resolve(home);
    const here = { cwd: system.cwd, suffix: suffixOf(system.cwd) };
    for (const { cwd, suffix } of [{ cwd: home, suffix: "" }, ...(isHome ? [] : [here])]) {
      const { environment } = system;
      try {
        const config = projectConfig({ cwd, home, defaultFolder: home, environment });
        if (this.#isSeen(cwd, JSON.stringify(config.inForce))) continue;
        await keepBoth(this.#database, this.#context, { cwd, suffix, config });
      } catch (error) {
        if (!(error instanceof ResteraError)) throw error;
        const message = error.messageIn(language);
        if (!this.#isSeen(cwd, message)) output.warn(message);
      }
    }
  }

  /** Reads the configuration every minute until the signal is raised. */
  async follow(signal: AbortSignal, onProblem: (error: unknown) => void): Promise<void> {
    while (!signal.aborted) {
      await sleep(lookMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await this.keep().catch(onProblem);
    }
  }

  #isSeen(cwd: string, text: string): boolean {
    const isSame = this.#seen.get(cwd) === text;
    this.#seen.set(cwd, text);
    return isSame;
  }
}

interface Place {
  readonly cwd: string;
  readonly suffix: string;
  readonly config: ProjectConfig;
}

async function keepBoth(
  database: Database,
  context: Context,
  { cwd, suffix, config: { settings, inForce } }: Place,
): Promise<void> {
  const { output, text, system } = context;
  // Of a folder only its own files count: what the user says holds for the user's schedules. Nothing runs by itself that no file asks for, but for the variable's backups.
  const hasFile = inForce.some(({ origin }) =>
    suffix === "" ? "file" in origin : origin.from === "project file",
  );
  const isAskedFor =
    suffix === "" &&
    inForce.some(({ path, origin }) => path === "backup.enabled" && origin.from === "variable");
  const { backup, cleanupEnabled, cleanupSchedule } = settings;
  const wanted = [
    {
      ...{ name: `project-backup${suffix}`, kind: "project backup" },
      isOn: backup.enabled && (hasFile || isAskedFor),
      ...{ times: backupTimes[backup.frequency], words: ["project", "backup", "--all"] },
    },
    {
      ...{ name: `project-cleanup${suffix}`, kind: "project cleanup" },
      isOn: cleanupEnabled && hasFile,
      ...{ times: cleanupSchedule, words: ["project", "cleanup"] },
    },
  ];
  const environment = Object.fromEntries(
    Object.entries(system.environment).filter(
      (entry): entry is [string, string] =>
        entry[0].startsWith("STORAGE_") && entry[1] !== undefined,
    ),
  );
  for (const { name, kind, isOn, times, words } of wanted) {
    if (!isOn) {
      if (await dropSchedule(database, name)) {
        output.note(text(projectBackupMessages.unscheduled, { name }));
      }
      continue;
    }
    const input = commandJson({ words: [...words, "--scheduled"], cwd, environment });
    await keepSchedule(database, { name, kind, times, handler: commandHandlerName, input });
    output.note(text(projectBackupMessages.scheduled, { name, times }));
  }
}

/** The folder's name, as far as a schedule's may have it, and what tells it from others of that name. */
function suffixOf(cwd: string): string {
  const name = basename(cwd)
    .replace(/[^\p{L}\p{N}._-]/gu, "-")
    .slice(0, 32);
  return `-${name || "root"}-${hash("sha256", resolve(cwd)).slice(0, 6)}`;
}

import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { archiveSources } from "../../src/compose/archive-sources.ts";
import type { ArchiveFormat } from "../../src/services/archives/archive-metadata.ts";
import { createArchive, type CreatedArchive } from "../../src/services/archives/create-archive.ts";
import { runCli, type CliRun } from "../../src/faces/cli/testing/run-cli.ts";
import { type Owner, temporaryFolder } from "./temporary-folder.ts";

/** A working folder with `data/`, archives, and settings of its own. */
export interface ArchiveWorld {
  readonly folder: string;
  readonly backups: string;
  /** Writes files, by path from the working folder. */
  write(files: Readonly<Record<string, string | Uint8Array>>): void;
  create(
    format?: ArchiveFormat,
    options?: { names?: string[]; time?: Date },
  ): Promise<CreatedArchive>;
  /** Runs a command in this process. */
  run(...words: string[]): Promise<CliRun>;
  /** Names in `backups/`, hidden ones too. */
  kept(): string[];
}

export function archiveWorld(owner: Owner, environment: Record<string, string> = {}): ArchiveWorld {
  const folder = temporaryFolder(owner);
  const [backups, home] = [join(folder, "backups"), join(folder, ".home")];
  return {
    folder,
    backups,
    write: (files) => {
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
      }
    },
    create: async (format = "tar.gz", { names = [], time } = {}) => {
      const settingsFile = join(home, "sources.json");
      const sources = await archiveSources({ folder, settingsFile, names, without: [backups] });
      return createArchive({ folder: backups, sources, format, time });
    },
    run: (...words) =>
      runCli(words, {
        cwd: folder,
        environment: { RESTERA_HOME: home, PATH: process.env["PATH"] ?? "", ...environment },
      }),
    kept: () => readdirSync(backups).toSorted(),
  };
}

/** The documents' data, small. */
export const documentedData: Readonly<Record<string, string>> = {
  "data/ai_hub.json": '{"version": 2, "collective_iq": 140}\n',
  "data/ai_hub/shared_knowledge.json": '{"patterns": [1, 2, 3]}',
  "data/ai_hub/collective_intelligence.json": '{ "collective_iq": 142.5 }\n\n',
  "data/ai_hub/logs/communication.txt": "hello\n",
  "data/total_market_intelligence/learning/state.json": "[1e3]",
  "data/total_market_intelligence.json": '{"learned_patterns": ["é", "\\u0000"]}',
  "data/notification_ai/history.json": "[]",
  "data/discovered_gems.json": '{"gems": []}',
  "data/my_own.json": '"text"',
};

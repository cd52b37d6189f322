import { homedir } from "node:os";
import {
  type OpenMemory,
  openMemory,
  type OpenMemoryOptions,
} from "../../../compose/open-memory.ts";
import type { ImportResult } from "../../../services/memory/transfer/import-memories.ts";
import { withDotEnv } from "../../environment/read-dot-env.ts";
import { databaseUrl } from "../../cli/tasks/with-database.ts";

export interface OpenIntersticeOptions extends OpenMemoryOptions {
  /** The database; RESTERA_DATABASE_URL, or the file below RESTERA_HOME, when absent. */
  readonly url?: string;
}

/** The rows of the document that Interstice's `export-all` gives and its `import` takes, with its columns. */
export interface IntersticeDocument {
  readonly entities: readonly object[];
  readonly tattoos: readonly object[];
}

/** Opens the memory that the command line uses too; both may use it at once. Rejects with `ResteraError`. */
export async function openInterstice(options: OpenIntersticeOptions = {}): Promise<Interstice> {
  const { url, ...rest } = options;
  return new Interstice(await openMemory(url ?? usualUrl(), rest));
}

/** Interstice without its server: the same export and import, and everything that memory does. */
export class Interstice {
  /** Everything that memory does. */
  readonly memory: OpenMemory;

  constructor(memory: OpenMemory) {
    this.memory = memory;
  }

  /** What `GET /api/interstice/export-all` answered with. Builds it whole; `memory.export()` gives it in parts. */
  async exportAll(): Promise<IntersticeDocument> {
    let text = "";
    for await (const part of this.memory.export()) text += part;
    return JSON.parse(text) as IntersticeDocument;
  }

  /** What `POST /api/interstice/import` took; each row that is refused is in the report. */
  async importAll(document: IntersticeDocument): Promise<ImportResult> {
    const bytes = async function* (): AsyncGenerator<Uint8Array> {
      yield Buffer.from(JSON.stringify(document));
    };
    return this.memory.import({ bytes: bytes(), name: "document" });
  }

  close(): Promise<void> {
    return this.memory.close();
  }
}

function usualUrl(): string {
  const cwd = process.cwd();
  const environment = withDotEnv(process.env, cwd);
  const { platform, stdin, stdout, stderr } = process;
  const system = { environment, platform, home: homedir(), cwd, arguments: [] };
  return databaseUrl({ ...system, stdin, stdout, stderr });
}

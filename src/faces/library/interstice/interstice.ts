import { homedir } from "node:os";
import {
  type ImportFileInput,
  type OpenMemory,
  openMemory,
  type OpenMemoryOptions,
} from "../../../compose/open-memory.ts";
import { type EmbedderOptions, openEmbedder } from "../../../compose/open-embedder.ts";
import type { Embedder } from "../../../services/memory/embedding/embedder.ts";
import type { ImportResult } from "../../../services/memory/transfer/import-memories.ts";
import { embedderSettings } from "../../environment/embedder-settings.ts";
import { withDotEnv } from "../../environment/read-dot-env.ts";
import { databaseUrl } from "../../environment/restera-home.ts";

export interface OpenIntersticeOptions extends Omit<OpenMemoryOptions, "embedder"> {
  /** The database; RESTERA_DATABASE_URL, or the file below RESTERA_HOME, when absent. */
  readonly url?: string;
  /** One of your own, or where one is; the one that RESTERA_EMBEDDER_URL names when absent, and none with `false`. */
  readonly embedder?: Embedder | EmbedderOptions | false | undefined;
}

/** The rows of the document that Interstice's `export-all` gives and its `import` takes, with its columns. */
export interface IntersticeDocument {
  readonly entities: readonly object[];
  readonly tattoos: readonly object[];
}

/** Opens the memory that the command line uses too; both may use it at once. Rejects with `ResteraError`. */
export async function openInterstice(options: OpenIntersticeOptions = {}): Promise<Interstice> {
  const { url, embedder, ...rest } = options;
  const opened = { ...rest, embedder: embedderOf(embedder) };
  return new Interstice(await openMemory(url ?? usualUrl(), opened));
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

  /** A file of another program, an H2 database `interstice.mv.db`, or a folder of COGX, with this process's Java. */
  importFile(path: string, input: ImportFileInput = {}): Promise<ImportResult> {
    return this.memory.importFile(path, { environment: process.env, ...input });
  }

  close(): Promise<void> {
    return this.memory.close();
  }
}

function embedderOf(given: OpenIntersticeOptions["embedder"]): Embedder | undefined {
  if (given === false) return undefined;
  if (given !== undefined && "embed" in given) return given;
  const options = given ?? embedderSettings(process.env);
  return options && openEmbedder(options);
}

function usualUrl(): string {
  const cwd = process.cwd();
  const environment = withDotEnv(process.env, cwd);
  return databaseUrl({ environment, platform: process.platform, home: homedir(), cwd });
}

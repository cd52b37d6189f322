import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach } from "node:test";
import { memoryStoreOf } from "../../../src/compose/memory-store-of.ts";
import { openDatabase } from "../../../src/compose/open-database.ts";
import { ResteraError } from "../../../src/foundation/errors.ts";
import { changeMemories } from "../../../src/services/memory/change-memories.ts";
import type { Embedder } from "../../../src/services/memory/embedding/embedder.ts";
import { httpEmbedder } from "../../../src/services/memory/embedding/http-embedder.ts";
import type { MemoryStore } from "../../../src/services/memory/memory-store.ts";
import type { NewMemory } from "../../../src/services/memory/memory.ts";
import { type SearchInput, searchMemories } from "../../../src/services/memory/search-memories.ts";
import type { Database } from "../../../src/stores/database/database.ts";
import { type EmbeddingsServer, startEmbeddings } from "../../servers/embeddings.ts";
import type { DatabasesUnderTest } from "../database/test-database.ts";

/** A memory for each test, and a server that makes vectors for it. */
export class VectorWorld {
  server!: EmbeddingsServer;
  database!: Database;
  store!: MemoryStore;
  nowMs = 0;
  /** What searches said beside what they found. */
  warnings: ResteraError[] = [];
  private places!: DatabasesUnderTest;

  constructor(make: () => Promise<DatabasesUnderTest>) {
    before(async () => {
      this.places = await make();
      this.server = await startEmbeddings();
    });
    beforeEach(async () => {
      this.nowMs = Date.UTC(2026, 0, 1);
      this.server.misbehave = undefined;
      this.server.requests.length = 0;
      this.warnings = [];
      this.database = await openDatabase(await this.places.newUrl());
      this.store = await this.storeWith(this.embedder());
    });
    afterEach(() => this.database.close());
    after(async () => {
      await this.server.stop();
      await this.places.cleanUp();
    });
  }

  embedder(model = "toy", more: object = {}): Embedder {
    const { url } = this.server;
    return httpEmbedder({ url, model, retryDelayMs: 1, attempts: 2, ...more });
  }

  storeWith(embedder: Embedder, on = this.database): Promise<MemoryStore> {
    return memoryStoreOf(on, { embedder, nowMs: () => this.nowMs });
  }

  put(...changes: Parameters<typeof changeMemories>[1]) {
    return changeMemories(this.store, changes);
  }

  /** All texts that the server was sent. */
  sent(): string[] {
    return this.server.requests.flatMap(({ input }) => input);
  }

  /** The ids of what is found, best first. */
  async found(query: string, more: Partial<SearchInput> = {}, from = this.store) {
    const onWarning = (warning: ResteraError) => void this.warnings.push(warning);
    const hits = await searchMemories(from, { query, onWarning, ...more });
    return hits.map(({ memory }) => memory.id);
  }

  codes(): string[] {
    return this.warnings.map(({ code }) => code);
  }
}

export function note(id: string, content: string, more: Partial<NewMemory> = {}) {
  return { put: { kind: "note" as const, id, content, ...more } };
}

export function fails(work: Promise<unknown>, code: string): Promise<void> {
  return assert.rejects(work, (error) => error instanceof ResteraError && error.code === code);
}

// Kill -9 at random moments of processes that write memory, two at a time: whatever was acknowledged is there and found, with every
// version of what both corrected, and the file is sound.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { memoryStoreOf } from "../../src/compose/memory-store-of.ts";
import { openDatabase } from "../../src/compose/open-database.ts";
import { listHeroes } from "../../src/services/memory/heroes.ts";
import { listMemories, memoryVersions } from "../../src/services/memory/read-memories.ts";
import { searchMemories } from "../../src/services/memory/search-memories.ts";
import { seededRandom } from "../servers/faults.ts";
import type { Campaign, CampaignRun } from "../support/campaign.ts";
import { bulkEvery, bulkOf } from "./kill-memory/bulk.ts";

const writer = join(import.meta.dirname, "kill-memory/memory-writer.ts");

export const campaign: Campaign = {
  cases: 100,
  skip: false,
  start: async () => new KillMemoryRun(),
};

class KillMemoryRun implements CampaignRun {
  private readonly folder = mkdtempSync(join(tmpdir(), "restera-kill-memory-"));
  private readonly url = join(this.folder, "restera.db");
  private readonly told: string[] = [];
  private readonly children = new Set<ChildProcess>();
  private killed = 0;
  private writers = 0;

  async runCase(seed: number): Promise<void> {
    const random = seededRandom(seed);
    const before = this.told.length;
    for (const child of [this.startWriter(), this.startWriter()]) {
      await once(child.stdout!, "data");
      await sleep(random() * 120);
      const closed = once(child, "close");
      child.kill("SIGKILL");
      await closed;
      this.children.delete(child);
      this.killed += 1;
    }
    await this.check(this.told.slice(before), random);
  }

  async finish(): Promise<string> {
    await this.check(this.told, Math.random);
    return `${this.killed} killed, ${this.told.length} acknowledged, none lost`;
  }

  async stop(): Promise<void> {
    for (const child of this.children) child.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async check(told: readonly string[], random: () => number): Promise<void> {
    const database = await openDatabase(this.url);
    try {
      const store = await memoryStoreOf(database);
      const limit = Number.MAX_SAFE_INTEGER;
      const notes = await listMemories(store, { kinds: ["note"], limit });
      const kept = new Set(notes.map(({ content }) => content));
      const versions = await memoryVersions(store, "entity", "shared");
      const corrected = new Set(versions.map(({ content }) => content));
      for (const content of told) {
        assert.ok(kept.has(content), `${content} was acknowledged and is lost`);
        assert.ok(corrected.has(content), `a version of what both correct is lost: ${content}`);
      }
      assert.equal(corrected.size, versions.length, "a version is there twice");
      for (const { heroId, memories } of await listHeroes(store)) {
        assert.equal(memories, bulkOf, `of ${heroId} only ${memories} are kept`);
        kept.delete(heroId);
      }
      for (const content of told) {
        const isBulk = Number(content.split("x")[1]) % bulkEvery === 0;
        assert.ok(!isBulk || !kept.has(content), `what was kept with ${content} is lost`);
      }
      const query = told[Math.floor(random() * told.length)] ?? "";
      const found = await searchMemories(store, { query, kinds: ["note"], limit: 1 });
      assert.equal(found[0]?.memory.content, query);
    } finally {
      await database.close();
    }
    const file = new DatabaseSync(this.url);
    const { integrity_check: sound } = file.prepare("pragma integrity_check").get()!;
    file.prepare("insert into memory_texts (memory_texts) values ('integrity-check')").run();
    file.close();
    assert.equal(sound, "ok");
  }

  private startWriter(): ChildProcess {
    const name = String(this.writers++);
    const child = spawn(process.execPath, [writer, this.url, name], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let rest = "";
    child.stdout.on("data", (bytes: Buffer) => {
      const lines = (rest + bytes.toString()).split("\n");
      rest = lines.pop()!;
      this.told.push(...lines);
    });
    this.children.add(child);
    return child;
  }
}

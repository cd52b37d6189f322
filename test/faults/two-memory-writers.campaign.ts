// Two processes that write memory for a while, a full minute in all cases together: whatever was acknowledged is there, with every version of
// what both corrected.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { memoryStoreOf } from "../../src/compose/memory-store-of.ts";
import { openDatabase } from "../../src/compose/open-database.ts";
import { listMemories, memoryVersions } from "../../src/services/memory/read-memories.ts";
import type { Campaign, CampaignRun } from "../support/campaign.ts";

const writer = join(import.meta.dirname, "kill-memory/memory-writer.ts");
const caseMs = 1000;
/** A busy machine may let one of the two wait. */
const turnMs = 20_000;

export const campaign: Campaign = {
  cases: 60,
  skip: false,
  start: async () => new TwoWritersRun(),
};

class TwoWritersRun implements CampaignRun {
  private readonly folder = mkdtempSync(join(tmpdir(), "restera-two-writers-"));
  private readonly url = join(this.folder, "restera.db");
  private readonly told = [new Set<string>(), new Set<string>()];
  private readonly children: ChildProcess[] = [];

  /** The two go on from case to case; each case sees to it that both got their turn. */
  async runCase(): Promise<void> {
    if (this.children.length === 0) {
      for (const told of this.told) this.startWriter(told);
      await Promise.all(this.children.map((child) => once(child.stdout!, "data")));
    }
    const before = this.told.map(({ size }) => size);
    await sleep(caseMs);
    const untilMs = performance.now() + turnMs;
    for (const [at, told] of this.told.entries()) {
      while (told.size === before[at] && performance.now() < untilMs) await sleep(50);
      assert.ok(told.size > before[at]!, `writer ${at} got no turn`);
    }
  }

  async finish(): Promise<string> {
    await this.endWriters();
    const database = await openDatabase(this.url);
    try {
      const store = await memoryStoreOf(database);
      const limit = Number.MAX_SAFE_INTEGER;
      const notes = await listMemories(store, { kinds: ["note"], limit });
      const kept = new Set(notes.map(({ content }) => content));
      const versions = await memoryVersions(store, "entity", "shared");
      const corrected = new Set(versions.map(({ content }) => content));
      for (const content of this.told.flatMap((each) => [...each])) {
        assert.ok(kept.has(content), `${content} was acknowledged and is lost`);
        assert.ok(corrected.has(content), `a version of what both correct is lost: ${content}`);
      }
      assert.equal(corrected.size, versions.length, "a version is there twice");
    } finally {
      await database.close();
    }
    const [first, second] = this.told.map(({ size }) => size);
    return `${first} and ${second} acknowledged, none lost`;
  }

  async stop(): Promise<void> {
    await this.endWriters();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async endWriters(): Promise<void> {
    for (const child of this.children.splice(0)) {
      const closed = once(child, "close");
      child.kill("SIGTERM");
      await closed;
    }
  }

  private startWriter(told: Set<string>): void {
    const name = String(this.children.length);
    const child = spawn(process.execPath, [writer, this.url, name], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let rest = "";
    child.stdout.on("data", (bytes: Buffer) => {
      const lines = (rest + bytes.toString()).split("\n");
      rest = lines.pop()!;
      for (const line of lines) told.add(line);
    });
    this.children.push(child);
  }
}

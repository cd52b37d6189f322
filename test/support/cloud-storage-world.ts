import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mock, type TestContext } from "node:test";
import { CloudStorageManager } from "../../src/faces/library/cloud-storage/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A working folder with some of the documents' data. */
export function folderWithData(t: TestContext): string {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, "data/ai_hub"), { recursive: true });
  const intelligence = { collective_iq: 142 };
  writeFileSync(
    join(folder, "data/ai_hub/collective_intelligence.json"),
    JSON.stringify(intelligence),
  );
  writeFileSync(join(folder, "data/discovered_gems.json"), '[{"name":"gem"}]');
  return folder;
}

export function managerAt(t: TestContext, folder: string, environment: Record<string, string>) {
  const manager = new CloudStorageManager({ folder, environment });
  t.after(() => manager.close());
  return manager;
}

export const localOnly = { RESTERA_HOME: "/nonexistent/restera" };

/** Runs without the warnings that are wanted, and gives them. */
export async function warningsOf(t: TestContext, work: () => Promise<unknown>): Promise<string> {
  const warn = mock.method(console, "warn", () => undefined);
  t.after(() => warn.mock.restore());
  await work();
  warn.mock.restore();
  return warn.mock.calls.map(({ arguments: [text] }) => String(text)).join("\n");
}

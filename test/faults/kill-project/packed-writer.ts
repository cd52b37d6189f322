// Takes one project, whose files a plugin packs, through its life without end, and writes each step when it begins and when it is told that it is done.
import { writeSync } from "node:fs";
import {
  CompressionPlugin,
  StorageManager,
} from "../../../src/faces/library/orchestrator/index.ts";

const [root = "", first = "", second = ""] = process.argv.slice(2);
const storage = new StorageManager({
  ...{ basePath: root, versions: false, plugins: [new CompressionPlugin()] },
  ...{ folder: root, environment: { RESTERA_HOME: root } },
});
const projectId = "p";
const steps: [state: string, step: () => Promise<unknown>][] = [
  ["active first", () => storage.storeProject({ projectPath: first, projectId })],
  ["active second", () => storage.storeProject({ projectPath: second, projectId })],
  ["archived second", () => storage.archiveProject(projectId)],
  ["active second", () => storage.unarchiveProject(projectId)],
  ["active first", () => storage.storeProject({ projectPath: first, projectId })],
  ["gone", () => storage.deleteProject(projectId, { soft: false })],
];
for (;;) {
  for (const [state, step] of steps) {
    writeSync(1, `begin ${state}\n`);
    await step();
    writeSync(1, `done ${state}\n`);
  }
}

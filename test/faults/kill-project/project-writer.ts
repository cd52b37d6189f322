// Takes one project through its life without end, and writes each step when it begins and when it is told that it is done.
import { writeSync } from "node:fs";
import { archiveProject } from "../../../src/services/projects/archive-project.ts";
import {
  hardDeleteProject,
  softDeleteProject,
  undeleteProject,
} from "../../../src/services/projects/delete-project.ts";
import { projectStorage } from "../../../src/services/projects/project-storage.ts";
import { storeProject } from "../../../src/services/projects/store-project.ts";
import { unarchiveProject } from "../../../src/services/projects/unarchive-project.ts";

const [root = "", source = ""] = process.argv.slice(2);
const storage = projectStorage(root);
const id = "p";
const steps: [state: string, step: () => Promise<unknown>][] = [
  ["active", () => storeProject(storage, { folder: source, metadata: { project_id: id } })],
  ["archived", () => archiveProject(storage, id)],
  ["deleted", () => softDeleteProject(storage, id)],
  ["archived", () => undeleteProject(storage, id)],
  ["active", () => unarchiveProject(storage, id)],
  ["gone", () => hardDeleteProject(storage, id, id)],
];
for (;;) {
  for (const [state, step] of steps) {
    writeSync(1, `begin ${state}\n`);
    await step();
    writeSync(1, `done ${state}\n`);
  }
}

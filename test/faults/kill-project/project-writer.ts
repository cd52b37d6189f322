// Takes one project through its life without end, and writes each step when it begins and when it is told that it is done.
import { writeSync } from "node:fs";
import { join } from "node:path";
import { keepingVersions } from "../../../src/compose/project-versions.ts";
import { archiveProject } from "../../../src/services/projects/archive-project.ts";
import {
  hardDeleteProject,
  softDeleteProject,
  undeleteProject,
} from "../../../src/services/projects/delete-project.ts";
import { extractProject } from "../../../src/services/projects/extract-project.ts";
import { projectStorage } from "../../../src/services/projects/project-storage.ts";
import { storeProject } from "../../../src/services/projects/store-project.ts";
import { unarchiveProject } from "../../../src/services/projects/unarchive-project.ts";

const [root = "", sources = "", first = "0"] = process.argv.slice(2);
const storage = keepingVersions(projectStorage(root));
const id = "p";
const store = (source: string) =>
  storeProject(storage, { folder: join(sources, source), projectId: id });
const steps: [state: string, step: () => Promise<unknown>][] = [
  ["active a", () => store("a")],
  ["active b", () => store("b")],
  ["active b", () => extractProject(storage, id)],
  ["archived b", () => archiveProject(storage, id)],
  ["archived b", () => extractProject(storage, id, { version: 1, workbench: "w" })],
  ["deleted b", () => softDeleteProject(storage, id)],
  ["archived b", () => undeleteProject(storage, id)],
  ["active a", () => store("a")],
  ["archived a", () => archiveProject(storage, id)],
  ["active a", () => unarchiveProject(storage, id)],
  ["gone", () => hardDeleteProject(storage, id, id)],
];
// Where it begins, nobody has told anything yet.
let at = Number(first);
for (const [, step] of steps.slice(0, at)) await step();
writeSync(1, `done ${steps.at(at - 1)![0]}\n`);
for (; ; at = (at + 1) % steps.length) {
  const [state, step] = steps[at]!;
  writeSync(1, `begin ${state}\n`);
  await step();
  writeSync(1, `done ${state}\n`);
}

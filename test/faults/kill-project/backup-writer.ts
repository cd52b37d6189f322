// Backs a storage up without end, to two places, and writes each backup's id when it is told that it is done.
import { writeSync } from "node:fs";
import { projectBackups } from "../../../src/compose/project-backups.ts";
import { projectStorage } from "../../../src/services/projects/project-storage.ts";

const [root = "", log = "", ...destinations] = process.argv.slice(2);
const storage = projectStorage(root);
const backups = projectBackups({ storage, destinations, isDefault: false, compress: true, log });
writeSync(1, "ready\n");
for (;;) {
  const { backup_id: id } = await backups.backUp(undefined);
  writeSync(1, `done ${id}\n`);
}

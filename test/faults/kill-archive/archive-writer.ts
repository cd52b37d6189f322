// Makes archives of a working folder without end, and writes each one's id once it was told that it is there.
import { writeSync } from "node:fs";
import { join } from "node:path";
import { archiveSources } from "../../../src/compose/archive-sources.ts";
import { archiveFormats } from "../../../src/services/archives/archive-metadata.ts";
import { createArchive } from "../../../src/services/archives/create-archive.ts";

const [folder = "", seed = "0"] = process.argv.slice(2);
// Few seconds, so that writers meet in the same ones.
const time = new Date(2026, 0, 1, 0, 0, Number(seed) % 5);
for (let number = Number(seed); ; number++) {
  const sources = await archiveSources({ folder, settingsFile: join(folder, "none.json") });
  const format = archiveFormats[number % archiveFormats.length]!;
  const input = { folder: join(folder, "backups"), sources, format, time };
  const { metadata } = await createArchive(input);
  writeSync(1, `${metadata.backup_id}\n`);
}

// One machine that saves what it learned: the cloud's folder, its own folder, its name, how often.
import { MagnusCloudStorage } from "../../src/faces/library/magnus/index.ts";

const [store = "", localFolder = "", name = "", times = "1"] = process.argv.slice(2);
const storage = new MagnusCloudStorage({ store, localFolder, environment: {}, autoBackup: false });
const mine: [string, number][] = [];
for (let n = 0; n < Number(times); n++) {
  mine.push([`${name} ${n}`, n]);
  await storage.backupLearningData({ patterns: mine, estimates: [{ name, n }], actuals: [] });
}
await storage.close();

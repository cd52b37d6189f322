import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";

// SQLite's calls do not return before they are done: a large database would stop the whole process.
const { file, isInUse } = workerData as { readonly file: string; readonly isInUse: boolean };
const copy = new DatabaseSync(file, { readOnly: isInUse });
try {
  // So that the copy is one file, whatever the original is.
  if (!isInUse) copy.exec("pragma journal_mode = delete");
  const [row] = copy.prepare("pragma integrity_check(1)").all();
  parentPort!.postMessage(String(Object.values(row ?? {})[0]));
} finally {
  copy.close();
}

// A worker thread of `check --read-data`.
import { parentPort } from "node:worker_threads";
import { announceReady, toMain } from "../workers/worker-pool.ts";
import type { CheckPackAnswer, CheckPackJob, CheckSettings } from "./messages.ts";
import { CheckTools, PackChecker } from "./pack-checker.ts";

const port = parentPort!;
/** Made while the password is still being checked. */
const tools = new CheckTools();
let checker: PackChecker | undefined;

function check(job: CheckPackJob): CheckPackAnswer {
  const steps = checker!.steps(job);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

port.on("message", (message: CheckPackJob | { settings: CheckSettings }) => {
  if ("settings" in message) {
    checker = new PackChecker(message.settings, tools);
    return;
  }
  let answer: CheckPackAnswer;
  try {
    answer = check(message);
  } catch (error) {
    answer = { bytes: 0, problems: [], failure: toMain(error) };
  }
  port.postMessage(answer);
});

announceReady(port);

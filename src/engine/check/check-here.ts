import { setImmediate } from "node:timers/promises";
import { ResteraError } from "../../foundation/errors.ts";
import type { CheckPackAnswer, CheckPackJob } from "./messages.ts";
import type { PackChecker } from "./pack-checker.ts";

/** Checks a pack on this thread, which takes turns with whatever else it has to do. */
export async function checkHere(
  checker: PackChecker,
  job: CheckPackJob,
  signal: AbortSignal,
): Promise<CheckPackAnswer> {
  const steps = checker.steps(job);
  try {
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      await setImmediate();
      if (signal.aborted) throw new ResteraError("cancelled");
    }
  } finally {
    // The pack is closed even when it was not read to its end.
    steps.return({ bytes: 0, problems: [] });
  }
}

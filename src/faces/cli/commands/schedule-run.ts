import { setTimeout as sleep } from "node:timers/promises";
import { ResteraError } from "../../../foundation/errors.ts";
import { taskMessages } from "../../../foundation/messages/task-messages.ts";
import { addTask } from "../../../services/tasks/add-task.ts";
import { cancelTask } from "../../../services/tasks/cancel-task.ts";
import { laneOf } from "../../../services/tasks/enqueue-due.ts";
import { findTask } from "../../../services/tasks/find-tasks.ts";
import { findSchedule } from "../../../services/tasks/schedules.ts";
import { supervise } from "../../../services/tasks/supervise.ts";
import { finalStates, type Task } from "../../../services/tasks/task.ts";
import type { Database } from "../../../stores/database/database.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { createProgress } from "../output/progress.ts";
import { commandHandler } from "../tasks/command-handler.ts";
import { commandHandlerName } from "../tasks/command-input.ts";
import { taskJson } from "../tasks/task-json.ts";
import { tookText } from "../tasks/task-text.ts";
import { withDatabase } from "../tasks/with-database.ts";

const lookMs = 200;

/** `restera schedule run NAME` */
export async function scheduleRunCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, text } = context;
  const [name = ""] = context.arguments;
  return withDatabase(context, async (database) => {
    const { kind, handler, input } = await findSchedule(database, name);
    const lane = laneOf({ name });
    const added = await addTask(database, { kind, handler, input, lane, schedule: name });
    if (options.flag("detach")) {
      if (settings.json) output.json(taskJson(added));
      else output.note(text(taskMessages.scheduleQueued, { id: added.id.slice(0, 8) }));
      return exitCodes.done;
    }
    const task = await runToEnd(database, added, context);
    if (settings.json) output.json(taskJson(task));
    return present(task, name, context);
  });
}

/** Runs it here, or watches when a `watch` was faster. Ctrl-C cancels it either way. */
async function runToEnd(
  database: Database,
  { id, kind }: Task,
  context: CommandContext,
): Promise<Task> {
  const controller = new AbortController();
  const display = createProgress({ ...context, settings: { ...context.settings, json: false } });
  const running = supervise(database, {
    handlers: { [commandHandlerName]: commandHandler(context.system) },
    signal: controller.signal,
    only: id,
  });
  const startedMs = performance.now();
  try {
    for (let asked = false; ;) {
      const task = await findTask(database, id);
      if (finalStates.includes(task.state)) return task;
      if (context.signal.aborted && !asked) {
        asked = true;
        await cancelTask(database, id).catch(() => undefined);
      }
      if (!context.settings.json) {
        const { bytesDone = 0, bytesTotal: total, currentItem: current } = task.progress;
        display.update({
          ...{ label: kind, done: bytesDone, bytes: true },
          secondsElapsed: (performance.now() - startedMs) / 1000,
          ...(total !== undefined && { total }),
          ...(current !== undefined && { current }),
        });
      }
      await sleep(lookMs);
    }
  } finally {
    display.finish();
    controller.abort(new ResteraError("cancelled"));
    await running;
  }
}

function present(task: Task, name: string, context: CommandContext): number {
  const { settings, output, text } = context;
  if (task.state === "cancelled") {
    output.note(text(taskMessages.runCancelled, { name }));
    return exitCodes.cancelled;
  }
  if (task.problem) {
    if (!settings.json) output.warn(text({ en: "{it}", fr: "{it}" }, { it: task.problem.message }));
    return exitCodes.failed;
  }
  if (!settings.json && !settings.quiet) {
    output.line(text(taskMessages.runDone, { name, duration: tookText(task, context) }));
  }
  const { exit_code: code = 0 } = (task.result ?? {}) as { exit_code?: number };
  return code;
}

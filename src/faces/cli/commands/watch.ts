import { nouns } from "../../../foundation/messages/nouns.ts";
import { taskMessages } from "../../../foundation/messages/task-messages.ts";
import { notifyHandler } from "../../../services/tasks/notify.ts";
import { runAlerts } from "../../../services/tasks/run-alerts.ts";
import { runSchedules } from "../../../services/tasks/run-schedules.ts";
import { listSchedules } from "../../../services/tasks/schedules.ts";
import { supervise } from "../../../services/tasks/supervise.ts";
import { notifyHandlerName } from "../../../services/tasks/update-alerts.ts";
import type { Task, TaskState } from "../../../services/tasks/task.ts";
import type { Database } from "../../../stores/database/database.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { embeddingTeller, troubleTeller } from "../memory/embedding-teller.ts";
import { embedderOf } from "../memory/with-embedder.ts";
import { formatCount } from "../output/format-values.ts";
import { ConfiguredSchedules } from "../projects/configured-schedules.ts";
import { commandHandler } from "../tasks/command-handler.ts";
import { commandHandlerName } from "../tasks/command-input.ts";
import { timeOf } from "../tasks/task-json.ts";
import { shownTime } from "../tasks/task-text.ts";
import { withDatabase } from "../tasks/with-database.ts";
import { UsageError } from "../usage-error.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";

const mostConcurrency = 64;

/** `restera watch`: until it is stopped. */
export async function watchCommand(context: CommandContext): Promise<number> {
  const { output, options, signal, language, system, text } = context;
  const concurrency = options.count("concurrency") ?? 2;
  if (concurrency < 1 || concurrency > mostConcurrency) {
    const range = { option: "--concurrency", least: 1, most: mostConcurrency };
    throw new UsageError(cliMessages.outOfRange, range);
  }
  const onProblem = troubleTeller(context);
  await withDatabase(context, async (database) => {
    const configured = new ConfiguredSchedules(database, context);
    await configured.keep();
    const count = (await listSchedules(database)).length;
    const schedules = formatCount(count, nouns.schedule, language);
    output.note(text(taskMessages.watching, { schedules }));
    const embedding = await embeddingOf(database, context);
    await Promise.all([
      embedding?.run(onProblem),
      configured.follow(signal, onProblem),
      runSchedules(database, { signal, onProblem }),
      runAlerts(database, { signal, onProblem }),
      supervise(database, {
        ...{ signal, concurrency, onProblem },
        handlers: {
          [commandHandlerName]: commandHandler(system),
          [notifyHandlerName]: notifyHandler(database),
          ...embedding?.handlers,
        },
        onStarted: (task) => tell(task, "running", context),
        onEnded: (task, { state }) => tell(task, state, context),
      }),
    ]);
  });
  output.note(text(taskMessages.watchEnded));
  return exitCodes.done;
}

/** With an embedder, what is kept in memory gets its vectors here. */
async function embeddingOf(database: Database, context: CommandContext) {
  const embedder = await embedderOf(context);
  if (embedder === undefined) return undefined;
  const { memoryStoreOf } = await import("../../../compose/memory-store-of.ts");
  const { embedHandlers, enqueueEmbedding } =
    await import("../../../compose/embed-in-background.ts");
  const store = await memoryStoreOf(database, { embedder });
  const [{ signal }, tell] = [context, embeddingTeller(embedder, context)];
  return {
    handlers: embedHandlers(store),
    run: (other: (error: unknown) => void) =>
      enqueueEmbedding(store, { signal, onProblem: (error) => tell(error, other) }),
  };
}

function tell(task: Task, state: TaskState, { settings, output, text }: CommandContext): void {
  const nowMs = Date.now();
  if (settings.json) {
    const { id, kind, schedule } = task;
    output.json({ message_type: "task", time: timeOf(nowMs), id, kind, schedule, state });
  } else if (!settings.quiet) {
    const what = task.schedule ?? task.kind;
    const parameters = { id: task.id.slice(0, 8), what, state: text(taskMessages[state]) };
    const message = state === "running" ? taskMessages.taskStarted : taskMessages.taskEnded;
    output.line(`${shownTime(nowMs)}  ${text(message, parameters)}`);
  }
}

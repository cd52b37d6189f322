import { addTask } from "../services/tasks/add-task.ts";
import { cancelTask } from "../services/tasks/cancel-task.ts";
import { findTask, listTasks, type ListTasksInput } from "../services/tasks/find-tasks.ts";
import { type Health, readHealth } from "../services/tasks/health.ts";
import { notifyHandler } from "../services/tasks/notify.ts";
import { runAlerts } from "../services/tasks/run-alerts.ts";
import { runSchedules } from "../services/tasks/run-schedules.ts";
import {
  addSchedule,
  listSchedules,
  type NewSchedule,
  removeSchedule,
  type Schedule,
} from "../services/tasks/schedules.ts";
import { supervise } from "../services/tasks/supervise.ts";
import { type EventsInput, readEvents } from "../services/tasks/task-events.ts";
import type { TaskHandlers } from "../services/tasks/task-run.ts";
import type { Json, Task, TaskEvent } from "../services/tasks/task.ts";
import { notifyHandlerName } from "../services/tasks/update-alerts.ts";
import { openDatabase } from "./open-database.ts";
import {
  type VaultAccess,
  vaultHandler,
  vaultHandlerName,
  type VaultTask,
} from "./vault-handler.ts";

export interface RunTasksOptions {
  /** Ends the run: what is in the middle is stopped, and gone on with by whoever runs tasks next. */
  readonly signal: AbortSignal;
  /** How many at once; 2 when absent. */
  readonly concurrency?: number;
  /** Lets tasks on vaults run here. */
  readonly vaults?: VaultAccess;
  /** Kinds of tasks of your own, by their handler's name. */
  readonly handlers?: TaskHandlers;
  /** The database could not be used; it is tried again. */
  readonly onProblem?: (error: unknown) => void;
}

/** An operation on a vault, again and again. */
export type NewVaultSchedule = Omit<NewSchedule, "kind" | "handler" | "input"> & {
  readonly task: VaultTask;
};

/** Tasks and schedules in one database, shared with every other process that opens it. Rejects with `ResteraError`. */
export interface Tasks {
  /** Keeps an operation on a vault for whoever runs tasks; it is on disk when this resolves. */
  submit(task: VaultTask): Promise<Task>;
  /** Keeps a task for a handler of your own. */
  submitTo(handler: string, kind: string, input: Json): Promise<Task>;
  /** Newest first. */
  list(input?: ListTasksInput): Promise<Task[]>;
  /** By id or its beginning; throws `task-unknown` or `task-ambiguous`. */
  get(id: string): Promise<Task>;
  /** Throws `task-over`. */
  cancel(id: string): Promise<Task>;
  /** In order; read on after the last `seq`. */
  events(input?: EventsInput): Promise<TaskEvent[]>;
  /** Throws `schedule-exists`, and `schedule-words` and its kin for times that say nothing. */
  schedule(schedule: NewSchedule | NewVaultSchedule): Promise<Schedule>;
  schedules(): Promise<Schedule[]>;
  unschedule(name: string): Promise<void>;
  health(): Promise<Health>;
  /** Runs schedules and tasks until the signal is raised. */
  run(options: RunTasksOptions): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the database of tasks: the path of a SQLite file, or `postgres://user@host/database`. Throws
 * `database-unreachable`, `database-on-network`, `database-newer`, `database-old`.
 */
export async function openTasks(url: string): Promise<Tasks> {
  const database = await openDatabase(url);
  return {
    submit: (task) => {
      const { operation: kind } = task;
      return addTask(database, { kind, handler: vaultHandlerName, input: jsonOf(task) });
    },
    submitTo: (handler, kind, input) => addTask(database, { handler, kind, input }),
    list: (input) => listTasks(database, input),
    get: (id) => findTask(database, id),
    cancel: (id) => cancelTask(database, id),
    events: (input) => readEvents(database, input),
    schedule: (given) => {
      if (!("task" in given)) return addSchedule(database, given);
      const { task, ...rest } = given;
      const what = { kind: task.operation, handler: vaultHandlerName, input: jsonOf(task) };
      return addSchedule(database, { ...rest, ...what });
    },
    schedules: () => listSchedules(database),
    unschedule: (name) => removeSchedule(database, name),
    health: () => readHealth(database, Date.now()),
    run: async ({ signal, concurrency, vaults, handlers, onProblem }) => {
      const told = { signal, ...(onProblem !== undefined && { onProblem }) };
      await Promise.all([
        runSchedules(database, told),
        runAlerts(database, told),
        supervise(database, {
          ...told,
          ...(concurrency !== undefined && { concurrency }),
          handlers: {
            [notifyHandlerName]: notifyHandler(database),
            ...(vaults && { [vaultHandlerName]: vaultHandler(vaults) }),
            ...handlers,
          },
        }),
      ]);
    },
    close: () => database.close(),
  };
}

/** What JSON keeps of it, so that a task runs with what it was shown with. */
function jsonOf(task: VaultTask): Json {
  return JSON.parse(JSON.stringify(task)) as Json;
}

import type { Json, Task, TaskProgress } from "./task.ts";

/** What a handler gets: the task, a way to be stopped, and ways to say how far it is. */
export interface TaskRun {
  readonly task: Task;
  /** Raised when the task is cancelled, when the program ends, and when another process has taken the task over. */
  readonly signal: AbortSignal;
  /** Cheap to call often. */
  progress(progress: TaskProgress): void;
  /** A line for the task's log. */
  log(line: string): void;
  /**
   * Names a process started for the task. Should this one die, it is ended before the task runs again. On disk when this
   * resolves.
   */
  childStarted(pid: number): Promise<void>;
}

/** Does a kind of task; gives its result. Whatever it throws is why the task failed. */
export type TaskHandler = (run: TaskRun) => Promise<Json>;

export type TaskHandlers = Readonly<Record<string, TaskHandler>>;

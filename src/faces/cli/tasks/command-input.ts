import type { Json, Task } from "../../../services/tasks/task.ts";

/** The handler's name of tasks that run a command of ours. */
export const commandHandlerName = "command";

/** A command line of ours to be run later, as a task's input. */
export interface CommandInput {
  /** The words after `restera`. */
  readonly words: readonly string[];
  readonly cwd: string;
  /** Variables that say which vault, and where its password is found; never a password. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The input as JSON, for a task or a schedule. */
export function commandJson({ words, cwd, environment }: CommandInput): Json {
  return { words, cwd, environment };
}

/** The command of a task or schedule; undefined when it runs none. */
export function commandOf({
  handler,
  input,
}: Pick<Task, "handler" | "input">): CommandInput | undefined {
  return handler === commandHandlerName ? (input as unknown as CommandInput) : undefined;
}

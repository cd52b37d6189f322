import { ResteraError } from "../../foundation/errors.ts";
import type { Database } from "../../stores/database/database.ts";
import type { Notice } from "./notice.ts";
import { findNotifier, type Notifier } from "./notifiers.ts";
import { runCommand } from "./notify/run-command.ts";
import { sendEmail } from "./notify/send-email.ts";
import { sendWebhook } from "./notify/send-webhook.ts";
import type { TaskHandler } from "./task-run.ts";

/** Tells one notifier; throws `notify-failed`. Bounded in time, whatever the other side does. */
export async function notify(
  { target, language }: Pick<Notifier, "target" | "language">,
  notice: Notice,
  signal: AbortSignal,
): Promise<void> {
  if (target.kind === "webhook") await sendWebhook(target, notice, signal);
  else if (target.kind === "email") await sendEmail(target, notice, language, signal);
  else await runCommand(target, notice, language, signal);
}

/** Runs tasks that tell somebody. A notifier that is gone meanwhile is told nothing. */
export function notifyHandler(database: Database): TaskHandler {
  return async ({ task, signal }) => {
    const { notifier, notice } = task.input as unknown as { notifier: string; notice: Notice };
    try {
      await notify(await findNotifier(database, notifier), notice, signal);
      return { notifier };
    } catch (error) {
      if (error instanceof ResteraError && error.code === "notifier-unknown") return null;
      throw error;
    }
  };
}

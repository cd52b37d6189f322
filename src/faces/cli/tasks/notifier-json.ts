import type { Notifier } from "../../../services/tasks/notifiers.ts";

/** A notifier as `--json` shows it; secrets are in files, which are only named. */
export function notifierJson({ name, target, events, language }: Notifier): object {
  return {
    name,
    kind: target.kind,
    url: target.kind === "webhook" ? target.url : undefined,
    secret_file: target.kind === "webhook" ? target.secretFile : undefined,
    to: target.kind === "email" ? target.to : undefined,
    from: target.kind === "email" ? target.from : undefined,
    smtp: target.kind === "email" ? target.server : undefined,
    smtp_password_file: target.kind === "email" ? target.passwordFile : undefined,
    command: target.kind === "command" ? target.words : undefined,
    events,
    language,
  };
}

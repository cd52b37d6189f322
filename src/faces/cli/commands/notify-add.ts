import { join, resolve } from "node:path";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { healthMessages } from "../../../foundation/messages/health-messages.ts";
import {
  addNotifier,
  makeSecret,
  type NoticeEvent,
  noticeEvents,
  type NotifierTarget,
} from "../../../services/tasks/notifiers.ts";
import { keysFolder } from "../../environment/restera-home.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { refuseIdle } from "../parse/refuse-idle.ts";
import { notifierJson } from "../tasks/notifier-json.ts";
import { withDatabase } from "../tasks/with-database.ts";
import { UsageError } from "../usage-error.ts";

/** `restera notify add NAME` */
export async function notifyAddCommand(context: CommandContext): Promise<number> {
  const { settings, output, language, options, text } = context;
  const [name = ""] = context.arguments;
  const target = targetOf(context);
  const notifier = { name, target, language, events: wantedEvents(context) };
  await withDatabase(context, async (database) => {
    await addNotifier(database, notifier);
  });
  const isMade = target.kind === "webhook" && options.text("secret-file") === undefined;
  if (isMade) await makeSecret(target.secretFile);
  if (settings.json) {
    output.json(notifierJson(notifier));
  } else {
    if (isMade) output.note(text(healthMessages.secretIn, { file: target.secretFile }));
    if (!settings.quiet) output.line(text(healthMessages.notifierAdded, { name }));
  }
  return exitCodes.done;
}

function targetOf(context: CommandContext): NotifierTarget {
  const { options } = context;
  const [, ...words] = context.arguments;
  const [url, to] = [options.text("webhook"), options.text("email")];
  const given = [url, to, words[0]].filter((each) => each !== undefined);
  if (given.length !== 1) throw new UsageError(healthMessages.oneTarget);
  refuseIdle(options, ["secret-file"], "webhook");
  refuseIdle(options, ["smtp", "smtp-password-file", "from"], "email");
  if (url !== undefined) return webhook(url, context);
  return to === undefined ? { kind: "command", words } : email(to, context);
}

function webhook(
  url: string,
  { system, options, arguments: words }: CommandContext,
): NotifierTarget {
  checkUrl(url, "--webhook", ["http:", "https:"]);
  const file = options.text("secret-file");
  const name = encodeURIComponent(words[0] ?? "");
  const made = join(keysFolder(system), `webhook-${name}-${Date.now().toString(36)}.secret`);
  return {
    kind: "webhook",
    url,
    secretFile: file === undefined ? made : resolve(system.cwd, file),
  };
}

function email(to: string, { system, options }: CommandContext): NotifierTarget {
  const server = options.text("smtp");
  if (server === undefined) throw new UsageError(healthMessages.smtpMissing);
  const from = options.text("from") ?? to;
  for (const [option, value] of [
    ["--email", to],
    ["--from", from],
  ] as const) {
    if (!/^[^\s@<>]+@[^\s@<>]+$/.test(value)) {
      throw new UsageError(healthMessages.badAddress, { option, value });
    }
  }
  const { password } = checkUrl(server, "--smtp", ["smtp:", "smtps:"]);
  if (password !== "") throw new UsageError(healthMessages.noPasswordHere, { option: "--smtp" });
  const file = options.text("smtp-password-file");
  const passwordFile = file === undefined ? {} : { passwordFile: resolve(system.cwd, file) };
  return { kind: "email", to, from, server, ...passwordFile };
}

function checkUrl(value: string, option: string, protocols: readonly string[]): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !protocols.includes(url.protocol) || url.hostname === "") {
    throw new UsageError(healthMessages.badAddress, { option, value });
  }
  return url;
}

function wantedEvents({ options }: CommandContext): NoticeEvent[] {
  const words = options.text("on")?.split(",") ?? noticeEvents;
  return words.map((word) => {
    const known = noticeEvents.find((each) => each === word.trim());
    if (known !== undefined) return known;
    const choices = noticeEvents.join(", ");
    throw new UsageError(cliMessages.badChoice, { option: "--on", value: word, choices });
  });
}

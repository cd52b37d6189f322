import { readFile } from "node:fs/promises";
import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import type { Language } from "../../../foundation/messages/format-message.ts";
import { type Notice, noticeText } from "../notice.ts";
import type { NotifierTarget } from "../notifiers.ts";

const timeoutMs = 20_000;
/** For all of it, should the server answer just in time again and again. */
const defaultWholeTimeoutMs = 60_000;
const ports = { "smtp:": 587, "smtps:": 465 } as const;

/** Sends the notice over SMTP, with STARTTLS where the server has it. Throws `notify-failed`. */
export async function sendEmail(
  { to, from, server, passwordFile }: Extract<NotifierTarget, { kind: "email" }>,
  notice: Notice,
  language: Language,
  signal: AbortSignal,
  wholeTimeoutMs = defaultWholeTimeoutMs,
): Promise<void> {
  const { createTransport } = await import("nodemailer");
  const { protocol, hostname: host, port, username } = new URL(server);
  try {
    const password = passwordFile && (await readFile(passwordFile, "utf8")).trim();
    const transport = createTransport({
      host,
      port: port ? Number(port) : ports[protocol === "smtps:" ? "smtps:" : "smtp:"],
      secure: protocol === "smtps:",
      ...(password && { auth: { user: decodeURIComponent(username), pass: password } }),
      // A password never goes over a line that anybody can read.
      requireTLS: Boolean(password) && !isLocal(host),
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
    });
    const { subject, body: text } = noticeText(notice, language);
    const ended = endOf(AbortSignal.any([signal, AbortSignal.timeout(wholeTimeoutMs)]));
    try {
      await Promise.race([transport.sendMail({ from, to, subject, text }), ended]);
    } finally {
      transport.close();
    }
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ResteraError("notify-failed", {
      target: to,
      problem: problemOf(error),
      cause: error,
    });
  }
}

function isLocal(host: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(host);
}

/** Rejects when the signal is raised. */
function endOf(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener("abort", () => reject(signal.reason));
  promise.catch(() => undefined);
  return promise;
}

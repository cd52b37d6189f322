import { createHmac, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { problemOf, ResteraError } from "../../../foundation/errors.ts";
import type { Notice } from "../notice.ts";
import type { NotifierTarget } from "../notifiers.ts";

const defaultTimeoutMs = 10_000;

/**
 * Posts the notice as JSON. `restera-signature: t=SECONDS,v1=HEX` is the HMAC-SHA-256 of `SECONDS.BODY` under the secret in
 * the notifier's file: the receiver computes it again, and refuses old ones. Throws `notify-failed` for every answer but 2xx,
 * redirections too, and after ten seconds.
 */
export async function sendWebhook(
  { url, secretFile }: Extract<NotifierTarget, { kind: "webhook" }>,
  notice: Notice,
  signal: AbortSignal,
  timeoutMs = defaultTimeoutMs,
): Promise<void> {
  const failed = (problem: string, cause?: unknown) =>
    new ResteraError("notify-failed", { target: withoutSecrets(url), problem, cause });
  let answer: Response;
  try {
    const secret = (await readFile(secretFile, "utf8")).trim();
    const body = JSON.stringify(notice);
    const seconds = Math.floor(Date.now() / 1000);
    const mac = createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex");
    answer = await fetch(url, {
      method: "POST",
      body,
      redirect: "manual",
      headers: {
        "content-type": "application/json",
        "user-agent": "restera",
        "restera-delivery": randomUUID(),
        "restera-signature": `t=${seconds},v1=${mac}`,
      },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    await answer.body?.cancel();
  } catch (error) {
    if (signal.aborted) throw error;
    throw failed(causeOf(error), error);
  }
  if (!answer.ok) throw failed(`HTTP ${answer.status}`);
}

/** `fetch failed` says little; what is behind it says why. */
function causeOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error
    ? problemOf(error.cause)
    : problemOf(error);
}

/** Addresses of webhooks often carry a token behind the host: it stays out of logs. */
function withoutSecrets(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}

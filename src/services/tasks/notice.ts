import { hostname } from "node:os";
import { formatMessage, type Language } from "../../foundation/messages/format-message.ts";
import { noticeMessages } from "../../foundation/messages/notice-messages.ts";
import type { ScheduleHealth } from "./health.ts";
import type { NoticeEvent } from "./notifiers.ts";
import type { Json } from "./task.ts";

/** What is sent, as JSON; the same fields in every kind of notification. Times are RFC 3339. */
export interface Notice {
  readonly event: NoticeEvent;
  readonly schedule: string;
  readonly kind: string;
  readonly host: string;
  readonly time: string;
  readonly last_success?: string;
  readonly deadline?: string;
  readonly problem?: string;
}

/** What there is to tell about a schedule. */
export function noticeOf(event: NoticeEvent, health: ScheduleHealth, nowMs: number): Notice {
  const time = (ms: number) => new Date(ms).toISOString();
  const { name, kind, lastSuccessMs, deadlineMs, problem } = health;
  return {
    ...{ event, schedule: name, kind, host: hostname(), time: time(nowMs) },
    ...(lastSuccessMs !== undefined && { last_success: time(lastSuccessMs) }),
    ...(event === "overdue" && deadlineMs !== undefined && { deadline: time(deadlineMs) }),
    ...(problem !== undefined && { problem }),
  };
}

/** A notice that only shows that notices arrive. */
export function testNotice(nowMs: number): Notice {
  const time = new Date(nowMs).toISOString();
  return { event: "test", schedule: "test", kind: "test", host: hostname(), time };
}

export function noticeJson(notice: Notice): Json {
  return { ...notice };
}

/** The notice in words: a line for a subject, and what to know and do. */
export function noticeText(
  notice: Notice,
  language: Language,
): { readonly subject: string; readonly body: string } {
  const { event, schedule, host, problem = "", last_success: success, deadline = "" } = notice;
  const never = noticeMessages.never[language];
  const values = { schedule, host, problem, deadline, success: success ?? never };
  return {
    subject: formatMessage(noticeMessages[`${event}Subject`], values, language),
    body: formatMessage(noticeMessages[`${event}Body`], values, language),
  };
}

import type { Language, Message } from "../../../foundation/messages/format-message.ts";
import { formatSize } from "../../../foundation/messages/format-size.ts";

export { formatSize };

/** A noun in the two numbers that English and French have. */
export interface Noun {
  readonly one: Message;
  readonly many: Message;
}

export function formatRate(bytesPerSecond: number, language: Language = "en"): string {
  return `${formatSize(bytesPerSecond, language)}/s`;
}

/** `0.7 s`, `42 s`, `3 min 05 s`, `2 h 05 min`, `3 d 4 h` (`3 j 4 h`). */
export function formatDuration(seconds: number, language: Language = "en"): string {
  if (seconds < 9.95) {
    return `${decimal(Math.max(0, seconds).toFixed(1), language)} s`;
  }
  const whole = Math.round(seconds);
  const two = (number: number) => String(number).padStart(2, "0");
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  }
  const hours = Math.floor(whole / 3600);
  if (hours < 48) {
    return `${hours} h ${two(Math.floor((whole % 3600) / 60))} min`;
  }
  return `${Math.floor(hours / 24)} ${language === "fr" ? "j" : "d"} ${hours % 24} h`;
}

/** `1,234` or `1 234`. */
export function formatNumber(number: number, language: Language = "en"): string {
  const separator = language === "fr" ? "\u00a0" : ",";
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, separator);
}

/** `1 file`, `1,234 files`; French has the singular for zero too. */
export function formatCount(count: number, noun: Noun, language: Language = "en"): string {
  const single = language === "fr" ? count < 2 : count === 1;
  return `${formatNumber(count, language)} ${(single ? noun.one : noun.many)[language]}`;
}

/** RFC 3339 as `YYYY-MM-DD HH:MM:SS` in local time. */
export function formatTime(rfc3339: string): string {
  const date = new Date(rfc3339);
  if (Number.isNaN(date.getTime())) {
    return rfc3339;
  }
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `34 %` from a fraction. */
export function formatPercent(fraction: number, language: Language = "en"): string {
  const percent = String(Math.floor(Math.min(1, Math.max(0, fraction)) * 100));
  return language === "fr" ? `${percent} %` : `${percent}%`;
}

function decimal(number: string, language: Language): string {
  return language === "fr" ? number.replace(".", ",") : number;
}

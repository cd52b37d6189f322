import type { Language } from "../../foundation/messages/format-message.ts";

/**
 * The language to speak: RESTERA_LANGUAGE, or else the locale by POSIX's order (the first of
 * LC_ALL, LC_MESSAGES and LANG that says anything). English when it is not one we know.
 */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const { RESTERA_LANGUAGE, LC_ALL, LC_MESSAGES, LANG } = environment;
  const locale = RESTERA_LANGUAGE || LC_ALL || LC_MESSAGES || LANG || "";
  return /^fr(?![a-z])/i.test(locale) ? "fr" : "en";
}

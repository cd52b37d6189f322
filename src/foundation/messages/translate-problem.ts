import type { Language } from "./message.ts";
import { archiveCloudTexts } from "./archive-cloud-texts.ts";
import { errorMessages } from "./error-messages.ts";
import { archiveTexts } from "./archive-texts.ts";
import { memoryTexts } from "./memory-texts.ts";
import { problemTexts } from "./problem-texts.ts";
import { projectBackupTexts } from "./project-backup-texts.ts";
import { projectTexts } from "./project-texts.ts";
import { recordTexts } from "./record-texts.ts";
import { storeTexts } from "./store-texts.ts";
import { usageTexts } from "./usage-texts.ts";

interface Pattern {
  readonly expression: RegExp;
  readonly names: readonly string[];
  readonly fr: string;
}

const place = /\{(\w+)(?::size)?\}/g;
let patterns: readonly Pattern[] | undefined;

/** A text of `problemTexts` and its kin, or the first line of an error of ours, in another language; what is none, such as the system's own words, stays. */
export function translateProblem(text: string, language: Language): string {
  if (language === "en") return text;
  patterns ??= [
    ...problemTexts,
    ...usageTexts,
    ...memoryTexts,
    ...recordTexts,
    ...projectTexts,
    ...projectBackupTexts,
    ...archiveTexts,
    ...archiveCloudTexts,
    ...storeTexts,
    ...errorTexts(),
  ].map(([en, fr]) => patternOf(en, fr));
  for (const { expression, names, fr } of patterns) {
    const values = expression.exec(text)?.slice(1);
    if (values === undefined) continue;
    return fr.replace(place, (_, name: string) => {
      const value = values[names.indexOf(name)] ?? "";
      return name.endsWith("roblem") ? translateProblem(value, language) : value;
    });
  }
  return text;
}

/** Errors that became the problem of another one. Those of nothing but places would stand for any text. */
function errorTexts(): (readonly [en: string, fr: string])[] {
  return Object.values(errorMessages)
    .map(({ en, fr }) => [firstLine(en), firstLine(fr)] as const)
    .filter(([en]) => /[A-Za-z]{2}/.test(en.replace(place, "")));
}

function firstLine(text: string): string {
  return text.split("\n")[0]!;
}

function patternOf(en: string, fr: string): Pattern {
  const names: string[] = [];
  const expression = en.split(/(\{\w+(?::size)?\})/).map((part) => {
    const name = /^\{(\w+)(?::size)?\}$/.exec(part)?.[1];
    if (name === undefined) return part.replace(/[$()*+./?[\\\]^{|}-]/g, "\\$&");
    names.push(name);
    return "([^]+?)";
  });
  return { expression: new RegExp(`^${expression.join("")}$`), names, fr };
}

const kinds: Readonly<Record<string, string>> = {
  pack: "paquet",
  tree: "arbre",
  snapshot: "instantané",
  index: "index",
  key: "clé",
  lock: "verrou",
  blob: "blob",
  data: "blob",
  config: "configuration",
};

/** The name of an object of a vault, `pack 1234…`, in another language; paths stay. */
export function translateObject(text: string, language: Language): string {
  if (language === "en") return text;
  const [, kind = "", rest = ""] = /^([a-z]+)( [0-9a-f]{8,64}…?|s?)$/.exec(text) ?? [];
  const known = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  return known === undefined ? text : known + rest;
}

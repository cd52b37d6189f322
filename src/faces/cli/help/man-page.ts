import { helpFrame, valueNames } from "../../../foundation/messages/help-everywhere.ts";
import type { Language, Message } from "../../../foundation/messages/format-message.ts";
import {
  environmentTexts,
  exitStatusTexts,
  manualTexts,
  manualTitles,
} from "../../../foundation/messages/manual-messages.ts";
import type { CommandSpec } from "../registry/command-spec.ts";
import { everywhereOptions } from "../registry/everywhere-options.ts";
import {
  describeEverywhere,
  type DescribedOption,
  listedOptions,
  optionFlags,
  optionHelp,
  usageLine,
} from "./option-text.ts";

export interface ManPage {
  /** `restera-keys-add.1` */
  readonly file: string;
  readonly text: string;
}

/** A manual page for the program and for every command and verb, in roff (man(7)). */
export function manPages(
  registry: readonly CommandSpec[],
  version: string,
  language: Language,
): ManPage[] {
  const visible = registry.filter(({ hidden }) => !hidden);
  return [
    { file: "restera.1", text: programPage(visible, version, language) },
    ...visible.flatMap((spec) => pagesBelow(spec, [], version, language)),
  ];
}

function pagesBelow(
  spec: CommandSpec,
  above: readonly string[],
  version: string,
  language: Language,
): ManPage[] {
  const path = [...above, spec.name];
  return [
    { file: `restera-${path.join("-")}.1`, text: commandPage(spec, path, version, language) },
    ...(spec.commands ?? []).flatMap((verb) => pagesBelow(verb, path, version, language)),
  ];
}

function programPage(
  registry: readonly CommandSpec[],
  version: string,
  language: Language,
): string {
  const options = everywhereOptions.filter(({ hidden }) => !hidden).map(describeEverywhere);
  return page([
    heading("restera", version),
    section("name", language, [`restera \\- ${roff(manualTexts.program[language])}`]),
    section("synopsis", language, [
      bold(`restera ${helpFrame.commandWord[language].toUpperCase()} …`),
    ]),
    section("description", language, [
      roff(helpFrame.tagline[language]),
      ".PP",
      roff(helpFrame.start[language]),
    ]),
    section("commands", language, [
      ...registry.flatMap(({ name, words }) =>
        item(`\\fBrestera\\-${roff(name)}\\fR(1)`, roff(words.summary[language])),
      ),
    ]),
    section("everywhere", language, optionItems(options, language)),
    section("environment", language, messageItems(environmentTexts, language)),
    section("exitStatus", language, messageItems(exitStatusTexts, language)),
  ]);
}

function commandPage(
  spec: CommandSpec,
  path: readonly string[],
  version: string,
  language: Language,
): string {
  const { words } = spec;
  const name = `restera-${path.join("-")}`;
  const verbs = (spec.commands ?? []).filter(({ hidden }) => !hidden);
  return page([
    heading(name, version),
    section("name", language, [`${roff(name)} \\- ${roff(words.summary[language])}`]),
    section("synopsis", language, [bold(usageLine(spec, path, language))]),
    section("description", language, [roff(words.description[language])]),
    section(
      "commands",
      language,
      verbs.flatMap((verb) =>
        item(`\\fB${roff(name)}\\-${roff(verb.name)}\\fR(1)`, roff(verb.words.summary[language])),
      ),
    ),
    section(
      "arguments",
      language,
      (spec.arguments ?? []).flatMap(({ name: argument, value, choices }) => {
        const text = words.arguments?.[argument]?.[language] ?? "";
        const all = choices ? `${text} (${choices.join(", ")})` : text;
        return item(bold(valueNames[value][language]), roff(all));
      }),
    ),
    section("options", language, optionItems(listedOptions(spec), language)),
    section(
      "examples",
      language,
      [
        ...spec.examples.flatMap((example, index) => [
          roff(words.examples[index]?.[language] ?? ""),
          ".PP",
          ".RS 4",
          ".nf",
          roff(example),
          ".fi",
          ".RE",
          ".PP",
        ]),
      ].slice(0, -1),
    ),
    section("seeAlso", language, [roff(manualTexts.everywhere[language])]),
  ]);
}

function page(parts: readonly string[]): string {
  return `${parts.filter((part) => part !== "").join("\n")}\n`;
}

function heading(name: string, version: string): string {
  return `.TH "${roff(name.toUpperCase())}" "1" "" "restera ${roff(version)}" "Restera"`;
}

function section(
  title: keyof typeof manualTitles,
  language: Language,
  lines: readonly string[],
): string {
  return lines.length === 0 ? "" : [`.SH ${manualTitles[title][language]}`, ...lines].join("\n");
}

function optionItems(options: readonly DescribedOption[], language: Language): string[] {
  return options.flatMap((option) =>
    item(bold(optionFlags(option.spec, language).trim()), roff(optionHelp(option, language))),
  );
}

function messageItems(messages: Readonly<Record<string, Message>>, language: Language): string[] {
  return Object.entries(messages).flatMap(([name, message]) =>
    item(bold(name), roff(message[language])),
  );
}

function item(term: string, text: string): string[] {
  return [".TP", term, text];
}

function bold(text: string): string {
  return `\\fB${roff(text)}\\fR`;
}

/** Plain text in roff: no escapes, real hyphens for what is typed, no line that is a request. */
function roff(text: string): string {
  return text
    .split("\n")
    .map((line) =>
      line
        .replaceAll("\\", "\\e")
        .replaceAll("-", "\\-")
        .replace(/^(?=[.'])/, "\\&"),
    )
    .join("\n.PP\n");
}

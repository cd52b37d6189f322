import { helpFrame, valueNames } from "../../../foundation/messages/help-everywhere.ts";
import type { Language } from "../../../foundation/messages/format-message.ts";
import { styleText } from "../output/style-text.ts";
import { padText, textWidth, wrapText } from "../output/text-width.ts";
import type { CommandSpec } from "../registry/command-spec.ts";
import { everywhereOptions } from "../registry/everywhere-options.ts";
import {
  describeEverywhere,
  listedOptions,
  optionFlags,
  optionHelp,
  usageLine,
} from "./option-text.ts";

export interface HelpStyle {
  readonly language: Language;
  readonly width: number;
  readonly color: boolean;
}

type Row = readonly [left: string, right: string];

/** Help of the program: what it is, its commands, the options of every command. */
export function programHelp(registry: readonly CommandSpec[], style: HelpStyle): string {
  const { language } = style;
  const commands = registry.filter((spec) => !spec.hidden);
  const options = everywhereOptions.filter((option) => !option.hidden).map(describeEverywhere);
  const rows: Row[] = [
    ...options.map((option): Row => [
      optionFlags(option.spec, language),
      optionHelp(option, language),
    ]),
    ["-h, --help", helpFrame.help[language]],
    ["-V, --version", helpFrame.version[language]],
  ];
  return [
    helpFrame.tagline[language],
    "",
    `${title(helpFrame.usage[language], style)} restera ${helpFrame.commandWord[language].toUpperCase()} …`,
    helpFrame.start[language],
    "",
    title(helpFrame.commands[language], style),
    ...formatRows(
      commands.map((spec) => [spec.name, spec.words.summary[language]]),
      style,
    ),
    "",
    title(helpFrame.everywhere[language], style),
    ...formatRows(rows, style),
    "",
    helpFrame.each[language],
  ].join("\n");
}

/** Help of one command, ending with examples. */
export function commandHelp(spec: CommandSpec, path: readonly string[], style: HelpStyle): string {
  const { language } = style;
  const section = (name: keyof typeof helpFrame, rows: readonly Row[]) =>
    rows.length === 0
      ? []
      : ["", title(helpFrame[name][language], style), ...formatRows(rows, style)];
  const verbs = (spec.commands ?? []).filter((verb) => !verb.hidden);
  const argumentRows = (spec.arguments ?? []).map((argument): Row => {
    const words = spec.words.arguments?.[argument.name]?.[language] ?? "";
    const choices = argument.choices ? ` (${argument.choices.join(", ")})` : "";
    return [valueNames[argument.value][language], words + choices];
  });
  return [
    `${title(helpFrame.usage[language], style)} ${usageLine(spec, path, language)}`,
    "",
    ...wrapText(spec.words.description[language], style.width),
    ...section(
      "commands",
      verbs.map((verb) => [verb.name, verb.words.summary[language]]),
    ),
    ...section("arguments", argumentRows),
    ...section(
      "options",
      listedOptions(spec).map((option) => [
        optionFlags(option.spec, language),
        optionHelp(option, language),
      ]),
    ),
    "",
    title(helpFrame.examples[language], style),
    ...spec.examples.flatMap((example, index) => [
      `  # ${spec.words.examples[index]?.[language] ?? ""}`,
      `  ${example}`,
    ]),
    "",
    ...wrapText(helpFrame.more[language], style.width),
  ].join("\n");
}

function title(text: string, style: HelpStyle): string {
  return styleText("bold", text, style.color);
}

const mostLeft = 28;

/** Two columns; what is too wide for the left one stands on a line of its own. */
function formatRows(rows: readonly Row[], style: HelpStyle): string[] {
  const widths = rows.map(([left]) => textWidth(left)).filter((width) => width <= mostLeft);
  const leftWidth = Math.max(8, ...widths);
  const indent = " ".repeat(leftWidth + 4);
  return rows.flatMap(([left, right]) => {
    const lines = wrapText(right, Math.max(20, style.width - leftWidth - 4));
    if (textWidth(left) > leftWidth) {
      return [`  ${left}`, ...lines.map((line) => indent + line)];
    }
    const [first = "", ...rest] = lines;
    return [
      `  ${padText(left, leftWidth)}  ${first}`.trimEnd(),
      ...rest.map((line) => indent + line),
    ];
  });
}

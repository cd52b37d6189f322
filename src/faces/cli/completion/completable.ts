import { helpFrame } from "../../../foundation/messages/help-everywhere.ts";
import type { Language, Message } from "../../../foundation/messages/format-message.ts";
import type { ArgumentSpec, CommandSpec, OptionSpec, ValueKind } from "../registry/command-spec.ts";
import { everywhereOptions, everywhereWords } from "../registry/everywhere-options.ts";

/** A command as a shell sees it. */
export interface CompletableCommand {
  /** `backup`, `keys add`; empty for the program. */
  readonly path: string;
  readonly summary: string;
  /** Words that can follow: commands, or the verbs of a group. */
  readonly verbs: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly CompletableOption[];
  readonly arguments: readonly ArgumentSpec[];
}

export interface CompletableOption {
  readonly spec: OptionSpec;
  readonly help: string;
}

/** What a shell offers in a place. */
export type Offer =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "files" | "folders" | "nothing" };

/** The program, and every command and verb below it, in one list. */
export function completableCommands(
  registry: readonly CommandSpec[],
  language: Language,
): CompletableCommand[] {
  const everywhere = [
    ...everywhereOptions.map((spec) => described(spec, everywhereWords, language)),
    { spec: { name: "help", short: "h" }, help: helpFrame.help[language] },
  ];
  const version = { spec: { name: "version", short: "V" }, help: helpFrame.version[language] };
  return [
    {
      path: "",
      summary: "",
      verbs: verbsOf(registry, language),
      options: visible([...everywhere, version]),
      arguments: [],
    },
    ...registry.flatMap((spec) => below(spec, [], everywhere, language)),
  ];
}

function below(
  spec: CommandSpec,
  above: readonly string[],
  everywhere: readonly CompletableOption[],
  language: Language,
): CompletableCommand[] {
  const path = [...above, spec.name];
  const own = (spec.options ?? []).map((each) => described(each, spec.words.options, language));
  const shown = everywhere.filter(({ spec: each }) => spec.alsoShows?.includes(each.name));
  return [
    {
      path: path.join(" "),
      summary: spec.words.summary[language],
      verbs: verbsOf(spec.commands ?? [], language),
      options: [
        ...visible(own),
        ...shown,
        ...visible(everywhere).filter((each) => !shown.includes(each)),
      ],
      arguments: spec.arguments ?? [],
    },
    ...(spec.commands ?? []).flatMap((verb) => below(verb, path, everywhere, language)),
  ];
}

/** What can stand where an option's value or an argument is expected. */
export function offerFor(place: {
  readonly value?: ValueKind;
  readonly choices?: readonly string[];
}): Offer {
  if (place.choices) {
    return { kind: "words", words: place.choices };
  }
  if (place.value === "file" || place.value === "path") {
    return { kind: "files" };
  }
  return { kind: place.value === "folder" || place.value === "url" ? "folders" : "nothing" };
}

function verbsOf(
  specs: readonly CommandSpec[],
  language: Language,
): { name: string; summary: string }[] {
  return specs
    .filter(({ hidden }) => !hidden)
    .map(({ name, words }) => ({ name, summary: words.summary[language] }));
}

function described(
  spec: OptionSpec,
  words: Readonly<Record<string, Message>> | undefined,
  language: Language,
): CompletableOption {
  return { spec, help: words?.[spec.name]?.[language] ?? "" };
}

function visible(options: readonly CompletableOption[]): CompletableOption[] {
  return options.filter(({ spec }) => !spec.hidden);
}

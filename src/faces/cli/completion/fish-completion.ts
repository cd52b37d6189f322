import type { Language } from "../../../foundation/messages/format-message.ts";
import type { CommandSpec } from "../registry/command-spec.ts";
import { type CompletableCommand, completableCommands, offerFor } from "./completable.ts";

/** A completion script for fish. */
export function fishCompletion(registry: readonly CommandSpec[], language: Language): string {
  const [program, ...commands] = completableCommands(registry, language);
  const common = new Set(program!.options.map(({ spec }) => spec.name));
  return [
    "# Completion of restera for fish; written by: restera completion fish",
    "complete -c restera -f",
    ...program!.options.map((option) => optionLine("", option)),
    ...program!.verbs.map(({ name, summary }) =>
      line("__fish_use_subcommand", `-a ${name} -d ${quote(summary)}`),
    ),
    ...commands.flatMap((command) => commandLines(command, common)),
    "",
  ].join("\n");
}

function commandLines(
  { path, verbs, options, arguments: places }: CompletableCommand,
  common: ReadonlySet<string>,
): string[] {
  const seen = path
    .split(" ")
    .map((word) => `__fish_seen_subcommand_from ${word}`)
    .join("; and ");
  const names = verbs.map(({ name }) => name);
  const verbPlace = `${seen}; and not __fish_seen_subcommand_from ${names.join(" ")}`;
  return [
    ...verbs.map(({ name, summary }) => line(verbPlace, `-a ${name} -d ${quote(summary)}`)),
    ...options
      .filter(({ spec }) => !common.has(spec.name))
      .map((option) => optionLine(seen, option)),
    ...places.flatMap((place) => {
      const offer = offerFor(place);
      if (offer.kind === "words") {
        return [line(seen, `-a ${quote(offer.words.join(" "))}`)];
      }
      return offer.kind === "files" ? [line(seen, "-F")] : [];
    }),
  ];
}

function optionLine(
  condition: string,
  { spec, help }: CompletableCommand["options"][number],
): string {
  const { name, short, value } = spec;
  const offer = offerFor(spec);
  const values = {
    words: () => ` -x -a ${quote(offer.kind === "words" ? offer.words.join(" ") : "")}`,
    files: () => " -r -F",
    folders: () => " -x -a '(__fish_complete_directories)'",
    nothing: () => (value === undefined ? "" : " -x"),
  }[offer.kind]();
  return line(condition, `${short ? `-s ${short} ` : ""}-l ${name}${values} -d ${quote(help)}`);
}

function line(condition: string, rest: string): string {
  return `complete -c restera${condition ? ` -n ${quote(condition)}` : ""} ${rest}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

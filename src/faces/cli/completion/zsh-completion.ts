import { valueNames } from "../../../foundation/messages/help-everywhere.ts";
import type { Language } from "../../../foundation/messages/format-message.ts";
import type { CommandSpec } from "../registry/command-spec.ts";
import {
  type CompletableCommand,
  type CompletableOption,
  completableCommands,
  offerFor,
} from "./completable.ts";

/** A completion script for zsh, to be put as `_restera` into a folder of its fpath. */
export function zshCompletion(registry: readonly CommandSpec[], language: Language): string {
  const commands = completableCommands(registry, language);
  return `#compdef restera
# Completion of restera for zsh; written by: restera completion zsh
${commands.map((command) => functionFor(command, language)).join("\n")}
if [[ "$funcstack[1]" == _restera ]]; then
  _restera "$@"
else
  compdef _restera restera
fi
`;
}

function functionFor(command: CompletableCommand, language: Language): string {
  const { verbs, path } = command;
  const options = command.options.map((option) => `    ${optionText(option, language)}`);
  if (verbs.length === 0) {
    const places = command.arguments.map(({ value, choices, repeat }, index) => {
      const action = actionFor({ value, ...(choices && { choices }) });
      return `    ${quote(`${repeat ? "*" : index + 1}:${plain(valueNames[value][language])}:${action}`)}`;
    });
    return `${functionName(path)}() {
  _arguments -s -S \\
${[...options, ...places].join(" \\\n")}
}`;
  }
  const cases = verbs.map(
    ({ name }) => `        ${name}) ${functionName(path ? `${path} ${name}` : name)} ;;`,
  );
  const described = verbs.map(({ name, summary }) => `        ${quote(`${name}:${summary}`)}`);
  return `${functionName(path)}() {
  local context state state_descr line
  typeset -A opt_args
  _arguments -s -S -C \\
${[...options, "    '1: :->command'", "    '*:: :->arguments'"].join(" \\\n")}
  case "$state" in
    command)
      local -a commands
      commands=(
${described.join("\n")}
      )
      _describe -t commands command commands
      ;;
    arguments)
      case "$line[1]" in
${cases.join("\n")}
      esac
      ;;
  esac
}`;
}

function functionName(path: string): string {
  return path === "" ? "_restera" : `_restera_${path.replaceAll(/[ -]/g, "_")}`;
}

/** `'(-t --target)'{-t,--target}'[help]:FOLDER:_files -/'` */
function optionText({ spec, help }: CompletableOption, language: Language): string {
  const { name, short, value, repeat } = spec;
  const valueText =
    value === undefined ? "" : `:${plain(valueNames[value][language])}:${actionFor(spec)}`;
  const rest = quote(`[${plain(help)}]${valueText}`);
  const long = `--${name}${value === undefined ? "" : "="}`;
  if (short === undefined) {
    return `${repeat ? "'*'" : ""}${long}${rest}`;
  }
  const letter = `-${short}${value === undefined ? "" : "+"}`;
  const exclusive = repeat ? "'*'" : `'(-${short} --${name})'`;
  return `${exclusive}{${letter},${long}}${rest}`;
}

function actionFor(place: Parameters<typeof offerFor>[0]): string {
  const offer = offerFor(place);
  switch (offer.kind) {
    case "words":
      return `(${offer.words.join(" ")})`;
    case "files":
      return "_files";
    case "folders":
      return "_files -/";
    default:
      return " ";
  }
}

/** Text inside a specification: brackets and colons end its parts. */
function plain(text: string): string {
  return text.replace(/[\\[\]:]/g, "\\$&");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

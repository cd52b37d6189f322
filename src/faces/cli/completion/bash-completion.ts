import type { Language } from "../../../foundation/messages/format-message.ts";
import type { CommandSpec, OptionSpec } from "../registry/command-spec.ts";
import {
  type CompletableCommand,
  completableCommands,
  offerFor,
  type Offer,
} from "./completable.ts";

/** A completion script for bash 3.2 and newer, without bash-completion. */
export function bashCompletion(registry: readonly CommandSpec[], language: Language): string {
  const commands = completableCommands(registry, language);
  const options = commands.flatMap((command) => command.options.map(({ spec }) => spec));
  const withValue = options.filter(({ value }) => value !== undefined);
  return `# Completion of restera for bash; written by: restera completion bash
_restera() {
  local IFS=$' \\t\\n' cur prev command="" word i
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  # bash takes --option=value apart.
  if [[ "$cur" == "=" ]]; then
    cur=""
  elif [[ "$prev" == "=" ]]; then
    prev="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    case "$word" in
      ${[...new Set(withValue.flatMap(flagsOf))].join("|")})
        ((i++))
        if [[ "\${COMP_WORDS[i]}" == "=" ]]; then ((i++)); fi
        ;;
      -*) ;;
      *)
        case "\${command:+$command }$word" in
          ${commands
            .filter(({ path }) => path)
            .map(({ path }) => `"${path}"`)
            .join("|")})
            command="\${command:+$command }$word"
            ;;
        esac
        ;;
    esac
  done
  case "$prev" in
${valueCases(withValue)}
  esac
  if [[ "$cur" == -* ]]; then
    case "$command" in
${commands.map(optionCase).join("\n")}
    esac
    return
  fi
  case "$command" in
${commands.map(argumentCase).join("\n")}
  esac
}
complete -F _restera restera
`;
}

function flagsOf({ name, short }: OptionSpec): string[] {
  return short ? [`-${short}`, `--${name}`] : [`--${name}`];
}

/** One case for each distinct offer; options of one name mean the same in every command. */
function valueCases(options: readonly OptionSpec[]): string {
  const byOffer = new Map<string, Set<string>>();
  for (const option of options) {
    const offer = replyWith(offerFor(option));
    const flags = byOffer.get(offer) ?? new Set();
    flagsOf(option).forEach((flag) => flags.add(flag));
    byOffer.set(offer, flags);
  }
  return [...byOffer]
    .map(([offer, flags]) => `    ${[...flags].join("|")})\n      ${offer}\n      return\n      ;;`)
    .join("\n");
}

function optionCase({ path, options }: CompletableCommand): string {
  const words = options.flatMap(({ spec }) => flagsOf(spec));
  return `      "${path}") ${replyWith({ kind: "words", words })} ;;`;
}

function argumentCase({ path, verbs, arguments: [first, second] }: CompletableCommand): string {
  const words = verbs.map(({ name }) => name);
  const offers = [first, second].map((place) => (place ? offerFor(place) : undefined));
  // A snapshot has no words to offer; what follows it may be a path.
  const offer = offers.find((each) => each !== undefined && each.kind !== "nothing");
  const reply = words.length > 0 ? replyWith({ kind: "words", words }) : replyWith(offer);
  return `    "${path}") ${reply} ;;`;
}

function replyWith(offer: Offer | undefined): string {
  switch (offer?.kind) {
    case "words":
      return `COMPREPLY=($(compgen -W "${offer.words.join(" ")}" -- "$cur"))`;
    case "files":
      return `IFS=$'\\n'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur"))`;
    case "folders":
      return `IFS=$'\\n'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$cur"))`;
    default:
      return ":";
  }
}

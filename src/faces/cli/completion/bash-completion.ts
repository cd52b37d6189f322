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
  const places = valuePlaces(commands);
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
    case "$command:$word" in
      ${[...new Set(places.map(({ pattern }) => pattern))].join("|")})
        ((i++))
        if [[ "\${COMP_WORDS[i]}" == "=" ]]; then ((i++)); fi
        ;;
      *:-*) ;;
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
  case "$command:$prev" in
${valueCases(places)}
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

/** Where a value is expected: a pattern of `command:flag`. */
interface ValuePlace {
  readonly pattern: string;
  readonly option: OptionSpec;
}

/** `-i` takes a pattern in one command and is a switch in another: only such flags name their commands. */
function valuePlaces(commands: readonly CompletableCommand[]): ValuePlace[] {
  const switches = new Set(
    commands.flatMap(({ options }) =>
      options.filter(({ spec }) => spec.value === undefined).flatMap(({ spec }) => flagsOf(spec)),
    ),
  );
  return commands.flatMap(({ path, options }) =>
    options
      .filter(({ spec }) => spec.value !== undefined)
      .flatMap(({ spec }) =>
        flagsOf(spec).map((flag) => ({
          pattern: switches.has(flag) ? `"${path}:${flag}"` : `*:${flag}`,
          option: spec,
        })),
      ),
  );
}

/** One case for each distinct offer. */
function valueCases(places: readonly ValuePlace[]): string {
  const byOffer = new Map<string, Set<string>>();
  for (const { pattern, option } of places) {
    const offer = replyWith(offerFor(option));
    byOffer.set(offer, (byOffer.get(offer) ?? new Set()).add(pattern));
  }
  return [...byOffer]
    .map(([offer, found]) => `    ${[...found].join("|")})\n      ${offer}\n      return\n      ;;`)
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

import { changeMemories } from "../../../services/memory/change-memories.ts";
import type { NewMemory } from "../../../services/memory/memory.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { findMemory, listMemories } from "../../../services/memory/read-memories.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { UsageError } from "../usage-error.ts";
import { presentMemories, presentMemory, type queryOf, withMemory } from "./memory-context.ts";
import { presentKept } from "./present-kept.ts";

const whatKeeps = { entity: ["data", "file", "position"], tattoo: ["content"] } as const;
const saidOfKept = { entity: [], tattoo: ["temporal"] } as const;
const said = ["author", "valid-from", "valid-to"] as const;
const searched = ["since", "until", "as-of", "limit"] as const;

/** Options that say something about what is kept mean nothing where things are shown, and the other way round. */
function refuseIdle({ options }: CommandContext, kind: "entity" | "tattoo", isKept: boolean): void {
  const isGiven = (name: string): boolean => options.text(name) !== undefined;
  const idle = (isKept ? searched : [...said, ...saidOfKept[kind]]).find(isGiven);
  if (idle === undefined) return;
  const [first, keeps] = [options.shown(idle), whatKeeps[kind]];
  if (!isKept) throw new UsageError(cliMessages.needsOption, { first, second: `--${keeps[0]}` });
  const second = options.shown(keeps.find(isGiven) ?? keeps[0]);
  throw new UsageError(cliMessages.notTogether, { first, second });
}

/** Keeps a memory where the options describe one; otherwise shows the one whose id is given, or all that the query finds. */
export async function keepOrShow(
  context: CommandContext,
  kind: "entity" | "tattoo",
  given: NewMemory | undefined,
  query: ReturnType<typeof queryOf> & { readonly worldHash?: string | undefined },
): Promise<number> {
  const { options } = context;
  refuseIdle(context, kind, given !== undefined);
  if (given !== undefined) {
    return withMemory(
      context,
      async (store) => {
        const [outcome] = await changeMemories(store, [{ put: given }]);
        return presentKept(store, given, outcome!, context);
      },
      options.text("author"),
    );
  }
  const [id] = context.arguments;
  await withMemory(context, async (store) => {
    if (id !== undefined) presentMemory(await findMemory(store, kind, id, query), context);
    else
      presentMemories(
        await listMemories(store, { ...query, limit: options.count("limit") }),
        context,
      );
  });
  return exitCodes.done;
}

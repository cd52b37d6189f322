import { projectMessages } from "../../../foundation/messages/project-messages.ts";
import { instantiateTemplate } from "../../../services/projects/templates/instantiate-template.ts";
import type { CommandContext } from "../command-context.ts";
import { chosenStorage, whileWorking } from "../projects/project-context.ts";
import { givenMetadata, presentStored, storeOptions } from "../projects/stored-project.ts";
import { UsageError } from "../usage-error.ts";

/** `restera project template use TEMPLATE` */
export async function projectTemplateUseCommand(context: CommandContext): Promise<number> {
  const { options } = context;
  const [template = ""] = context.arguments;
  const variables = Object.fromEntries(options.texts("set").map((each) => pairOf(each)));
  const input = { ...storeOptions(context), metadata: givenMetadata(context), template, variables };
  const storage = chosenStorage(context);
  const stored = await whileWorking(context, (run) => instantiateTemplate(storage, input, run));
  return await presentStored(context, storage, stored);
}

function pairOf(typed: string): readonly [string, string] {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(typed) ?? [];
  if (name === undefined || value === undefined) {
    throw new UsageError(projectMessages.noVariable, { value: typed });
  }
  return [name, value];
}

import { basename, resolve } from "node:path";
import { storeProject } from "../../../services/projects/store-project.ts";
import type { CommandContext } from "../command-context.ts";
import { chosenStorage, whileWorking } from "../projects/project-context.ts";
import { givenMetadata, presentStored, storeOptions } from "../projects/stored-project.ts";

/** `restera project store FOLDER` */
export async function projectStoreCommand(context: CommandContext): Promise<number> {
  const { options, system } = context;
  const folder = resolve(system.cwd, context.arguments[0] ?? ".");
  const artifacts = options.text("artifacts");
  const input = {
    ...{ folder, metadata: givenMetadata(context), defaultName: basename(folder) },
    ...storeOptions(context),
    artifacts: artifacts === undefined ? undefined : resolve(system.cwd, artifacts),
  };
  const storage = chosenStorage(context);
  const stored = await whileWorking(context, (run) => storeProject(storage, input, run));
  return await presentStored(context, storage, stored);
}

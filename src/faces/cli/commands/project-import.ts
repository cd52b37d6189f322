import { resolve } from "node:path";
import { isObjectUrl, withObject } from "../../../compose/open-object.ts";
import { importObject, importProject } from "../../../services/projects/import/import-project.ts";
import { cloudCredentials } from "../../environment/cloud-credentials.ts";
import type { CommandContext } from "../command-context.ts";
import { chosenStorage, whileWorking } from "../projects/project-context.ts";
import { givenMetadata, presentStored, storeOptions } from "../projects/stored-project.ts";

/** `restera project import SOURCE` */
export async function projectImportCommand(context: CommandContext): Promise<number> {
  const { system } = context;
  const [given = ""] = context.arguments;
  const input = { ...storeOptions(context), metadata: givenMetadata(context) };
  const storage = chosenStorage(context);
  const stored = await whileWorking(context, async (run) =>
    isObjectUrl(given)
      ? await withObject(given, cloudCredentials(system.environment), (object) =>
          importObject(storage, object, input, run),
        )
      : await importProject(storage, { ...input, source: resolve(system.cwd, given) }, run),
  );
  return await presentStored(context, storage, stored);
}

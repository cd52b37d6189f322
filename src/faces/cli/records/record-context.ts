import { homedir } from "node:os";
import { resolve } from "node:path";
import type { OpenVaultOptions } from "../../../compose.ts";
import type { RecordStore } from "../../../services/records/record-store.ts";
import { withDotEnv } from "../../environment/read-dot-env.ts";
import { magnusPlace, type MagnusPlace } from "../../library/magnus/magnus-place.ts";
import { archiveKey } from "../archives/archive-context.ts";
import type { CommandContext } from "../command-context.ts";
import { fromResticUrl } from "../vault-access/restic-url.ts";
import { vaultOptions } from "../vault-access/vault-options.ts";
import { localFolder } from "../vault-access/vault-url.ts";

/** Where the command line says that records are. */
export function recordPlace({ options, system }: CommandContext, local?: string): MagnusPlace {
  const [store, prefix] = [options.text("store"), options.text("prefix")];
  const environment = withDotEnv(system.environment, system.cwd);
  return magnusPlace(
    {
      environment,
      ...(store !== undefined && { store: fromResticUrl(store) }),
      ...(prefix !== undefined && { storagePrefix: prefix }),
      ...(local !== undefined && { localFolder: resolve(system.cwd, local) }),
    },
    { cwd: system.cwd, platform: system.platform, home: system.home || homedir() },
  );
}

/** Runs a command's work with the records in the store, and closes it. */
export async function withRecords<Result>(
  context: CommandContext,
  work: (records: RecordStore) => Promise<Result>,
  { compress = false } = {},
): Promise<Result> {
  const { system } = context;
  const place = recordPlace(context);
  const chosen = place.choose();
  const url = localFolder(chosen.url, system.cwd) ?? chosen.url;
  const key = await archiveKey(context);
  const stores: OpenVaultOptions["stores"] = vaultOptions(context, url).stores ?? {};
  const { openRecords } = await import("../../../compose/open-records.ts");
  const records = await openRecords(url, {
    ...{ prefix: place.prefix, compress, stores },
    ...(key !== undefined && { key }),
  });
  try {
    return await work(records);
  } finally {
    await records.close();
  }
}

import type { BackUpInput } from "../operations.ts";
import { packsFolder, sharePackIds } from "../pack/pack-files.ts";
import { zstdLevels } from "../pack/zstd-levels.ts";
import { buildSelection } from "../scan/select.ts";
import type { OpenVault } from "../vault/open-vault.ts";
import { type BackupSettings, USUAL_LEVEL } from "./messages.ts";
import { type BackupPlan, hasAllAttributes } from "./plan-backup.ts";

const DEFAULT_PACK_MIB = 16;
/** zstd's levels. */
const LEVELS = { ...zstdLevels, auto: USUAL_LEVEL, off: USUAL_LEVEL } as const;

interface Backup {
  readonly vault: OpenVault;
  readonly input: BackUpInput;
  readonly plan: BackupPlan;
  readonly stagingFolder: string;
  readonly tellsItems: boolean;
}

/** What the threads of a backup need to know. */
export function backupSettings({
  vault,
  input,
  plan,
  stagingFolder,
  tellsItems,
}: Backup): BackupSettings {
  const { config, key, store } = vault;
  const { targets, index, parent } = plan;
  return {
    key,
    polynomial: config.polynomial,
    table: index.table.share,
    packs: { root: packsFolder(store) ?? stagingFolder, ids: sharePackIds(index.packs) },
    selection: buildSelection(input, targets.paths),
    stagingFolder,
    packBytes: (input.packSizeMib ?? DEFAULT_PACK_MIB) << 20,
    ...(config.version === 2 ? { level: LEVELS[input.compression ?? "auto"] } : {}),
    compressData: input.compression !== "off",
    verify: input.verify ?? true,
    dryRun: input.dryRun ?? false,
    ignoreInode: input.ignoreInode ?? false,
    ignoreCtime: input.ignoreCtime ?? false,
    withAtime: input.withAtime ?? false,
    attributesKnown: hasAllAttributes(parent),
    tellsItems,
  };
}

import { ResteraError } from "../../../foundation/errors.ts";
import type { FoundSecret } from "../../../services/projects/extensions/find-secrets.ts";
import { type ProjectData, streamOf } from "../../../services/projects/extensions/project-data.ts";
import { scanProject } from "../../../services/projects/extensions/scan-project.ts";
import {
  type PluginContext,
  StoragePlugin,
} from "../../../services/projects/extensions/storage-plugin.ts";
import { camelKeys, type EitherCase } from "./storage-options.ts";

export interface SecretScanOptions {
  /** `refuse`: a project that holds credentials is not stored (default: `warn`). */
  readonly onFound?: "warn" | "refuse";
  /** Told of what was found, instead of stderr. */
  readonly report?: (found: readonly FoundSecret[], projectId: string) => void;
}

const mostTold = 20;

/** Warns before a project with credentials is stored: of which file and line, never of what stands there. It changes nothing. */
export class SecretScanPlugin extends StoragePlugin {
  override readonly name = "secret-scan";
  override readonly streams = true;
  readonly #options: SecretScanOptions;

  /** Throws `setting-unknown`. */
  constructor(options: EitherCase<SecretScanOptions> = {}) {
    super();
    this.#options = camelKeys<SecretScanOptions>(options, { onFound: true, report: true });
    const { onFound = "warn" } = this.#options;
    if (onFound === "warn" || onFound === "refuse") return;
    throw new ResteraError("setting-unknown", {
      ...{ setting: "onFound", value: String(onFound), choices: "warn, refuse" },
    });
  }

  /** Throws `secrets-found` when it is to refuse. */
  override async onStore(data: ProjectData, { projectId }: PluginContext): Promise<void> {
    const found = await scanProject(streamOf(data, this.name));
    if (found.length === 0) return;
    const { onFound = "warn", report } = this.#options;
    report?.(found, projectId);
    const places = found
      .slice(0, mostTold)
      .map(({ file, line, kind }) => `${file}:${line}: ${kind}`);
    if (onFound === "refuse") {
      throw new ResteraError("secrets-found", { count: found.length, places: places.join("\n") });
    }
    if (report !== undefined) return;
    // oxlint-disable-next-line no-console
    for (const place of places) console.warn(`⚠  ${projectId}: ${place}`);
  }
}

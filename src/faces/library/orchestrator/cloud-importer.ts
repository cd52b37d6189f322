import type { StoreSettings } from "../../../stores/objects/store-settings.ts";
import { ResteraError } from "../../../foundation/errors.ts";
import type { ImportCall, StorageManager } from "./storage-manager.ts";
import { camelKeys, type EitherCase } from "./storage-options.ts";

const schemes: Readonly<Record<string, string>> = {
  ...{ s3: "s3", aws: "s3", gs: "gs", gcs: "gs", gcp: "gs", az: "az", azure: "az" },
};

export interface CloudImporterOptions {
  /** `s3`, `gs` (also `gcs`, `gcp`) or `az` (also `azure`). */
  readonly provider: string;
  /** Of a service that is compatible with it. */
  readonly endpoint?: string;
  readonly region?: string;
  /** S3: the bucket is part of the path. */
  readonly pathStyle?: boolean;
  /** Azure: the storage account. */
  readonly account?: string;
  /** Instead of what the environment says. */
  readonly stores?: StoreSettings;
}

export interface CloudImportCall extends Omit<ImportCall, "sourcePath" | "stores"> {
  /** Azure's container. */
  readonly bucket: string;
  readonly key: string;
  readonly storageManager: Pick<StorageManager, "importProject">;
}

/** Takes over projects that are archives in a bucket. Credentials come from each cloud's usual variables and files. */
export class CloudImporter {
  readonly #options: CloudImporterOptions;
  readonly #scheme: string;

  /** Throws `setting-unknown`. */
  constructor(options: EitherCase<CloudImporterOptions>) {
    this.#options = camelKeys<CloudImporterOptions>(options);
    const { provider } = this.#options;
    const scheme = schemes[provider.toLowerCase()];
    if (scheme === undefined) {
      const choices = Object.keys(schemes).join(", ");
      throw new ResteraError("setting-unknown", {
        ...{ setting: "provider", value: provider, choices },
      });
    }
    this.#scheme = scheme;
  }

  /** Fetches an archive and gives the id of the project that it became. `onProgress(percent, details)`. */
  async importFromCloud(call: EitherCase<CloudImportCall>): Promise<string> {
    const { bucket, key, storageManager, ...rest } = camelKeys<CloudImportCall>(call);
    const { endpoint, region, pathStyle, account, stores } = this.#options;
    const given = { endpoint, region, "path-style": pathStyle, account };
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(given)) {
      if (value !== undefined) query.set(name, String(value));
    }
    const path = key.split("/").map(encodeURIComponent).join("/");
    const options = query.size > 0 ? `?${query.toString()}` : "";
    const sourcePath = `${this.#scheme}://${bucket}/${path}${options}`;
    return await storageManager.importProject({
      ...{ ...rest, sourcePath },
      ...(stores !== undefined && { stores }),
    });
  }
}

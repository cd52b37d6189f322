import { ResteraError } from "../../../foundation/errors.ts";
import type { CloudImportCall, CloudImporterOptions } from "./manager-calls.ts";
import { cloudImportNames, importerNames } from "./option-names.ts";
import { camelKeys, type EitherCase, given as asGiven } from "./storage-options.ts";

const schemes: Readonly<Record<string, string>> = {
  ...{ s3: "s3", aws: "s3", gs: "gs", gcs: "gs", gcp: "gs", az: "az", azure: "az" },
};

/** Takes over projects that are archives in a bucket. Credentials come from each cloud's usual variables and files. */
export class CloudImporter {
  readonly #options: CloudImporterOptions;
  readonly #scheme: string;

  /** Throws `setting-unknown`. */
  constructor(options: EitherCase<CloudImporterOptions>) {
    this.#options = camelKeys<CloudImporterOptions>(options, importerNames);
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
    const { bucket, key, storageManager, ...rest } = asGiven<CloudImportCall>(
      call,
      cloudImportNames,
      "bucket",
      "key",
    );
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

import { ResteraError } from "../../../foundation/errors.ts";
import type { ProjectData } from "./project-data.ts";

/** What a backend may be able to do; only `store` and `retrieve` are needed. */
export interface BackendMethods {
  /** Keeps data under a path such as `projects/shop/1a2b3c4d.tar.gz`; it is there when this resolves. */
  store(data: ProjectData, path: string): unknown;
  /** The same bytes again, all of them. */
  retrieve(path: string): unknown;
  /** True: `store` gets a stream. Otherwise bytes, a gigabyte at most, which can be read as a stream too. */
  readonly streams?: boolean;
  delete?(path: string): unknown;
}

/** Where the files of projects are kept instead of in the storage's folders; to be extended. Both methods may give bytes or streams, at once or later. */
export abstract class StorageBackend implements BackendMethods {
  /** True: `store` gets a stream. */
  declare readonly streams?: boolean;
  abstract store(data: ProjectData, path: string): unknown;
  abstract retrieve(path: string): unknown;
}

/** Throws `extension-invalid`. */
export function checkBackend(backend: unknown): BackendMethods {
  const methods = backend as Partial<Record<string, unknown>> | null | undefined;
  for (const name of ["store", "retrieve"]) {
    if (typeof methods?.[name] === "function") continue;
    const problem = `it has no method ${name}`;
    throw new ResteraError("extension-invalid", { kind: "StorageBackend", problem });
  }
  return backend as BackendMethods;
}

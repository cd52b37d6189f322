import { fileURLToPath } from "node:url";
import { ResteraError } from "../../foundation/errors.ts";

interface LocalAddress {
  readonly kind: "local";
  readonly folder: string;
}

export interface BucketAddress {
  readonly kind: "s3" | "gcs" | "azure";
  /** S3's and Google's bucket, Azure's container. */
  readonly bucket: string;
  /** A key without slashes at its ends, or empty. */
  readonly prefix: string;
  /** From the query: `endpoint`, and `region` (S3), `path-style` (S3), `account` (Azure). */
  readonly options: Readonly<Record<string, string>>;
}

export type StoreAddress = LocalAddress | BucketAddress;

const schemes: Readonly<Record<string, BucketAddress["kind"]>> = {
  s3: "s3",
  gs: "gcs",
  az: "azure",
};

const knownOptions: Readonly<Record<BucketAddress["kind"], readonly string[]>> = {
  s3: ["endpoint", "region", "path-style"],
  gcs: ["endpoint", "project"],
  azure: ["endpoint", "account"],
};

const examples =
  "/path, file:///path, s3://bucket/prefix, gs://bucket/prefix or az://container/prefix";

/** Reads a store's address; a text without a scheme is a folder. Throws `usage` with what is wrong. */
export function parseStoreUrl(text: string): StoreAddress {
  if (text === "") throw wrong(text, "it is empty");
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):/.exec(text)?.[1]?.toLowerCase();
  if (scheme === "file") return { kind: "local", folder: folderOf(text) };
  const kind = scheme === undefined ? undefined : schemes[scheme];
  if (kind !== undefined) return parseBucket(kind, text);
  if (text.includes("://")) throw wrong(text, `"${scheme}" is not a kind of store`);
  return { kind: "local", folder: text };
}

function folderOf(text: string): string {
  try {
    return fileURLToPath(text);
  } catch {
    throw wrong(text, "a file address needs a whole path: file:///path");
  }
}

function parseBucket(kind: BucketAddress["kind"], text: string): BucketAddress {
  const match = /^[A-Za-z0-9]+:\/\/([^/?#]*)(?:\/([^?]*))?(?:\?(.*))?$/.exec(text);
  if (match === null) throw wrong(text, "after the scheme come two slashes and the bucket's name");
  const [, bucket = "", path = "", query = ""] = match;
  if (bucket.includes("@")) throw wrong("(hidden)", "credentials do not belong into an address");
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(bucket)) {
    throw wrong(text, `"${bucket}" cannot be a bucket's name`);
  }
  const options = Object.fromEntries(new URLSearchParams(query));
  for (const [name, value] of Object.entries(options)) {
    if (!knownOptions[kind].includes(name)) {
      throw wrong(
        text,
        `the option "${name}" is not known; known: ${knownOptions[kind].join(", ")}`,
      );
    }
    if (name === "endpoint" && !URL.canParse(value)) {
      throw wrong(text, `the endpoint "${value}" is not an address such as https://host:port`);
    }
  }
  const prefix = decode(path, text).replace(/^\/+|\/+$/g, "");
  return { kind, bucket, prefix, options };
}

function decode(path: string, text: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw wrong(text, "it has a percent sign that does not encode anything");
  }
}

function wrong(text: string, problem: string): ResteraError {
  return new ResteraError("usage", {
    problem: `"${text}" is not the address of a store: ${problem}. Give ${examples}.`,
  });
}

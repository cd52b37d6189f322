/** Options of `StorageManager`; each is also taken in snake_case. What is not given comes from the environment. */
export interface StorageOptions {
  /** Where projects are (else STORAGE_BASE_PATH, else `./storage`). */
  readonly basePath?: string;
  /** GB that one project may have (else STORAGE_MAX_PROJECT_SIZE, else 10); 0 is unlimited. */
  readonly maxProjectSize?: number;
  /** GB that all may have (else STORAGE_TOTAL_QUOTA, else 0); 0 is unlimited. */
  readonly totalQuota?: number;
  /** What `archiveOldProjects()` takes when it is not told (default: 90). */
  readonly archiveAfterDays?: number;
  /** Instead of the process's own variables. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : Name;

/** An object of options with its keys as here, or as Python writes them. */
export type EitherCase<Options> =
  | Options
  | { readonly [Key in keyof Options as SnakeCase<Key & string>]: Options[Key] };

/** `project_path` is `projectPath`, and so on. The values stay as they were given. */
export function camelKeys<Options extends object>(options: EitherCase<Options>): Options {
  const found = Object.entries(options).map(([name, value]): [string, unknown] => [
    name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(found) as Options;
}

import { resolve } from "node:path";
import type { SnapshotFilter } from "../../../services/snapshots/vault.ts";
import type { CommandContext } from "../command-context.ts";

/** The snapshots that --host, --path and --tag choose. An empty host or tag says nothing, as in restic. */
export function snapshotFilter({ options, system }: CommandContext): SnapshotFilter {
  const { RESTIC_HOST } = system.environment;
  const given = options.texts("host");
  const hosts = (given.length > 0 ? given : [RESTIC_HOST ?? ""]).filter((host) => host !== "");
  const paths = options.texts("path").map((path) => resolve(system.cwd, path));
  const tags = options.texts("tag");
  return {
    ...(hosts.length > 0 ? { hosts } : {}),
    ...(paths.length > 0 ? { paths } : {}),
    ...(tags.length > 0 ? { tags } : {}),
  };
}

import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { programVersion } from "../program-version.ts";

/** `restera version` */
export async function versionCommand({ settings, output }: CommandContext): Promise<number> {
  const version = programVersion();
  if (settings.json) {
    // restic's fields, with the runtime in the place of Go.
    output.json({
      message_type: "version",
      version,
      node_version: process.versions.node,
      os: process.platform,
      arch: process.arch,
    });
  } else {
    output.line(
      `restera ${version} (Node ${process.versions.node}, ${process.platform}/${process.arch})`,
    );
  }
  return exitCodes.done;
}

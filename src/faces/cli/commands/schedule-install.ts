import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { isSystemError, problemOf, ResteraError } from "../../../foundation/errors.ts";
import { installMessages } from "../../../foundation/messages/install-messages.ts";
import {
  launchdLabel,
  serviceFile,
  type ServiceInput,
  type ServiceKind,
} from "../../../services/tasks/install/service-file.ts";
import { resteraHome } from "../../environment/restera-home.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-code.ts";
import { escapeText } from "../output/escape-text.ts";
import { shellQuote } from "../output/shell-quote.ts";
import { programFile } from "../tasks/program-file.ts";
import { refuseAsFile } from "../output/given-places.ts";
import { UsageError } from "../usage-error.ts";
import { makeFolders } from "../../../stores/make-folders.ts";

const kinds: readonly ServiceKind[] = ["systemd", "launchd", "windows"];
const checkTimeoutMs = 20_000;
const run = promisify(execFile);

/** `restera schedule install` */
export async function scheduleInstallCommand(context: CommandContext): Promise<number> {
  const { settings, output, options, system, text } = context;
  const kind = options.choice("for", kinds) ?? ownKind(system.platform);
  const input = serviceInput(context, kind);
  const bytes = serviceFile(kind, input);
  const given = options.text("output");
  const file = given === undefined ? defaultFile(kind, input, context) : resolve(system.cwd, given);
  if (given !== undefined) refuseAsFile({ path: file, option: "--output" }, { makesFolders: true });
  if (options.flag("dry-run")) {
    const content = (): string =>
      new TextDecoder(kind === "windows" ? "utf-16le" : "utf-8").decode(bytes);
    if (settings.json) output.json({ message_type: "dry_run", kind, file, content: content() });
    else await output.data(bytes);
    return exitCodes.done;
  }
  await write(file, bytes);
  const problems = kind === "systemd" ? await problemsOfUnit(file) : [];
  const next = nextCommands(kind, file, input.system, process.getuid?.() ?? 0);
  if (settings.json) {
    output.json({ message_type: "installed", kind, file, next, problems });
    return exitCodes.done;
  }
  for (const problem of problems) output.warn(escapeText(problem));
  if (!settings.quiet) {
    output.line(text(installMessages.written, { file }));
    output.line(text(installMessages.next));
    for (const line of next) output.line(`  ${line}`);
  }
  return exitCodes.done;
}

function ownKind(platform: NodeJS.Platform): ServiceKind {
  if (platform === "darwin") return "launchd";
  return platform === "win32" ? "windows" : "systemd";
}

function serviceInput({ options, system }: CommandContext, kind: ServiceKind): ServiceInput {
  const { environment: env } = system;
  const url = env.RESTERA_DATABASE_URL;
  if (url && URL.canParse(url) && new URL(url).password !== "") {
    throw new UsageError(installMessages.passwordInUrl);
  }
  const home = resteraHome(system);
  return {
    command: [process.execPath, programFile, "watch"],
    environment: {
      RESTERA_HOME: home,
      ...(url && { RESTERA_DATABASE_URL: url }),
      // Commands that give passwords are looked for where they are now.
      ...(kind !== "windows" && env.PATH && { PATH: env.PATH }),
    },
    description: "Restera: runs backups at their times",
    system: options.flag("system"),
    logFile: join(home, "logs", "watch.log"),
  };
}

function defaultFile(kind: ServiceKind, input: ServiceInput, { system }: CommandContext): string {
  const { home, environment: env } = system;
  if (kind === "launchd") {
    const folder = input.system ? "/Library/LaunchDaemons" : join(home, "Library/LaunchAgents");
    return join(folder, `${launchdLabel}.plist`);
  }
  if (kind === "windows") return join(resteraHome(system), "restera-watch.xml");
  const config = env.XDG_CONFIG_HOME?.startsWith("/") ? env.XDG_CONFIG_HOME : join(home, ".config");
  const folder = input.system ? "/etc/systemd/system" : join(config, "systemd/user");
  return join(folder, "restera.service");
}

/** Readable by its owner alone: it says where things are. */
async function write(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await makeFolders(dirname(file));
    await writeFile(file, bytes, { mode: 0o600 });
  } catch (error) {
    const problem = `${file}: ${problemOf(error)}`;
    throw new ResteraError("usage", { problem, cause: error });
  }
}

/** What systemd itself has to say about the unit; nothing where there is no systemd. */
async function problemsOfUnit(file: string): Promise<string[]> {
  try {
    await run("systemd-analyze", ["verify", "--man=no", file], { timeout: checkTimeoutMs });
    return [];
  } catch (error) {
    if (isSystemError(error, "ENOENT")) return [];
    const said = (error as { stderr?: string }).stderr ?? problemOf(error);
    return said.split("\n").filter((line) => line.includes(file) || line.includes("restera"));
  }
}

/** What the user types to have it started, now and always. */
function nextCommands(kind: ServiceKind, file: string, system: boolean, uid: number): string[] {
  const path = shellQuote(file);
  if (kind === "launchd") {
    return [`launchctl bootstrap ${system ? "system" : `gui/${uid}`} ${path}`];
  }
  if (kind === "windows") return [`schtasks /Create /TN Restera /XML "${file}"`];
  const user = system ? "" : " --user";
  return [
    `systemctl${user} daemon-reload`,
    `systemctl${user} enable --now restera.service`,
    ...(system ? [] : ["loginctl enable-linger"]),
  ];
}

/** What is to be started when the machine or its user is there, and kept running. */
export interface ServiceInput {
  /** The program and its arguments, with absolute paths. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly description: string;
  /** For the whole machine instead of one user. */
  readonly system: boolean;
  /** Where output goes, on systems without a journal. */
  readonly logFile: string;
}

export type ServiceKind = "systemd" | "launchd" | "windows";

/** The bytes of the file that a system's own supervisor reads. */
export function serviceFile(kind: ServiceKind, input: ServiceInput): Uint8Array {
  if (kind === "systemd") return Buffer.from(systemdUnit(input));
  if (kind === "launchd") return Buffer.from(launchdPlist(input));
  // The task scheduler's own files are UTF-16 with a mark.
  return Buffer.from(`\ufeff${windowsTask(input)}`, "utf16le");
}

/** systemd.service(5). Only `watch` is asked to stop, and stops what it started. */
function systemdUnit({ command, environment, description, system }: ServiceInput): string {
  const variables = Object.entries(environment).map(
    ([name, value]) => `Environment=${systemdQuote(`${name}=${value}`)}`,
  );
  return `${[
    "[Unit]",
    `Description=${description.replaceAll("%", "%%")}`,
    ...(system ? ["Wants=network-online.target", "After=network-online.target"] : []),
    "",
    "[Service]",
    "Type=exec",
    // A dollar sign would be a variable here.
    `ExecStart=${command.map((word) => systemdQuote(word).replaceAll("$", "$$$$")).join(" ")}`,
    ...variables,
    "Restart=always",
    "RestartSec=5",
    "KillMode=mixed",
    "TimeoutStopSec=90",
    "Nice=10",
    "",
    "[Install]",
    `WantedBy=${system ? "multi-user.target" : "default.target"}`,
  ].join("\n")}\n`;
}

function systemdQuote(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  return `"${escaped.replaceAll("%", "%%")}"`;
}

/** launchd.plist(5). */
function launchdPlist({ command, environment, logFile }: ServiceInput): string {
  const variables = Object.entries(environment).map(
    ([name, value]) => `    <key>${xml(name)}</key><string>${xml(value)}</string>`,
  );
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    "<dict>",
    `  <key>Label</key><string>${launchdLabel}</string>`,
    "  <key>ProgramArguments</key>",
    "  <array>",
    ...command.map((word) => `    <string>${xml(word)}</string>`),
    "  </array>",
    "  <key>EnvironmentVariables</key>",
    "  <dict>",
    ...variables,
    "  </dict>",
    "  <key>RunAtLoad</key><true/>",
    "  <key>KeepAlive</key><true/>",
    "  <key>ProcessType</key><string>Background</string>",
    "  <key>ExitTimeOut</key><integer>90</integer>",
    `  <key>StandardOutPath</key><string>${xml(logFile)}</string>`,
    `  <key>StandardErrorPath</key><string>${xml(logFile)}</string>`,
    "</dict>",
    "</plist>",
  ].join("\n")}\n`;
}

/** The name of the service on a Mac. */
export const launchdLabel = "io.restera.watch";

/** Task Scheduler schema 1.2. It knows no variables, so that a shell has to set them. */
function windowsTask({ command, environment, description }: ServiceInput): string {
  const quoted = command.map((word) => `"${word}"`);
  const sets = Object.entries(environment).map(([name, value]) => `set "${name}=${value}"&& `);
  const line = `/d /s /c "${sets.join("")}${quoted.join(" ")}"`;
  return [
    '<?xml version="1.0" encoding="UTF-16"?>',
    '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
    `  <RegistrationInfo><Description>${xml(description)}</Description></RegistrationInfo>`,
    "  <Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>",
    "  <Settings>",
    "    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>",
    "    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>",
    "    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>",
    "    <StartWhenAvailable>true</StartWhenAvailable>",
    "    <RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure>",
    "    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>",
    "    <Hidden>true</Hidden>",
    "  </Settings>",
    "  <Actions>",
    `    <Exec><Command>cmd.exe</Command><Arguments>${xml(line)}</Arguments></Exec>`,
    "  </Actions>",
    "</Task>",
    "",
  ].join("\r\n");
}

function xml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

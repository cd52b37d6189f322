import { X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import tls from "node:tls";
import type { OpenVaultOptions } from "../../../compose.ts";
import { problemOf } from "../../../foundation/errors.ts";
import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import type { CommandContext } from "../command-context.ts";
import { UsageError } from "../usage-error.ts";

type Context = Pick<CommandContext, "options" | "system">;
type ConnectionSettings = NonNullable<NonNullable<OpenVaultOptions["stores"]>["connection"]>;

const mostBytes = 4 << 20;
const certificates = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * How a bucket's server is spoken to, from restic's options and variables. --cacert holds for the whole process. Throws `UsageError`,
 * also for what cannot be had at this address.
 */
export function connectionSettings(context: Context, url: string): ConnectionSettings {
  const { options, system } = context;
  believeOnly(context);
  const certificateFile = givenText(context, "tls-client-cert", "RESTIC_TLS_CLIENT_CERT");
  const insecureTls = options.flag("insecure-tls");
  if (!url.startsWith("s3:")) {
    const option = insecureTls ? "--insecure-tls" : certificateFile?.option;
    if (option !== undefined) throw new UsageError(cliMessages.onlyWithS3, { option });
  }
  const userAgent = options.text("http-user-agent") || system.environment.RESTIC_HTTP_USER_AGENT;
  const requestTimeoutMs = options.duration("stuck-request-timeout");
  if (requestTimeoutMs === 0) {
    const value = options.text("stuck-request-timeout") ?? "";
    throw new UsageError(cliMessages.badValue, { option: "--stuck-request-timeout", value });
  }
  return {
    ...(requestTimeoutMs !== undefined && { requestTimeoutMs }),
    ...(userAgent && { userAgent }),
    ...(certificateFile !== undefined && { clientCertificate: clientPem(certificateFile, system) }),
    ...(insecureTls && { insecureTls }),
  };
}

/** As in restic, the certificates of --cacert are believed instead of the system's. */
function believeOnly({ options, system }: Context): void {
  const { RESTIC_CACERT } = system.environment;
  const given = options.texts("cacert").map((file) => ({ file, option: "--cacert" }));
  if (given.length === 0 && RESTIC_CACERT)
    given.push({ file: RESTIC_CACERT, option: "RESTIC_CACERT" });
  if (given.length === 0) return;
  // Node has this from 24.5 on.
  if (typeof tls.setDefaultCACertificates !== "function") {
    throw new UsageError(cliMessages.needsNewerNode, { option: given[0]!.option, node: "24.5" });
  }
  tls.setDefaultCACertificates(
    given.flatMap((one) => {
      const found = readText(one, system).match(certificates) ?? [];
      if (found.length === 0) throw unreadable(one, "it holds no certificate in PEM");
      for (const pem of found) checkPem(pem, one);
      return found;
    }),
  );
}

interface GivenFile {
  readonly file: string;
  readonly option: string;
}

function givenText(
  { options, system }: Context,
  name: string,
  variable: string,
): GivenFile | undefined {
  const file = options.text(name);
  if (file !== undefined) return { file, option: `--${name}` };
  const ambient = system.environment[variable];
  return ambient ? { file: ambient, option: variable } : undefined;
}

function clientPem(given: GivenFile, system: Context["system"]): string {
  const text = readText(given, system);
  const found = text.match(certificates) ?? [];
  if (found.length === 0 || !/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw unreadable(given, "a certificate and its private key in PEM are needed");
  }
  for (const pem of found) checkPem(pem, given);
  return text;
}

function checkPem(pem: string, given: GivenFile): void {
  try {
    void new X509Certificate(pem);
  } catch (error) {
    throw unreadable(given, problemOf(error));
  }
}

function readText(given: GivenFile, { cwd }: Context["system"]): string {
  const path = resolve(cwd, given.file);
  try {
    const info = statSync(path);
    if (!info.isFile() || info.size > mostBytes) throw new Error("it is no small file");
    return readFileSync(path, "utf8");
  } catch (error) {
    throw unreadable(given, problemOf(error));
  }
}

function unreadable({ file, option }: GivenFile, problem: string): UsageError {
  return new UsageError(cliMessages.fileUnreadable, { path: file, option, problem });
}

import { everywhereHelp } from "../../../foundation/messages/help-everywhere.ts";
import type { OptionSpec } from "./command-spec.ts";

/** Options that every command takes, before or after its name. */
export const everywhereOptions: readonly OptionSpec[] = [
  { name: "vault", short: "r", aliases: ["repo"], value: "url" },
  { name: "repository-file", value: "file", hidden: true },
  { name: "password-file", short: "p", value: "file" },
  { name: "password-command", value: "command" },
  { name: "insecure-no-password" },
  { name: "key-hint", value: "object", hidden: true },
  { name: "json" },
  { name: "quiet", short: "q" },
  { name: "verbose", short: "v", repeat: true },
  { name: "no-input" },
  { name: "yes" },
  { name: "debug" },
  { name: "no-lock" },
  { name: "retry-lock", value: "duration" },
  { name: "option", short: "o", value: "key-value", repeat: true },
  { name: "no-cache" },
  { name: "cache-dir", value: "folder" },
  { name: "limit-upload", value: "rate" },
  { name: "limit-download", value: "rate" },
  { name: "cacert", value: "file", repeat: true },
  { name: "tls-client-cert", value: "file" },
  { name: "insecure-tls" },
  { name: "http-user-agent", value: "name" },
  { name: "stuck-request-timeout", value: "duration" },
  { name: "cleanup-cache", hidden: true },
  // restic takes these three with every command; only the help of those that use them shows them.
  {
    name: "compression",
    value: "choice",
    choices: ["auto", "off", "fastest", "better", "max"],
    default: "auto",
    hidden: true,
  },
  { name: "pack-size", value: "count", default: "16", hidden: true },
  { name: "no-extra-verify", hidden: true },
];

export const everywhereWords = everywhereHelp;

import { cliMessages } from "../../../foundation/messages/cli-messages.ts";
import { UsageError } from "../usage-error.ts";

/** Kinds of store that restic has and we do not. */
const foreign = /^(?:b2|rclone|rest|sftp|swift):/;

/**
 * An address in restic's spelling in ours, so that scripts and RESTIC_REPOSITORY keep working:
 * `s3:https://host/bucket/prefix`, `gs:bucket:/prefix`, `azure:container:/prefix`. Anything else
 * stays as it is. Throws `UsageError` for a kind of store that we do not have.
 */
export function fromResticUrl(url: string): string {
  if (foreign.test(url)) {
    throw new UsageError(cliMessages.foreignStore, { url: withoutSecrets(url) });
  }
  const [, kind = "", rest = ""] = /^(s3|gs|azure):(?!\/\/)(.+)$/s.exec(url) ?? [];
  if (kind === "s3") {
    return s3Url(rest);
  }
  const [, container = "", prefix = ""] = /^([^:/]+):\/?(.*)$/s.exec(rest) ?? [];
  return container === "" ? url : `${kind === "gs" ? "gs" : "az"}://${container}/${prefix}`;
}

/** `https://host:9000/bucket/prefix`, or `host/bucket/prefix`, which means https. */
function s3Url(rest: string): string {
  const { protocol, host, pathname } = new URL(
    /^https?:\/\//.test(rest) ? rest : `https://${rest}`,
  );
  const [bucket = "", ...prefix] = pathname.replace(/^\/+/, "").split("/");
  const place = `s3://${bucket}/${prefix.join("/")}`;
  return host === "s3.amazonaws.com"
    ? place
    : `${place}?endpoint=${encodeURIComponent(`${protocol}//${host}`)}`;
}

/** `rest:https://user:password@host/` is shown without its user and password. */
function withoutSecrets(url: string): string {
  return url.replace(/\/\/[^/@]*@/, "//***@");
}

import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { MasterKey } from "../../engine/crypto/master-key.ts";
import { ResteraError } from "../../foundation/errors.ts";

/** A file that did not come back as the snapshot has it. */
export interface DrillFault {
  readonly path: string;
  readonly problem: string;
  /** The vault has lost something; otherwise this machine could not write or read it. */
  readonly damaged: boolean;
}

/** What a drill did and found: the words of its report file. */
export interface DrillFindings {
  readonly report: "restera-drill-1";
  readonly vault: { readonly id: string; readonly url: string };
  readonly snapshot: {
    readonly id: string;
    readonly time: string;
    readonly tree: string;
    readonly hostname: string;
    readonly paths: readonly string[];
  };
  /** `all`, or how much was chosen by the seed. */
  readonly sample: string;
  readonly seed: string;
  readonly program: string;
  readonly hostname: string;
  readonly started: string;
  readonly ended: string;
  /** True when every file that was restored is what the snapshot says. */
  readonly ok: boolean;
  /** Regular files of the snapshot, and how many of them were restored and compared. */
  readonly filesInSnapshot: number;
  readonly files: number;
  readonly bytes: number;
  /** Parts of files that were compared with the hashes they are named by. */
  readonly blobs: number;
  readonly faults: readonly DrillFault[];
}

/** A report with its seal: an HMAC under a key that only those have who can open the vault. */
export interface DrillReport extends DrillFindings {
  /** HMAC-SHA-256 of the JSON of all the rest, in hexadecimal digits. */
  readonly mac: string;
}

const PURPOSE = "restera drill report 1";

export function signReport(findings: DrillFindings, key: MasterKey): DrillReport {
  return { ...findings, mac: macOf(findings, key) };
}

/** Reads a report and compares its seal. Throws `report-forged` when it is not what a drill of this vault wrote. */
export function verifyReport(text: string, key: MasterKey): DrillReport {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ResteraError("report-forged", { cause });
  }
  const { mac, ...rest } = (json ?? {}) as DrillReport;
  const isReport = rest.report === "restera-drill-1" && /^[0-9a-f]{64}$/.test(mac);
  // JSON keeps the order of fields, so the same words give the same text, however they were laid out.
  const expected = macOf(rest, key);
  if (!isReport || !timingSafeEqual(Buffer.from(mac, "hex"), Buffer.from(expected, "hex")))
    throw new ResteraError("report-forged");
  return { ...rest, mac };
}

function macOf(findings: DrillFindings, { encrypt, macK, macR }: MasterKey): string {
  const secret = Buffer.concat([encrypt, macK, macR]);
  const key = Buffer.from(hkdfSync("sha256", secret, "", PURPOSE, 32));
  return createHmac("sha256", key).update(JSON.stringify(findings)).digest("hex");
}

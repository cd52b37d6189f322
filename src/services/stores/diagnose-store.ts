import type { StoreFindingCode } from "../../foundation/messages/store-doctor-messages.ts";
import type { StoreReport } from "./measure-store.ts";

/** One thing that was found out about a store. */
export interface StoreFinding {
  readonly level: "ok" | "warning" | "error";
  /** The catalogue has its words. */
  readonly code: StoreFindingCode;
}

/** An answer that takes longer makes every listing and small read felt. */
const highLatencyMs = 250;

/** What a measurement means for backups, in the order in which it matters. */
export function diagnoseStore({ capabilities, latency }: StoreReport): StoreFinding[] {
  const { createOnly, compareAndSwap, readAfterWrite, ranges } = capabilities;
  const ok = (code: StoreFindingCode): StoreFinding => ({ level: "ok", code });
  const warning = (code: StoreFindingCode): StoreFinding => ({ level: "warning", code });
  const error = (code: StoreFindingCode): StoreFinding => ({ level: "error", code });
  return [
    createOnly ? ok("create") : warning("create-shared"),
    compareAndSwap ? ok("swap") : warning("swap-missing"),
    readAfterWrite ? ok("fresh") : warning("fresh-late"),
    ranges ? ok("ranges") : error("ranges-missing"),
    capabilities.delete ? ok("delete") : warning("delete-missing"),
    latency.ask.p50Ms > highLatencyMs ? warning("latency-high") : ok("latency"),
    ok("throughput"),
  ];
}

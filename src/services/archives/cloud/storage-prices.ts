import type { CloudProvider } from "./archive-cloud.ts";

/** US dollars per GB (10⁹ bytes) and month for standard storage, first tier; requests and transfer come on top. */
export const storagePrices = {
  /** When the providers' price lists were read. */
  asOf: "2026-02-01",
  currency: "USD",
  perGbMonth: { local: 0, aws: 0.023, gcp: 0.02, azure: 0.018 },
  /** What the numbers are of. */
  tiers: {
    local: "this machine",
    aws: "S3 Standard, us-east-1",
    gcp: "Cloud Storage Standard, us-east1",
    azure: "Blob Storage hot, LRS, East US",
  },
} as const satisfies {
  asOf: string;
  currency: string;
  perGbMonth: Record<CloudProvider, number>;
  tiers: Record<CloudProvider, string>;
};

/** What storing so many bytes costs, by provider. */
export interface CostEstimate {
  readonly provider: CloudProvider;
  readonly per_month: number;
  readonly per_year: number;
  readonly currency: string;
  readonly as_of: string;
  readonly tier: string;
}

/** Storage alone, rounded to a hundredth of a cent. */
export function storageCost(bytes: number, provider: CloudProvider): CostEstimate {
  const month = (bytes / 1e9) * storagePrices.perGbMonth[provider];
  const rounded = (amount: number) => Math.round(amount * 10_000) / 10_000;
  return {
    provider,
    per_month: rounded(month),
    per_year: rounded(month * 12),
    currency: storagePrices.currency,
    as_of: storagePrices.asOf,
    tier: storagePrices.tiers[provider],
  };
}

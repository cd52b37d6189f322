// Whole backups and restores through a network that breaks, over every adapter whose server is here.
import type { Campaign } from "../support/campaign.ts";
import { proxiedKinds } from "./proxied-stores.ts";
import { runVaultWithFaults } from "./vault-run.ts";

const kinds = proxiedKinds.filter(({ skip }) => skip === false);
const left = proxiedKinds.filter(({ skip }) => skip !== false).map(({ name }) => name);

export const campaign: Campaign = {
  cases: 500,
  skip: kinds.length === 0 && "no store's server is here",
  start: async () => {
    const servers = await Promise.all(kinds.map((kind) => kind.start()));
    const sums = { acknowledged: 0, refused: 0, restored: 0, faults: 0 };
    return {
      runCase: async (seed) => {
        const counts = await runVaultWithFaults(servers[seed % servers.length]!, seed);
        for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += counts[name];
      },
      finish: async () =>
        [
          `${sums.faults} faults, ${sums.acknowledged} snapshots acknowledged, all of them restored`,
          `${sums.restored} restored through the faults too`,
          `${sums.refused} times given up in words`,
          `over ${kinds.map(({ name }) => name).join(", ")}`,
          ...(left.length > 0 ? [`without ${left.join(", ")}`] : []),
        ].join("; "),
      stop: async () => {
        await Promise.all(servers.map((server) => server.stop()));
      },
    };
  },
};

// Stores behind a network that breaks at random, over every adapter whose server is here.
import type { Campaign } from "../support/campaign.ts";
import { proxiedKinds } from "./proxied-stores.ts";
import { runWithFaults } from "./random-run.ts";

const kinds = proxiedKinds.filter(({ skip }) => skip === false);

export const campaign: Campaign = {
  cases: 500,
  skip: kinds.length === 0 && "no store's server is here",
  start: async () => {
    const servers = await Promise.all(kinds.map((kind) => kind.start()));
    return {
      runCase: (seed) => runWithFaults(servers[seed % servers.length]!, seed),
      finish: async () => {
        const left = proxiedKinds.filter(({ skip }) => skip !== false).map(({ name }) => name);
        return `over ${kinds.map(({ name }) => name).join(", ")}${left.length > 0 ? `, without ${left.join(", ")}` : ""}`;
      },
      stop: async () => {
        await Promise.all(servers.map((server) => server.stop()));
      },
    };
  },
};

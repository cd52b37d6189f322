import { skipWithoutPostgres, startPostgres } from "../servers/postgres.ts";
import type { Campaign } from "../support/campaign.ts";
import { KillTasksRun } from "./kill-tasks.ts";

export const campaign: Campaign = {
  cases: 200,
  skip: skipWithoutPostgres(),
  start: async () => {
    const server = await startPostgres();
    const run = await KillTasksRun.start(await server.createDatabase());
    return {
      runCase: (seed) => run.runCase(seed),
      finish: () => run.finish(),
      stop: async () => {
        await run.stop();
        await server.stop();
      },
    };
  },
};

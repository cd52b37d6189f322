import type { Campaign } from "../support/campaign.ts";
import { KillTasksRun } from "./kill-tasks.ts";

export const campaign: Campaign = {
  cases: 200,
  skip: false,
  start: () => KillTasksRun.start(),
};

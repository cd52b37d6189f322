/** Many seeded cases of one kind: a `*.campaign.ts` file exports one as `campaign`, `scripts/campaigns.ts` runs it. */
export interface Campaign {
  /** How many cases a full run has. */
  readonly cases: number;
  /** Why it cannot run here; false when it can. */
  readonly skip: string | false;
  /** Makes what all cases share. Whatever is made from `seed` is the same for the same seed. */
  start(seed: number): Promise<CampaignRun>;
}

export interface CampaignRun {
  /** Runs one case; throws what was violated. */
  runCase(seed: number): Promise<void>;
  /** What can only be seen once all cases ran; throws what was violated. Gives the counts worth telling. */
  finish(): Promise<string>;
  /** Stops and removes everything, however the cases ended. */
  stop(): Promise<void>;
}

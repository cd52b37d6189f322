// Hundreds of seeded runs over every adapter: node test/faults/random-faults.campaign.ts [RUNS] [FIRST SEED]
import { proxiedKinds } from "./proxied-stores.ts";
import { runWithFaults } from "./random-run.ts";

const runs = Number(process.argv[2] ?? 500);
const firstSeed = Number(process.argv[3] ?? 1000);
const kinds = proxiedKinds.filter(({ skip }) => skip === false);
const servers = await Promise.all(kinds.map((kind) => kind.start()));
let failed = 0;
for (let run = 0; run < runs; run++) {
  const which = run % kinds.length;
  const seed = firstSeed + run;
  try {
    await runWithFaults(servers[which]!, seed);
  } catch (error) {
    failed++;
    process.stdout.write(`${kinds[which]!.name}, seed ${seed}: ${(error as Error).message}\n`);
  }
}
for (const { name, skip } of proxiedKinds) {
  if (skip !== false) process.stdout.write(`${name} was left out: ${skip}\n`);
}
process.stdout.write(`${runs} runs, ${failed} failed\n`);
await Promise.all(servers.map((server) => server.stop()));
process.exitCode = failed === 0 ? 0 : 1;

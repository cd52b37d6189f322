// npm run bench:bucket [-- --rounds 3] [--files 10000] [--data DIR]
// Backs the same small files up into a bucket (versitygw on this machine) with us and with restic, interleaved: how many requests each
// makes, through a proxy that counts, and how long each takes, without it. Then what the read cache saves us.
import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { startFaultProxy, type FaultProxy } from "../test/servers/fault-proxy.ts";
import { findProgram } from "../test/servers/find-program.ts";
import { startVersitygw, type S3Server } from "../test/servers/versitygw.ts";
import { contestants, type Contestant, type Place } from "./contestants.ts";
import { makeData } from "./data.ts";
import { measure, type Command } from "./measure.ts";
import { labelOf } from "./rounds.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    files: { type: "string", default: "10000" },
    data: { type: "string", default: join(import.meta.dirname, "data") },
  },
});
const [rounds, smallFiles] = [Number(options.rounds), Number(options.files)];
const bucket = "bench";

const running = ["restera", "restic"].map((name) => contestants[name]!());
if (findProgram("versitygw") === undefined || running.includes(undefined)) {
  console.error(
    "Needs versitygw (test/servers/install-servers.sh), restic (scripts/install-peers.sh) and npm run build.",
  );
  process.exit(2);
}
const racers = running as Contestant[];
const data = makeData(join(resolve(options.data), "bucket"), { largeMib: 0, smallFiles }).small;
const workFolder = join(resolve(options.data), `work-${process.pid}`);
const server = await startVersitygw();
await server.createBucket(bucket);
const proxy = await startFaultProxy(server.port);
try {
  const counted = await countRequests(proxy);
  const timed = await timeBackups(server);
  report(counted, timed);
} finally {
  await proxy.stop();
  await server.stop();
  rmSync(workFolder, { recursive: true, force: true });
}

type Requests = Record<string, number>;

/** Requests of the first backup, and of one in which nothing changed. */
async function countRequests(through: FaultProxy): Promise<Map<string, Record<string, Requests>>> {
  const counted = new Map<string, Record<string, Requests>>();
  for (const racer of racers) {
    const place = placeOf(racer, "counted", through.port);
    const requests = async (command: Command): Promise<Requests> => {
      const before = through.log.length;
      await measure(withKeys(command));
      const made: Requests = {};
      for (const { method } of through.log.slice(before)) made[method] = (made[method] ?? 0) + 1;
      return made;
    };
    await measure(withKeys(racer.init(place)));
    const first = await requests(racer.backUp(place, data, 1));
    const again = await requests(racer.backUp(place, data, 2));
    counted.set(labelOf(racer), { first, again });
    if (racer.name !== "restera") continue;
    const { args, ...rest } = racer.backUp(place, data, 3);
    const uncached = await requests({ ...rest, args: [...args, "--no-cache"] });
    const find = { ...rest, args: args.map((word) => (word === "backup" ? "find" : word)) };
    const search = find.args.map((word) => (word === data ? "no such name" : word));
    const searched = await requests({ ...find, args: search });
    const searchedUncached = await requests({ ...find, args: [...search, "--no-cache"] });
    counted.set(`${labelOf(racer)} find`, { "after the": searched });
    counted.set(`${labelOf(racer)} --no-cache`, { again: uncached });
    counted.set(`${labelOf(racer)} find --no-cache`, { "after the": searchedUncached });
  }
  return counted;
}

/** Seconds of each first backup; who begins changes from round to round. */
async function timeBackups({ port }: S3Server): Promise<Map<string, number[]>> {
  const seconds = new Map(racers.map((racer) => [labelOf(racer), [] as number[]]));
  for (let round = 1; round <= rounds; round++) {
    const order = round % 2 === 0 ? racers.toReversed() : racers;
    for (const racer of order) {
      const place = placeOf(racer, `round-${round}`, port);
      await measure(withKeys(racer.init(place)));
      const measured = await measure(withKeys(racer.backUp(place, data, 1)));
      seconds.get(labelOf(racer))!.push(measured.seconds);
      console.log(`round ${round}  ${labelOf(racer).padEnd(16)} ${measured.seconds.toFixed(2)} s`);
    }
  }
  return seconds;
}

function placeOf({ name }: Contestant, run: string, port: number): Place {
  const home = join(workFolder, `${name}-${run}`);
  mkdirSync(home, { recursive: true });
  const endpoint = `http://127.0.0.1:${port}`;
  const ours = `s3://${bucket}/${name}-${run}?endpoint=${encodeURIComponent(endpoint)}`;
  return { vault: name === "restic" ? `s3:${endpoint}/${bucket}/${name}-${run}` : ours, home };
}

function withKeys(command: Command): Command {
  const { accessKeyId, secretAccessKey } = server;
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  return { ...command, env: { ...command.env, ...keys } };
}

function report(
  counted: ReadonlyMap<string, Record<string, Requests>>,
  timed: ReadonlyMap<string, number[]>,
): void {
  for (const [label, works] of counted) {
    for (const [work, requests] of Object.entries(works)) {
      const text = Object.entries(requests)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([method, count]) => `${count} ${method}`);
      const all = Object.values(requests).reduce((sum, count) => sum + count, 0);
      console.log(`${label.padEnd(26)} ${work} backup: ${text.join(", ")}; ${all} in all`);
    }
  }
  const [ours, theirs] = [...timed.values()].map(median);
  const [ourPuts, theirPuts] = racers.map(
    (racer) => counted.get(labelOf(racer))?.["first"]?.["PUT"],
  );
  console.log(`PUT requests: ${(ourPuts! / theirPuts!).toFixed(2)} of restic's (goal 1.2)`);
  console.log(
    `median of ${rounds}: ${ours!.toFixed(2)} s and ${theirs!.toFixed(2)} s, ${(ours! / theirs!).toFixed(2)} of restic's (goal 0.9)`,
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

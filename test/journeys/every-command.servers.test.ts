import { serverBuckets } from "../servers/buckets.ts";
import { testEveryCommand } from "./every-command.ts";

serverBuckets.forEach(testEveryCommand);

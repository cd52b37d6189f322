import { npmBuckets } from "../servers/buckets.ts";
import { testEveryCommand } from "./every-command.ts";

npmBuckets.forEach(testEveryCommand);

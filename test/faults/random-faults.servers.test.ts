import { serverKinds } from "./proxied-stores.ts";
import { testRandomFaults } from "./random-faults.ts";

serverKinds.forEach(testRandomFaults);

import { serverKinds } from "./proxied-stores.ts";
import { testSingleFaults } from "./single-faults.ts";

serverKinds.forEach(testSingleFaults);

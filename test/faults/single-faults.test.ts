import { npmKinds } from "./proxied-stores.ts";
import { testSingleFaults } from "./single-faults.ts";

npmKinds.forEach(testSingleFaults);

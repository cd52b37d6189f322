import { npmKinds } from "./proxied-stores.ts";
import { testRandomFaults } from "./random-faults.ts";

npmKinds.forEach(testRandomFaults);

import { serverKinds } from "./proxied-stores.ts";
import { testVaultFaults } from "./vault-faults.ts";

serverKinds.forEach(testVaultFaults);

import { npmKinds } from "./proxied-stores.ts";
import { testVaultFaults } from "./vault-faults.ts";

npmKinds.forEach(testVaultFaults);

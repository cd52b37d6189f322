import { serverKinds } from "./proxied-stores.ts";
import { testVaultAbort } from "./vault-abort.ts";

serverKinds.forEach(testVaultAbort);

import { npmKinds } from "./proxied-stores.ts";
import { testVaultAbort } from "./vault-abort.ts";

npmKinds.forEach(testVaultAbort);

import { npmKinds } from "./proxied-stores.ts";
import { testResumedUpload } from "./resumed-upload.ts";

for (const kind of npmKinds) testResumedUpload(kind, false);

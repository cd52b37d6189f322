// `NODE_OPTIONS=--import=…` makes a process, and all its threads, one in which koffi was not installed.
import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "koffi") throw new Error("Cannot find package 'koffi'");
    return next(specifier, context);
  },
});

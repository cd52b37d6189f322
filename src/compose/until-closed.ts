import { ResteraError } from "../foundation/errors.ts";

/** The same memory, but once it is closed all it does is throw `memory-closed`; closing it again does nothing. */
export function untilClosed<OpenMemory extends { close(): Promise<void> }>(
  memory: OpenMemory,
): OpenMemory {
  let closing: Promise<void> | undefined;
  return new Proxy(memory, {
    get: (target, name) => {
      if (name === "close") return () => (closing ??= target.close());
      const method: unknown = Reflect.get(target, name);
      if (closing === undefined || typeof method !== "function") return method;
      return name === "export" ? refuseToRead : refuse;
    },
  });
}

function refuse(): Promise<never> {
  return Promise.reject(new ResteraError("memory-closed"));
}

/** What is read part by part throws when it is read. */
async function* refuseToRead(): AsyncGenerator<string> {
  yield await refuse();
}

/** What this library was asked for; replace it with what it does. */
export function describeTask() {
  return { name: "{{name}}", request: "{{request|json}}" };
}

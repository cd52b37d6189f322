/** Adds to the end of a list however many there are: as arguments of `push`, some hundred thousand overflow the stack. */
export function append<Item>(list: Item[], more: Iterable<Item>): void {
  for (const item of more) list.push(item);
}

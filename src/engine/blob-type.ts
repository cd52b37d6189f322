/** Kinds of blob, as a pack's header numbers them. */
export const DATA = 0;
export const TREE = 1;
export type BlobType = typeof DATA | typeof TREE;

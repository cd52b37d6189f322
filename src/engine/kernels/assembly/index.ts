// The inner loops that JavaScript is too slow for, compiled to WebAssembly by AssemblyScript.
// Memory belongs to the host: every pointer is passed in.
export { poly1305 } from "./poly1305";
export { rabinInit, rabinCut } from "./rabin";
export { ctrBlocks, xorBytes } from "./ctr";
export { isZero } from "./zero";

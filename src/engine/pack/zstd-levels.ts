/** zstd's levels by the names of `--compression`, for what is sealed again. */
export const zstdLevels = { auto: 3, off: 3, fastest: 1, better: 7, max: 19 } as const;

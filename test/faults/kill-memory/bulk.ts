/** Tattoos of a hero of their own are kept beside every so many notes, in one transaction. */
export const [bulkOf, bulkEvery] = [120, 4];

// What records of a zip begin with, and how long they are without their names (PKWARE's APPNOTE 6.3.10).
export const localSignature = 0x04034b50;
export const localBytes = 30;
export const descriptorSignature = 0x08074b50;
export const recordSignature = 0x02014b50;
export const recordBytes = 46;
export const endSignature = 0x06054b50;
export const endBytes = 22;
export const end64Signature = 0x06064b50;
export const locatorSignature = 0x07064b50;
export const locatorBytes = 20;
/** In a field of 32 bits: the number is in zip64's. */
export const all32 = 0xffff_ffff;

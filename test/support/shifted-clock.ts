// Loaded before a program (`node --import`): its clock is off by RESTERA_TEST_CLOCK_MS.
const shiftMs = Number(process.env["RESTERA_TEST_CLOCK_MS"] ?? 0);
const RealDate = Date;

class ShiftedDate extends RealDate {
  constructor(...parts: readonly unknown[]) {
    super(...((parts.length === 0 ? [RealDate.now() + shiftMs] : parts) as [number]));
  }

  static override now(): number {
    return RealDate.now() + shiftMs;
  }
}

globalThis.Date = ShiftedDate as DateConstructor;

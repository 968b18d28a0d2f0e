// The time of a cluster: the machine's, with a rate and a head start, unless somebody brings a clock of their own.
import { type Clock, isMovable, realClock, WorldClock } from '../clock.ts'
import type { ClockControl } from '../controllers/clock/controller.ts'

/** The machine's clock is put under one that can be hurried. */
export const worldClockOver = (clock: Clock = realClock): Clock =>
  clock === realClock ? new WorldClock() : clock

/** Real milliseconds until a time of the world, for clocks that have a rate. */
export const waitOf = (clock: Clock): { waitMs?: (dueMs: number) => number | undefined } =>
  clock instanceof WorldClock ? { waitMs: dueMs => clock.waitMs(dueMs) } : {}

/** What the Clock of the world may do; a virtual clock has no rate. */
export function clockControl(
  clock: Clock,
  steps: { wake(): void; advance(ms: number): Promise<void> },
): ClockControl {
  return {
    setRate: rate => {
      if (!(clock instanceof WorldClock) || clock.rate === rate) return
      clock.setRate(rate)
      steps.wake()
    },
    moveTo: nowMs => {
      if (isMovable(clock)) clock.moveTo(nowMs)
    },
    advance: ms => steps.advance(ms),
  }
}

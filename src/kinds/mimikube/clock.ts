// The Clock: how time passes in the simulated world. There is one, by the name of `world`.
import { type Cause, invalid, notSupported } from '../../meta/field-errors.ts'
import type { Printer, Rules } from '../../meta/kind.ts'
import { milliOf, parseQuantity } from '../../meta/quantity.ts'
import type { Clock, ClockSpec } from '../../schema/generated/mimikube-v1alpha1.ts'
import { name, nameOf, printer, text } from '../printers/columns.ts'
import { changed, filled } from '../same.ts'
import { keepingSpec, keepingStatus, newWith } from '../workload/prepare.ts'
import { checkDuration, msOf } from './checks.ts'

export const CLOCK_NAME = 'world'
const MODES = ['Paused', 'Real']
const RATE_MAX = 1_000

export const clockRules: Rules<Clock> = {
  defaults: clock =>
    changed(clock, 'spec', filled<ClockSpec>(clock.spec ?? {}, { mode: 'Real', rate: '1' })),
  prepareForCreate: newWith<Clock>(undefined),
  prepareForUpdate: keepingStatus,
  validate: validateClock,
  validateUpdate: (next, old) => {
    const out = validateClock(next)
    // What is no duration cannot be compared, and has been told of.
    const isTold = out.some(({ field }) => field === 'spec.advance')
    if (!isTold && msOf(next.spec?.advance, 0) < msOf(old.spec?.advance, 0))
      out.push(invalid('spec.advance', next.spec?.advance, 'may not go back'))
    return out
  },
}

export const clockStatusRules: Pick<Rules<Clock>, 'prepareForUpdate'> = {
  prepareForUpdate: keepingSpec,
}

export const clockPrinter: Printer<Clock> = printer<Clock>(
  [
    name,
    text('Mode', 'Whether time passes.'),
    text('Rate', 'How many seconds pass in a second.'),
    text('Advanced', 'By how much the world was moved.'),
    text('Now', 'The time of the world when this was written.'),
  ],
  clock => [
    nameOf(clock),
    clock.spec?.mode ?? '',
    clock.spec?.rate ?? '',
    clock.status?.advanced ?? '0s',
    clock.status?.now ?? '<unknown>',
  ],
)

function validateClock({ metadata, spec = {} }: Clock): Cause[] {
  const out: Cause[] = []
  if (metadata.name !== CLOCK_NAME)
    out.push(invalid('metadata.name', metadata.name, `must be ${CLOCK_NAME}`))
  const { mode = 'Real', rate = '1' } = spec
  if (!MODES.includes(mode)) out.push(notSupported('spec.mode', mode, MODES))
  const milli = milliOf(parseQuantity(rate))
  if (milli <= 0 || milli > RATE_MAX * 1000)
    out.push(invalid('spec.rate', rate, `must be greater than 0 and at most ${RATE_MAX}`))
  checkDuration(out, spec.advance, 'spec.advance')
  return out
}

// Faults: what goes wrong in the simulated world.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import type { Printer, Rules } from '../../meta/kind.ts'
import { parseTime } from '../../meta/time.ts'
import type { Fault, FaultSpec } from '../../schema/generated/mimikube-v1alpha1.ts'
import { age, ageOf, boolean, name, nameOf, printer, text, wide } from '../printers/columns.ts'
import { keepingSpec, keepingStatus, newWith } from '../workload/prepare.ts'
import { checkDuration, checkExitCode, checkOptionalSelector } from './checks.ts'

/** What concerns nodes, and what concerns the containers of Pods. */
export const NODE_FAULTS = ['NodeDown', 'Partition'] as const
export const POD_FAULTS = [
  'Crash',
  'ImagePullError',
  'ProbeFailure',
  'SlowImagePull',
  'SlowStart',
] as const
const FAULTS: readonly string[] = [...NODE_FAULTS, ...POD_FAULTS].sort()
/** Whose delay says how bad it is. */
const SLOW: readonly string[] = ['SlowImagePull', 'SlowStart']

export const faultRules: Rules<Fault> = {
  prepareForCreate: newWith<Fault>({ active: false }),
  prepareForUpdate: keepingStatus,
  validate: validateFault,
  validateUpdate: validateFault,
}

export const faultStatusRules: Pick<Rules<Fault>, 'prepareForUpdate'> = {
  prepareForUpdate: keepingSpec,
}

export const faultPrinter: Printer<Fault> = printer<Fault>(
  [
    name,
    text('Type', 'What goes wrong.'),
    boolean('Active', 'Whether it goes wrong now.'),
    age,
    wide(text('From', 'When it begins.')),
    wide(text('Until', 'When it ends.')),
  ],
  (fault, context) => [
    nameOf(fault),
    fault.spec?.type ?? '',
    fault.status?.active ?? false,
    ageOf(fault, context),
    fault.spec?.from ?? '<unset>',
    fault.spec?.until ?? '<unset>',
  ],
)

function validateFault({ spec = NOTHING }: Fault): Cause[] {
  const out: Cause[] = []
  if (spec.type === '') out.push(required('spec.type'))
  else if (!FAULTS.includes(spec.type)) out.push(notSupported('spec.type', spec.type, FAULTS))
  checkOptionalSelector(out, spec.nodeSelector, 'spec.nodeSelector')
  checkOptionalSelector(out, spec.podSelector, 'spec.podSelector')
  checkDuration(out, spec.delay, 'spec.delay')
  if (SLOW.includes(spec.type) && spec.delay === undefined) out.push(required('spec.delay'))
  checkExitCode(out, spec.exitCode, 'spec.exitCode')
  const { from, until } = spec
  if (
    from !== undefined &&
    until !== undefined &&
    (parseTime(from) ?? 0) >= (parseTime(until) ?? 0)
  )
    out.push(invalid('spec.until', until, 'must be after spec.from'))
  return out
}

const NOTHING: FaultSpec = { type: '' }

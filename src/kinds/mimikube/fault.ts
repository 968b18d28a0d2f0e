// Faults: what goes wrong in the simulated world.
import { type Cause, forbidden, invalid, notSupported, required } from '../../meta/field-errors.ts'
import type { Printer, Rules } from '../../meta/kind.ts'
import { formatSelector } from '../../meta/labels.ts'
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
/** What concerns requests to the API. */
export const API_FAULTS = ['ApiDelay', 'ApiError', 'WatchCut', 'WatchExpired'] as const
const FAULTS: readonly string[] = [...NODE_FAULTS, ...POD_FAULTS, ...API_FAULTS].sort()
/** Whose delay says how bad it is. */
const SLOW: readonly string[] = ['ApiDelay', 'SlowImagePull', 'SlowStart']
export const ANSWERS: readonly number[] = [409, 429, 500, 503]
const VERBS: readonly string[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
]

const isOneOf = (types: readonly string[], type: string): boolean => types.includes(type)
export const isPodFault = (type: string): boolean => isOneOf(POD_FAULTS, type)
export const isApiFault = (type: string): boolean => isOneOf(API_FAULTS, type)

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
    wide(text('Where', 'What it concerns; everything when nothing is said.')),
  ],
  (fault, context) => [
    nameOf(fault),
    fault.spec?.type ?? '',
    fault.status?.active ?? false,
    ageOf(fault, context),
    fault.spec?.from ?? '<unset>',
    fault.spec?.until ?? '<unset>',
    whereText(fault.spec ?? NOTHING) || '<everywhere>',
  ],
)

/** The limits of a fault in a line. */
function whereText(spec: FaultSpec): string {
  const { nodeNames, namespaces, verbs, resources, users, share } = spec
  const limits: [string, string][] = [
    ['nodes', (nodeNames ?? []).join(',')],
    ['nodes', spec.nodeSelector === undefined ? '' : formatSelector(spec.nodeSelector)],
    ['pods', spec.podSelector === undefined ? '' : formatSelector(spec.podSelector)],
    ['namespaces', (namespaces ?? []).join(',')],
    ['verbs', (verbs ?? []).join(',')],
    ['resources', (resources ?? []).join(',')],
    ['users', (users ?? []).join(',')],
    ['share', share === undefined ? '' : `${share}%`],
  ]
  return limits.flatMap(([name, limit]) => (limit === '' ? [] : [`${name} ${limit}`])).join('; ')
}

function validateFault({ spec = NOTHING }: Fault): Cause[] {
  const out: Cause[] = []
  if (spec.type === '') out.push(required('spec.type'))
  else if (!FAULTS.includes(spec.type)) out.push(notSupported('spec.type', spec.type, FAULTS))
  checkOptionalSelector(out, spec.nodeSelector, 'spec.nodeSelector')
  checkOptionalSelector(out, spec.podSelector, 'spec.podSelector')
  checkDuration(out, spec.delay, 'spec.delay')
  if (SLOW.includes(spec.type) && spec.delay === undefined) out.push(required('spec.delay'))
  checkExitCode(out, spec.exitCode, 'spec.exitCode')
  checkRequests(out, spec)
  const { from, until } = spec
  if (
    from !== undefined &&
    until !== undefined &&
    (parseTime(from) ?? 0) >= (parseTime(until) ?? 0)
  )
    out.push(invalid('spec.until', until, 'must be after spec.from'))
  return out
}

/** What says which requests, and what they are answered, belongs to faults of the API; nodes and Pods do not. */
function checkRequests(out: Cause[], spec: FaultSpec): void {
  const foreign = isApiFault(spec.type) ? FOR_WORLD : FOR_API
  if (FAULTS.includes(spec.type))
    for (const field of foreign)
      if (spec[field] !== undefined)
        out.push(forbidden(`spec.${field}`, `may not be given with type ${spec.type}`))
  for (const [index, verb] of (spec.verbs ?? []).entries())
    if (!VERBS.includes(verb)) out.push(notSupported(`spec.verbs[${index}]`, verb, VERBS))
  for (const [index, resource] of (spec.resources ?? []).entries())
    if (!RESOURCE.test(resource)) out.push(invalid(`spec.resources[${index}]`, resource, RESOURCES))
  const { share, code } = spec
  if (share !== undefined && (share < 1 || share > 100))
    out.push(invalid('spec.share', share, 'must be between 1 and 100, inclusive'))
  if (spec.type === 'ApiError' && code === undefined) out.push(required('spec.code'))
  else if (code !== undefined && spec.type !== 'ApiError' && isApiFault(spec.type))
    out.push(forbidden('spec.code', `may not be given with type ${spec.type}`))
  else if (code !== undefined && !ANSWERS.includes(code))
    out.push(notSupported('spec.code', code, ANSWERS.map(String)))
}

const FOR_API = ['verbs', 'resources', 'users', 'share', 'code'] as const
const FOR_WORLD = ['nodeNames', 'nodeSelector', 'podSelector', 'exitCode'] as const
const RESOURCE = /^[a-z0-9]+(\.[a-z0-9.-]+)?(\/[a-z]+)?$/
const RESOURCES = 'must be a resource such as pods, daemonsets.apps or pods/status'

const NOTHING: FaultSpec = { type: '' }

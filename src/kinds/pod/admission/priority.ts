// The number behind a Pod's priority class.
import type { AdmissionRule, Reader } from '../../../meta/kind.ts'
import type { Pod } from '../../../schema/generated/core-v1.ts'
import type { PriorityClass } from '../../../schema/generated/scheduling-v1.ts'
import { restored } from '../../same.ts'
import { specOf } from '../parts.ts'
import { podForbidden } from './refusal.ts'

const CLASSES = 'scheduling.k8s.io/priorityclasses'
const PREEMPT = 'PreemptLowerPriority'

export const priority: AdmissionRule<Pod> = {
  name: 'Priority',
  mutate: (draft, old, { operation, subresource, reader }) => {
    if (subresource !== '') return draft
    if (operation === 'CREATE') return withPriority(draft, reader)
    return operation === 'UPDATE' && old !== undefined ? keptPriority(draft, old) : draft
  },
}

/** What was admitted once stays when an update does not mention it. */
function keptPriority(draft: Pod, old: Pod): Pod {
  let spec = specOf(draft)
  if (spec.priority === undefined) spec = restored(spec, specOf(old), 'priority')
  if (spec.preemptionPolicy === undefined) spec = restored(spec, specOf(old), 'preemptionPolicy')
  return { ...draft, spec }
}

function withPriority(draft: Pod, reader: Reader): Pod {
  const spec = specOf(draft)
  const asked = spec.priorityClassName ?? ''
  const found = asked === '' ? defaultClass(reader) : classOf(reader, asked)
  if (asked !== '' && found === undefined)
    throw podForbidden(draft, `no PriorityClass with name ${asked} was found`)
  const value = found?.value ?? 0
  const policy = found?.preemptionPolicy ?? PREEMPT
  refuseOwn(draft, 'the integer value of priority', spec.priority, value)
  refuseOwn(draft, 'the string value of PreemptionPolicy', spec.preemptionPolicy, policy)
  const name = found?.metadata.name ?? ''
  return {
    ...draft,
    spec: {
      ...spec,
      ...(name === '' ? {} : { priorityClassName: name }),
      priority: value,
      preemptionPolicy: policy,
    },
  }
}

/** A Pod may say what it would get anyway, nothing else. */
function refuseOwn<T>(pod: Pod, what: string, own: T | undefined, computed: T): void {
  if (own === undefined || own === computed) return
  throw podForbidden(
    pod,
    `${what} (${own}) must not be provided in pod spec; priority admission controller computed ${computed} from the given PriorityClass name`,
  )
}

const classOf = (reader: Reader, name: string): PriorityClass | undefined =>
  reader.get(CLASSES, '', name) as PriorityClass | undefined

/** Of several classes that are everybody's, the one with the least value. */
function defaultClass(reader: Reader): PriorityClass | undefined {
  let least: PriorityClass | undefined
  for (const one of reader.list(CLASSES) as readonly PriorityClass[])
    if (one.globalDefault === true && (least === undefined || one.value < least.value)) least = one
  return least
}

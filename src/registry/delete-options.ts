import { type Cause, invalid, notSupported } from '../meta/field-errors.ts'
import { invalidObject } from '../meta/status.ts'

/** Options as they came, whatever stands in them. */
interface AskedDelete {
  readonly propagationPolicy?: unknown
  readonly orphanDependents?: unknown
  readonly dryRun?: readonly string[]
}

const POLICIES: readonly string[] = ['Foreground', 'Background', 'Orphan', 'nil']

/** @throws StatusError 422 when the options of a delete make no sense. */
export function checkDeleteOptions(asked: AskedDelete): void {
  const causes = [...policyCauses(asked), ...dryRunCauses(asked.dryRun ?? [])]
  if (causes.length === 0) return
  throw invalidObject({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', causes)
}

export const dryRunCauses = (dryRun: readonly string[]): Cause[] =>
  dryRun.every(value => value === 'All') ? [] : [notSupported('dryRun', dryRun, ['All'])]

function policyCauses({ propagationPolicy: policy, orphanDependents }: AskedDelete): Cause[] {
  if (policy === undefined) return []
  const both = 'orphanDependents and deletionPropagation cannot be both set'
  const known = policy !== 'nil' && POLICIES.includes(String(policy))
  return [
    ...(orphanDependents === undefined ? [] : [invalid('propagationPolicy', policy, both)]),
    ...(known ? [] : [notSupported('propagationPolicy', policy, POLICIES)]),
  ]
}

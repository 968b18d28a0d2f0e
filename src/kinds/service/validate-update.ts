// What may change in a Service.
import { type Cause, forbidden, invalid } from '../../meta/field-errors.ts'
import type { Service, ServiceSpec } from '../../schema/generated/core-v1.ts'
import { isHeadless, needsHealthCheck, specOf } from './spec.ts'
import { classErrors, validateService } from './validate.ts'

export function validateServiceUpdate(next: Service, old: Service): Cause[] {
  const [now, before] = [specOf(next), specOf(old)]
  return [
    ...addressChanges(now, before),
    ...familyChanges(now, before),
    ...classChanges(now, before),
    ...healthCheckChanges(now, before),
    ...validateService(next),
  ]
}

const FIXED = 'may not change once set'

const isName = ({ type }: ServiceSpec): boolean => type === 'ExternalName'

/** The first address stays; a second one may come and go. */
function addressChanges(next: ServiceSpec, old: ServiceSpec): Cause[] {
  if (isName(next) || isName(old) || (isHeadless(next) && isHeadless(old))) return []
  const path = 'spec.clusterIPs'
  const [now, before] = [next.clusterIPs ?? [], old.clusterIPs ?? []]
  if (now.length === before.length)
    return before.flatMap((address, index) =>
      address === now[index] ? [] : [invalid(`${path}[${index}]`, now, FIXED)],
    )
  const causes: Cause[] = []
  if (now.length === 0)
    return [invalid(`${path}[0]`, next.clusterIPs, 'primary clusterIP can not be unset')]
  if (before.length > 0 && now[0] !== before[0]) causes.push(invalid(`${path}[0]`, now, FIXED))
  return [...causes, ...releaseErrors(next, now, before, 'clusterIP')]
}

/** The same for families, but that their faults stand at the first of them, and show addresses. */
function familyChanges(next: ServiceSpec, old: ServiceSpec): Cause[] {
  if (isName(next) || isName(old) || isHeadless(next) || isHeadless(old)) return []
  const path = 'spec.ipFamilies[0]'
  const [now, before] = [next.ipFamilies ?? [], old.ipFamilies ?? []]
  if (now.length === before.length)
    return before.flatMap((family, index) =>
      family === now[index] ? [] : [invalid(path, now, FIXED)],
    )
  const causes: Cause[] = []
  if (now.length < before.length && (next.clusterIPs ?? []).length === 0)
    causes.push(invalid(path, next.ipFamilies, 'primary ipFamily can not be unset'))
  if (now.length > 0 && before.length > 0 && now[0] !== before[0])
    causes.push(invalid(path, next.clusterIPs, FIXED))
  return [...causes, ...releaseErrors(next, now, before, 'ipFamily')]
}

/** Who gives up the second says that one is meant. */
function releaseErrors(
  { ipFamilyPolicy }: ServiceSpec,
  now: readonly string[],
  before: readonly string[],
  what: string,
): Cause[] {
  if (now.length !== 1 || before.length < 2 || ipFamilyPolicy === 'SingleStack') return []
  const text = `must be set to 'SingleStack' when releasing the secondary ${what}`
  return [invalid('spec.ipFamilyPolicy', ipFamilyPolicy, text)]
}

function classChanges(next: ServiceSpec, old: ServiceSpec): Cause[] {
  const { loadBalancerClass: name } = next
  const areBalanced = next.type === 'LoadBalancer' && old.type === 'LoadBalancer'
  return [
    ...(areBalanced && name !== old.loadBalancerClass
      ? [invalid('spec.loadBalancerClass', name, FIXED)]
      : []),
    ...classErrors(next),
  ]
}

function healthCheckChanges(next: ServiceSpec, old: ServiceSpec): Cause[] {
  if (!needsHealthCheck(next) || !needsHealthCheck(old)) return []
  return (next.healthCheckNodePort ?? 0) === (old.healthCheckNodePort ?? 0)
    ? []
    : [forbidden('spec.healthCheckNodePort', 'field is immutable')]
}

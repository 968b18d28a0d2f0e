// The rules of IPAddresses and ServiceCIDRs.
import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import { canonicalCIDRErrors, canonicalIPErrors, parseCIDR } from '../../meta/ip.ts'
import type { Rules } from '../../meta/kind.ts'
import { dnsSubdomainErrors, pathSegmentErrors } from '../../meta/names.ts'
import { sentEmpty } from '../../schema/decode/empties.ts'
import type {
  IPAddress,
  ParentReference,
  ServiceCIDR,
} from '../../schema/generated/networking-v1.ts'
import { goStruct } from '../go-struct.ts'
import { metaAgain } from '../meta-again.ts'
import { withStatus } from '../status.ts'

const IMMUTABLE = 'field is immutable'

/** The name is the address, spelled as Go would; what begins a name is held to that too. */
export const addressName = (name: string): string[] =>
  canonicalIPErrors('', name).map(({ message }) => message.replace(/^Invalid value: .*?": /, ''))

export const ipAddressRules: Rules<IPAddress> = {
  validate: validateAddress,
  validateUpdate: (next, old) => [
    ...metaAgain(next, false, addressName),
    ...validateAddress(next),
    ...(sameJson(next.spec?.parentRef, old.spec?.parentRef)
      ? []
      : [invalid('spec.parentRef', goParent(next.spec?.parentRef), IMMUTABLE)]),
  ],
}

function validateAddress({ spec }: IPAddress): Cause[] {
  return spec?.parentRef === undefined
    ? [required('spec.parentRef')]
    : parentErrors(spec.parentRef, 'spec.parentRef')
}

const goParent = (parent: ParentReference | undefined): unknown =>
  goStruct('networking/v1.ParentReference', parent)

function parentErrors(parent: ParentReference, path: string): Cause[] {
  const { group = '', resource = '', namespace = '', name = '' } = parent
  const causes: Cause[] = []
  if (group !== '')
    for (const text of dnsSubdomainErrors(group)) causes.push(invalid(`${path}.group`, group, text))
  for (const [field, value] of Object.entries({ resource, name })) {
    if (value === '') causes.push(required(`${path}.${field}`))
    for (const text of pathSegmentErrors(value))
      causes.push(invalid(`${path}.${field}`, value, text))
  }
  if (namespace !== '')
    for (const text of pathSegmentErrors(namespace))
      causes.push(invalid(`${path}.namespace`, namespace, text))
  return causes
}

export const serviceCIDRRules: Rules<ServiceCIDR> = {
  prepareForCreate: draft => withStatus(draft, {}),
  prepareForUpdate: (next, old) => withStatus(next, old.status),
  validate: validateRanges,
  validateUpdate: validateRangesUpdate,
}

function validateRanges({ spec }: ServiceCIDR): Cause[] {
  const ranges = spec?.cidrs ?? []
  const path = 'spec.cidrs'
  if (ranges.length === 0) return [required(path, 'at least one CIDR required')]
  if (ranges.length > 2)
    return [
      invalid(
        path,
        goStruct('networking/v1.ServiceCIDRSpec', spec),
        'may only hold up to 2 values',
      ),
    ]
  const causes = ranges.flatMap((range, index) => canonicalCIDRErrors(`${path}[${index}]`, range))
  const [one, other] = ranges.map(range => parseCIDR(range)?.address.bits)
  if (ranges.length === 2 && one !== undefined && one === other)
    causes.push(
      invalid(
        path,
        ranges,
        'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64',
      ),
    )
  return causes
}

/** A range never changes; one of the other family may join it. */
function validateRangesUpdate(next: ServiceCIDR, old: ServiceCIDR): Cause[] {
  const ranges = next.spec?.cidrs ?? []
  const before = old.spec?.cidrs ?? []
  const changed = before.flatMap((range, index) =>
    ranges[index] === range ? [] : [invalid(`spec.cidrs[${index}]`, ranges[index], IMMUTABLE)],
  )
  if (ranges.length === before.length) return changed
  if (before.length === 1 && ranges.length === 2) return [...changed, ...validateRanges(next)]
  const sent = ranges.length > 0 ? ranges : sentEmpty(next.spec ?? {}, 'cidrs')
  return [invalid('spec.cidrs', sent, IMMUTABLE)]
}

// The rules of IPAddresses and ServiceCIDRs.
import { type Cause, invalid, required } from '../../meta/field-errors.ts'
import { canonicalIPErrors, cidrErrors, parseCIDR } from '../../meta/ip.ts'
import type { Rules } from '../../meta/kind.ts'
import { dnsLabelErrors, dnsSubdomainErrors, pathSegmentErrors } from '../../meta/names.ts'
import { validateImmutable } from '../../meta/object-meta.ts'
import type {
  IPAddress,
  ParentReference,
  ServiceCIDR,
} from '../../schema/generated/networking-v1.ts'
import { goStruct } from '../go-struct.ts'
import { withStatus } from '../status.ts'

/** The name is the address, spelled as Go would. */
export const addressName = (name: string, prefix: boolean): string[] =>
  prefix
    ? []
    : canonicalIPErrors('', name).map(({ message }) =>
        message.replace(/^Invalid value: .*?": /, ''),
      )

export const ipAddressRules: Rules<IPAddress> = {
  validate: ({ spec }) =>
    spec?.parentRef === undefined
      ? [required('spec.parentRef')]
      : parentErrors(spec.parentRef, 'spec.parentRef'),
  validateUpdate: (next, old) => validateImmutable(next.spec, old.spec, 'spec.parentRef'),
}

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
    for (const text of dnsLabelErrors(namespace))
      causes.push(invalid(`${path}.namespace`, namespace, text))
  return causes
}

export const serviceCIDRRules: Rules<ServiceCIDR> = {
  prepareForCreate: draft => withStatus(draft, {}),
  prepareForUpdate: (next, old) => withStatus(next, old.status),
  validate: validateRanges,
  validateUpdate: (next, old) => validateImmutable(next.spec, old.spec, 'spec.cidrs'),
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
  const families = new Set(ranges.map(range => parseCIDR(range)?.address.bits))
  const causes =
    ranges.length === 2 && families.size < 2
      ? [
          invalid(
            path,
            ranges,
            'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64',
          ),
        ]
      : []
  for (const [index, range] of ranges.entries())
    causes.push(...cidrErrors(`${path}[${index}]`, range, true))
  return causes
}

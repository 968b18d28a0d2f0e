// The rules of EndpointSlices.
import {
  type Cause,
  duplicate,
  invalid,
  notSupported,
  required,
  tooMany,
} from '../../meta/field-errors.ts'
import { ipErrors, parseIP } from '../../meta/ip.ts'
import type { Rules } from '../../meta/kind.ts'
import { dnsLabelErrors, dnsSubdomainErrors, qualifiedNameErrors } from '../../meta/names.ts'
import { validateImmutable } from '../../meta/object-meta.ts'
import type { Endpoint, EndpointPort, EndpointSlice } from '../../schema/generated/discovery-v1.ts'
import { endpointAddressErrors } from '../endpoints/addresses.ts'
import { filled, mapped, mappedIn } from '../same.ts'

const TYPES = ['FQDN', 'IPv4', 'IPv6']
const PROTOCOLS = ['SCTP', 'TCP', 'UDP']
const ADDRESSES_MAX = 100
const ENDPOINTS_MAX = 1000
const PORTS_MAX = 20_000

export const endpointSliceRules: Rules<EndpointSlice> = {
  defaults: slice =>
    (slice.ports ?? undefined) === undefined
      ? slice
      : mappedIn(slice, 'ports', (port: EndpointPort) =>
          filled(port, { name: '', protocol: 'TCP' }),
        ),
  prepareForCreate: withoutTopology,
  prepareForUpdate: withoutTopology,
  validate,
  validateUpdate: (next, old) => [
    ...validate(next),
    ...validateImmutable(next.addressType, old.addressType, 'addressType'),
  ],
}

/** The labels of old that were a topology are dropped by every write through v1. */
function withoutTopology(slice: EndpointSlice): EndpointSlice {
  if ((slice.endpoints ?? undefined) === undefined) return slice
  const endpoints = mapped(slice.endpoints ?? [], endpoint => {
    if (endpoint.deprecatedTopology === undefined) return endpoint
    const { deprecatedTopology: _, ...rest } = endpoint
    return rest
  })
  return endpoints === slice.endpoints ? slice : { ...slice, endpoints }
}

function validate(slice: EndpointSlice): Cause[] {
  const { addressType = '' } = slice
  const causes: Cause[] = []
  if (addressType === '') causes.push(required('addressType'))
  else if (!TYPES.includes(addressType))
    causes.push(notSupported('addressType', addressType, TYPES))
  const endpoints = slice.endpoints ?? []
  if (endpoints.length > ENDPOINTS_MAX)
    causes.push(tooMany('endpoints', endpoints.length, ENDPOINTS_MAX))
  for (const [index, endpoint] of endpoints.entries())
    causes.push(...endpointErrors(endpoint, addressType, `endpoints[${index}]`))
  return [...causes, ...portErrors(slice.ports ?? [])]
}

function endpointErrors(endpoint: Endpoint, type: string, path: string): Cause[] {
  const addresses = endpoint.addresses ?? []
  const causes: Cause[] = []
  if (addresses.length === 0)
    causes.push(required(`${path}.addresses`, 'must contain at least 1 address'))
  if (addresses.length > ADDRESSES_MAX)
    causes.push(tooMany(`${path}.addresses`, addresses.length, ADDRESSES_MAX))
  for (const [index, address] of addresses.entries())
    causes.push(...addressErrors(address, type, `${path}.addresses[${index}]`))
  const { nodeName, hostname, hints } = endpoint
  if (nodeName !== undefined)
    for (const text of dnsSubdomainErrors(nodeName))
      causes.push(invalid(`${path}.nodeName`, nodeName, text))
  if (hostname !== undefined)
    for (const text of dnsLabelErrors(hostname))
      causes.push(invalid(`${path}.hostname`, hostname, text))
  const zones = hints?.forZones ?? []
  for (const [index, { name }] of zones.entries()) {
    const at = `${path}.hints.forZones[${index}].name`
    if (zones.findIndex(zone => zone.name === name) < index) causes.push(duplicate(at, name))
    for (const text of qualifiedNameErrors(name)) causes.push(invalid(at, name, text))
  }
  return causes
}

function addressErrors(address: string, type: string, path: string): Cause[] {
  if (type === 'FQDN') return dnsSubdomainErrors(address).map(text => invalid(path, address, text))
  if (type !== 'IPv4' && type !== 'IPv6') return []
  const errors = ipErrors(path, address, true)
  if (errors.length > 0) return errors
  const wanted = type === 'IPv4' ? 32 : 128
  const isOther = parseIP(address)?.bits !== wanted
  return [
    ...(isOther ? [invalid(path, address, `must be an ${type} address`)] : []),
    ...endpointAddressErrors(address, path),
  ]
}

function portErrors(ports: readonly EndpointPort[]): Cause[] {
  if (ports.length > PORTS_MAX) return [tooMany('ports', ports.length, PORTS_MAX)]
  const names = new Set<string>()
  return ports.flatMap(({ name = '', protocol = '', appProtocol }, index) => {
    const path = `ports[${index}]`
    const causes: Cause[] = []
    if (name !== '')
      for (const text of dnsLabelErrors(name)) causes.push(invalid(`${path}.name`, name, text))
    if (names.has(name)) causes.push(duplicate(`${path}.name`, name))
    names.add(name)
    if (!PROTOCOLS.includes(protocol))
      causes.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS))
    if (appProtocol !== undefined)
      for (const text of qualifiedNameErrors(appProtocol))
        causes.push(invalid(`${path}.appProtocol`, appProtocol, text))
    return causes
  })
}

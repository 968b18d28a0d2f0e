// The rules of EndpointSlices.
import {
  type Cause,
  duplicate,
  invalid,
  notSupported,
  required,
  tooMany,
} from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import { ipErrors, parseIP } from '../../meta/ip.ts'
import type { Rules } from '../../meta/kind.ts'
import {
  dnsLabelErrors,
  dnsSubdomainErrors,
  labelValueErrors,
  qualifiedNameErrors,
} from '../../meta/names.ts'
import { validateImmutable } from '../../meta/object-meta.ts'
import type {
  Endpoint,
  EndpointHints,
  EndpointPort,
  EndpointSlice,
} from '../../schema/generated/discovery-v1.ts'
import { endpointAddressErrors } from '../endpoints/addresses.ts'
import { ipWarnings } from '../ip-warnings.ts'
import { metaAgain } from '../meta-again.ts'
import { filled, mapped, mappedIn } from '../same.ts'

const TYPES = ['FQDN', 'IPv4', 'IPv6']
const PROTOCOLS = ['SCTP', 'TCP', 'UDP']
const ADDRESSES_MAX = 100
const ENDPOINTS_MAX = 1000
const PORTS_MAX = 20_000
const HINTS_MAX = 8

export const endpointSliceRules: Rules<EndpointSlice> = {
  defaults: slice =>
    (slice.ports ?? undefined) === undefined
      ? slice
      : mappedIn(slice, 'ports', (port: EndpointPort) =>
          filled(port, { name: '', protocol: 'TCP' }),
        ),
  prepareForCreate: withoutTopology,
  prepareForUpdate: (next, old) => withoutTopology(counted(next, old)),
  validate,
  validateUpdate: (next, old) => [
    ...metaAgain(next, true),
    ...validate(next),
    ...validateImmutable(next.addressType, old.addressType, 'addressType'),
  ],
  warningsOnCreate: slice => [
    ...(slice.addressType === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : []),
    ...addressWarnings(slice),
  ],
  warningsOnUpdate: addressWarnings,
}

/** Whoever reads slices reads their labels too, so other labels are another generation, and so is a topology of old. */
function counted(next: EndpointSlice, old: EndpointSlice): EndpointSlice {
  const read = ({ metadata, ...rest }: EndpointSlice): object => ({
    ...rest,
    labels: metadata.labels ?? {},
  })
  if (sameJson(read(next), read(old))) return next
  const generation = (old.metadata.generation ?? 0) + 1
  return { ...next, metadata: { ...next.metadata, generation } }
}

const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by'
/** Controllers that write addresses as they should be. */
const CAREFUL = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io']

function addressWarnings({ metadata, endpoints }: EndpointSlice): string[] {
  if (CAREFUL.includes(metadata.labels?.[MANAGED_BY] ?? '')) return []
  return (endpoints ?? []).flatMap(({ addresses }, index) =>
    (addresses ?? []).flatMap((address, place) =>
      ipWarnings(`endpoints[${index}].addresses[${place}]`, address),
    ),
  )
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
  else
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
  return hints === undefined ? causes : [...causes, ...hintErrors(hints, `${path}.hints`)]
}

/** For which zones and nodes an endpoint is meant. */
function hintErrors({ forZones, forNodes }: EndpointHints, path: string): Cause[] {
  const zones = (forZones ?? []).map(({ name }) => name)
  const nodes = (forNodes ?? []).map(({ name }) => name)
  return [
    ...placeErrors(zones, labelValueErrors, `${path}.forZones`),
    ...(zones.length > HINTS_MAX ? [] : placeErrors(nodes, dnsSubdomainErrors, `${path}.forNodes`)),
  ]
}

function placeErrors(
  names: readonly string[],
  errorsOf: (name: string) => string[],
  path: string,
): Cause[] {
  if (names.length > HINTS_MAX) return [tooMany(path, names.length, HINTS_MAX)]
  return names.flatMap((name, index) => {
    const at = `${path}[${index}].name`
    return [
      ...(names.indexOf(name) < index ? [duplicate(at, name)] : []),
      ...errorsOf(name).map(text => invalid(at, name, text)),
    ]
  })
}

function addressErrors(address: string, type: string, path: string): Cause[] {
  if (type === 'FQDN') return fullNameErrors(address, path)
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

/** A name with at least two labels; a dot at its end is left out when it is told. */
function fullNameErrors(address: string, path: string): Cause[] {
  if (address === '') return [required(path)]
  const name = address.endsWith('.') ? address.slice(0, -1) : address
  const errors = dnsSubdomainErrors(name)
  if (errors.length > 0) return [invalid(path, name, errors.join(','))]
  const labels = name.split('.')
  if (labels.length < 2)
    return [invalid(path, name, 'should be a domain with at least two segments separated by dots')]
  const long = labels.find(label => dnsLabelErrors(label).length > 0)
  return long === undefined ? [] : [invalid(path, long, dnsLabelErrors(long).join(','))]
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
    if (protocol === '') causes.push(required(`${path}.protocol`))
    else if (!PROTOCOLS.includes(protocol))
      causes.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS))
    if (appProtocol !== undefined)
      for (const text of qualifiedNameErrors(appProtocol))
        causes.push(invalid(`${path}.appProtocol`, appProtocol, text))
    return causes
  })
}

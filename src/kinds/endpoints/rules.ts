// The rules of Endpoints.
import { type Cause, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { ipErrors } from '../../meta/ip.ts'
import type { Rules } from '../../meta/kind.ts'
import {
  dnsLabelErrors,
  dnsSubdomainErrors,
  portNumberErrors,
  qualifiedNameErrors,
} from '../../meta/names.ts'
import type {
  EndpointAddress,
  EndpointPort,
  EndpointSubset,
  Endpoints,
} from '../../schema/generated/core-v1.ts'
import { ipWarnings } from '../ip-warnings.ts'
import { metaAgain } from '../meta-again.ts'
import { filled, mappedIn } from '../same.ts'
import { endpointAddressErrors } from './addresses.ts'

const PROTOCOLS = ['SCTP', 'TCP', 'UDP']

export const endpointsRules: Rules<Endpoints> = {
  defaults: endpoints =>
    mappedIn(endpoints, 'subsets', (subset: EndpointSubset) =>
      mappedIn(subset, 'ports', (port: EndpointPort) => filled(port, { protocol: 'TCP' })),
    ),
  validate,
  validateUpdate: next => [...metaAgain(next, true), ...validate(next)],
  warningsOnCreate: warnings,
  warningsOnUpdate: next => warnings(next),
}

function validate({ subsets = [] }: Endpoints): Cause[] {
  return subsets.flatMap((subset, index) => subsetErrors(subset, `subsets[${index}]`))
}

function subsetErrors(subset: EndpointSubset, path: string): Cause[] {
  const { addresses = [], notReadyAddresses = [], ports = [] } = subset
  const isEmpty = addresses.length === 0 && notReadyAddresses.length === 0
  return [
    ...(isEmpty ? [required(path, 'must specify `addresses` or `notReadyAddresses`')] : []),
    ...addresses.flatMap((each, at) => addressErrors(each, `${path}.addresses[${at}]`)),
    ...notReadyAddresses.flatMap((each, at) =>
      addressErrors(each, `${path}.notReadyAddresses[${at}]`),
    ),
    ...ports.flatMap((port, at) => portErrors(port, ports.length > 1, `${path}.ports[${at}]`)),
  ]
}

function addressErrors({ ip, hostname, nodeName }: EndpointAddress, path: string): Cause[] {
  const causes = ipErrors(`${path}.ip`, ip, true)
  if (hostname)
    for (const text of dnsLabelErrors(hostname))
      causes.push(invalid(`${path}.hostname`, hostname, text))
  if (nodeName !== undefined)
    for (const text of dnsSubdomainErrors(nodeName))
      causes.push(invalid(`${path}.nodeName`, nodeName, text))
  return [...causes, ...endpointAddressErrors(ip, `${path}.ip`)]
}

function portErrors(port: EndpointPort, isNameNeeded: boolean, path: string): Cause[] {
  const { name = '', protocol = '', appProtocol } = port
  const causes: Cause[] = []
  if (name === '' && isNameNeeded) causes.push(required(`${path}.name`))
  if (name !== '')
    for (const text of dnsLabelErrors(name)) causes.push(invalid(`${path}.name`, name, text))
  for (const text of portNumberErrors(port.port))
    causes.push(invalid(`${path}.port`, port.port, text))
  if (protocol === '') causes.push(required(`${path}.protocol`))
  else if (!PROTOCOLS.includes(protocol))
    causes.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS))
  if (appProtocol !== undefined)
    for (const text of qualifiedNameErrors(appProtocol))
      causes.push(invalid(`${path}.appProtocol`, appProtocol, text))
  return causes
}

function warnings({ subsets = [] }: Endpoints): string[] {
  return subsets.flatMap((subset, index) =>
    (['addresses', 'notReadyAddresses'] as const).flatMap(list =>
      (subset[list] ?? []).flatMap(({ ip }, at) =>
        ipWarnings(`subsets[${index}].${list}[${at}].ip`, ip),
      ),
    ),
  )
}

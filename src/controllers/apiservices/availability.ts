import type { APIService } from '../../schema/generated/apiregistration-v1.ts'
import type { Service } from '../../schema/generated/core-v1.ts'
import type { EndpointSlice } from '../../schema/generated/discovery-v1.ts'

/** What the condition Available says. */
export interface Availability {
  readonly status: 'True' | 'False'
  readonly reason: string
  readonly message: string
}

/** What the Service that an APIService names is like; `slices` are those of the Service. */
export interface Behind {
  readonly service: Service | undefined
  readonly slices: readonly EndpointSlice[]
}

/** Whether the API that an APIService tells of can be reached; after `remote_available_controller.go`. */
export function availabilityOf({ spec }: APIService, { service, slices }: Behind): Availability {
  if (spec?.service === undefined) return LOCAL
  const { name = '', namespace = '', port = 443 } = spec.service
  const told = `service/${name} in ${JSON.stringify(namespace)}`
  if (service === undefined) return no('ServiceNotFound', `${told} is not present`)
  if ((service.spec?.type ?? 'ClusterIP') === 'ClusterIP') {
    const found = service.spec?.ports?.find(one => one.port === port)
    if (found === undefined)
      return no('ServicePortError', `${told} is not listening on port ${port}`)
    if (slices.length === 0)
      return no('EndpointsNotFound', `cannot find endpointslices for ${told}`)
    const portName = found.name ?? ''
    const text = `endpointslices for ${told} have no addresses with port name "${portName}"`
    if (!slices.some(slice => hasAddress(slice, portName))) return no('MissingEndpoints', text)
  }
  const { group = '', version = '' } = spec
  return no('FailedDiscoveryCheck', failure(service, port, group, version))
}

const LOCAL: Availability = {
  status: 'True',
  reason: 'Local',
  message: 'Local APIServices are always available',
}

const no = (reason: string, message: string): Availability => ({ status: 'False', reason, message })

const hasAddress = ({ endpoints = [], ports = [] }: EndpointSlice, portName: string): boolean =>
  endpoints?.some(({ conditions }) => conditions?.ready !== false) === true &&
  ports?.some(({ name, port }) => name === portName && port !== undefined) === true

/** Nothing listens in simulated containers, so that asking there for discovery always fails. */
function failure({ spec }: Service, port: number, group: string, version: string): string {
  const isOutside = spec?.type === 'ExternalName'
  const host = (isOutside ? spec.externalName : spec?.clusterIP) ?? ''
  const address = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const url = `https://${address}/${group === '' ? 'api' : `apis/${group}`}/${version}`
  return `failing or missing response from ${url}: Get "${url}": dial tcp ${address}: connect: connection refused`
}

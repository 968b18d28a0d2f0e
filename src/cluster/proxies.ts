// `pods/proxy`, `services/proxy` and `nodes/proxy`: what an HTTP request meets that the server passes on.
import {
  endpointSlice as endpointSliceKind,
  endpoints as endpointsKind,
  node as nodeKind,
  pod as podKind,
  service as serviceKind,
} from '../kinds/index.ts'
import { pageOf } from '../kubelet/exec/page.ts'
import { hasKubelet, internalIpOf } from '../kubelet/node-status.ts'
import { badRequest, internalError, StatusError } from '../meta/status.ts'
import type { Registry } from '../registry/registry.ts'
import { target } from '../registry/target.ts'
import type { HandlerAnswer, HandlerCall } from '../rest/handlers.ts'
import type { Endpoints, Node, Pod, Service } from '../schema/generated/core-v1.ts'
import type { EndpointSlice } from '../schema/generated/discovery-v1.ts'

interface Parts {
  readonly registry: Registry
}

const HTTP_PORT = 80

/** Passes a request on to a Pod. @throws StatusError as the real server does */
export function proxyToPod({ registry }: Parts, call: HandlerCall): HandlerAnswer {
  const { name, port } = addressOf(call, 'pod')
  const pod = registry.get(target<Pod>(podKind, call.of.namespace, name))
  if ((pod.status?.podIP ?? '') === '') throw badRequest('address not allowed')
  const first = pod.spec?.containers?.flatMap(one => one.ports ?? [])[0]?.containerPort
  return answered(registry, call, pod, port === '' ? (first ?? HTTP_PORT) : Number(port))
}

/** Passes a request on to a Pod behind a Service. @throws StatusError as the real server does */
export function proxyToService({ registry }: Parts, call: HandlerCall): HandlerAnswer {
  const { name, port } = addressOf(call, 'service')
  const { namespace } = call.of
  const service = registry.get(target<Service>(serviceKind, namespace, name))
  const byNumber = service.spec?.ports?.find(one => String(one.port) === port)
  if (/^\d+$/.test(port) && byNumber === undefined)
    throw unavailable(`no service port ${port} found for service "${name}"`)
  const portName = byNumber?.name ?? (byNumber === undefined ? port : '')
  const found = registry.find(target<Endpoints>(endpointsKind, namespace, name))
  for (const { addresses = [], ports = [] } of found?.subsets ?? []) {
    const podName = addresses[0]?.targetRef?.name
    const number = ports.find(one => (one.name ?? '') === portName)?.port
    if (podName === undefined || number === undefined) continue
    const pod = registry.find(target<Pod>(podKind, namespace, podName))
    if (pod !== undefined) return answered(registry, call, pod, number)
  }
  // Where there are slices, if only empty ones, what was asked for is called as it was.
  const asked = hasSlices(registry, namespace, name) ? call.of.name : name
  throw unavailable(`no endpoints available for service "${asked}"`)
}

const hasSlices = (registry: Registry, namespace: string, service: string): boolean =>
  registry
    .all<EndpointSlice>(endpointSliceKind, namespace)
    .some(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service)

/** What a kubelet tells about itself. @throws StatusError as the real server does */
export function proxyToNode({ registry }: Parts, call: HandlerCall): HandlerAnswer {
  const { name } = addressOf(call, 'node')
  const node = registry.get(target<Node>(nodeKind, '', name))
  if (!hasKubelet(node)) throw refused(internalIpOf(node) ?? name)
  const path = call.rest === '' ? '/' : call.rest
  if (path === '/healthz') return { text: 'ok', type: 'text/plain; charset=utf-8' }
  if (path !== '/pods' && path !== '/pods/')
    return { text: '404 page not found\n', code: 404, type: 'text/plain; charset=utf-8' }
  const items = registry.all<Pod>(podKind).filter(pod => pod.spec?.nodeName === name)
  const list = { kind: 'PodList', apiVersion: 'v1', metadata: {}, items }
  return { text: JSON.stringify(list), type: 'application/json' }
}

/** `name`, `name:port` or `scheme:name:port`. @throws StatusError BadRequest */
function addressOf({ of }: HandlerCall, what: string): { name: string; port: string } {
  const parts = of.name.split(':')
  const [scheme, name = '', port = ''] = parts.length === 3 ? parts : ['', ...parts]
  if (parts.length <= 3 && name !== '' && ['http', 'https', ''].includes(scheme ?? ''))
    return { name, port }
  throw badRequest(`invalid ${what} request "${of.name}"`)
}

function answered(
  registry: Registry,
  { method, rest, request }: HandlerCall,
  pod: Pod,
  port: number,
): HandlerAnswer {
  const node = registry.find(target<Node>(nodeKind, '', pod.spec?.nodeName ?? ''))
  if (node === undefined || !hasKubelet(node)) throw refused(pod.status?.podIP ?? '')
  const query = (request.url ?? '').split('?')[1]
  const path = `${rest === '' ? '/' : rest}${query === undefined ? '' : `?${query}`}`
  const { text, code, type } = pageOf({ pod, port, method, path })
  return { text, code, type }
}

const unavailable = (message: string): StatusError =>
  new StatusError(503, 'ServiceUnavailable', message)

const refused = (address: string): StatusError =>
  internalError(`error dialing backend: dial tcp ${address}: connect: connection refused`)

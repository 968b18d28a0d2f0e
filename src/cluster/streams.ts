// Exec, attach and port-forward end at a kubelet, and the simulated ones listen nowhere: who asks is told
// what a real API server tells when it cannot reach a node.
import { node as nodeKind, pod as podKind } from '../kinds/index.ts'
import { badRequest, internalError } from '../meta/status.ts'
import type { Registry } from '../registry/registry.ts'
import { target } from '../registry/target.ts'
import type { HandlerAnswer, HandlerCall } from '../rest/handlers.ts'
import type { Node, Pod } from '../schema/generated/core-v1.ts'

const KUBELET_PORT = 10_250

/** @throws StatusError always */
export function unreachable(
  { registry }: { registry: Registry },
  { of }: HandlerCall,
): HandlerAnswer {
  const pod = registry.get(target<Pod>(podKind, of.namespace, of.name))
  const nodeName = pod.spec?.nodeName ?? ''
  if (nodeName === '') throw badRequest(`pod ${of.name} does not have a host assigned`)
  const node = registry.find(target<Node>(nodeKind, '', nodeName))
  const address =
    node?.status?.addresses?.find(one => one.type === 'InternalIP')?.address ?? nodeName
  throw internalError(
    `error dialing backend: dial tcp ${address}:${KUBELET_PORT}: connect: connection refused`,
  )
}

/** A proxy speaks to addresses of Pods only, and nobody listens there. @throws StatusError always */
export function proxyUnreachable(
  { registry }: { registry: Registry },
  { of }: HandlerCall,
): HandlerAnswer {
  const [name = ''] = of.name.split(':').slice(of.name.split(':').length === 3 ? 1 : 0)
  const pod = registry.get(target<Pod>(podKind, of.namespace, name))
  if ((pod.status?.podIP ?? '') === '') throw badRequest('address not allowed')
  throw internalError(
    `error dialing backend: dial tcp ${pod.status?.podIP}: connect: connection refused`,
  )
}

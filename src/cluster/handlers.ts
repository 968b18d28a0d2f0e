// Binds the names of handlers, which rows give, to what answers them.
import { resourceAttributes } from '../auth/attributes.ts'
import type { Auth } from '../auth/auth.ts'
import type { Clock } from '../clock.ts'
import { bind } from '../controllers/scheduler/binding.ts'
import type { Ids } from '../ids.ts'
import { HANDLERS, type Table } from '../kinds/index.ts'
import type { BehaviorOf } from '../kubelet/behavior.ts'
import { Containers } from '../kubelet/exec/containers.ts'
import type { ExecHandler } from '../kubelet/exec/execute.ts'
import type { KubeObject } from '../meta/object.ts'
import { forbiddenStatus } from '../meta/status.ts'
import type { Registry } from '../registry/registry.ts'
import type { Handler, HandlerCall, Handlers } from '../rest/handlers.ts'
import type { Binding } from '../schema/generated/core-v1.ts'
import type { Eviction } from '../schema/generated/policy-v1.ts'
import { componentStatus } from './component-status.ts'
import { evictFor } from './evictions.ts'
import { logged } from './logs.ts'
import { nodeMetrics, podMetrics } from './metrics.ts'
import { reviewPlacement } from './placements.ts'
import { podTokens } from './pod-tokens.ts'
import { proxyToNode, proxyToPod, proxyToService } from './proxies.ts'
import { reviewHandlers } from './reviews.ts'
import { attachToPod, execInPod, forwardToPod } from './streams.ts'
import { tokenRequest } from './token-request.ts'

export interface HandlerParts {
  readonly behaviorOf: BehaviorOf
  readonly registry: Registry
  readonly table: Table
  readonly clock: Clock
  readonly ids: Ids
  readonly auth: Auth
  /** What runs commands before simulated containers do. */
  readonly exec?: ExecHandler | undefined
}

export function bindHandlers(parts: HandlerParts): Handlers {
  const streams = {
    ...parts,
    containers: new Containers(parts.registry),
    tokensOf: podTokens(parts.registry, parts.auth.accounts),
  }
  return new Map<string, Handler>([
    ...reviewHandlers(parts),
    [HANDLERS.serviceAccountToken, call => tokenRequest(parts.registry, parts.auth, call)],
    [HANDLERS.componentStatus, componentStatus],
    [HANDLERS.podBinding, call => bound(parts, call)],
    [HANDLERS.binding, call => bound(parts, call)],
    [HANDLERS.placementReview, call => reviewPlacement(parts.registry, call)],
    [HANDLERS.podEviction, call => evicted(parts, call)],
    [HANDLERS.podLog, call => logged(parts, call)],
    [HANDLERS.podExec, call => execInPod(streams, creating(parts, call))],
    [HANDLERS.podAttach, call => attachToPod(streams, creating(parts, call))],
    [HANDLERS.podPortForward, call => forwardToPod(streams, creating(parts, call))],
    [HANDLERS.podProxy, call => proxyToPod(parts, call)],
    [HANDLERS.serviceProxy, call => proxyToService(parts, call)],
    [HANDLERS.nodeMetrics, call => nodeMetrics(parts, call)],
    [HANDLERS.podMetrics, call => podMetrics(parts, call)],
    [HANDLERS.nodeProxy, call => proxyToNode(parts, call)],
  ])
}

/** WebSockets come by GET: who may only read a Pod still does nothing within it. @throws StatusError 403 */
function creating({ auth }: HandlerParts, call: HandlerCall): HandlerCall {
  if (call.verb === 'create') return call
  const { of, subresource } = call
  const asked = { verb: 'create', version: 'v1', resource: 'pods', subresource }
  const { namespace, name } = of
  const { allowed, reason } = auth.access.authorizer.decide(
    call.user,
    resourceAttributes({ ...asked, namespace, name }),
  )
  if (!allowed) throw forbiddenStatus(of.kind, name, reason)
  return call
}

async function bound({ registry }: HandlerParts, call: HandlerCall) {
  const binding = call.body?.value as Binding
  const name = call.of.name === '' ? (binding.metadata.name ?? '') : call.of.name
  const status = await bind(registry, call.of.namespace, name, binding, call.context)
  return { object: status as unknown as KubeObject, code: 201 }
}

async function evicted({ registry }: HandlerParts, { of, body, context }: HandlerCall) {
  const status = await evictFor(registry, of, body?.value as Eviction, context)
  return { object: status as unknown as KubeObject, code: 201 }
}

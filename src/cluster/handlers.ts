// Binds the names of handlers, which rows give, to what answers them.
import type { Auth } from '../auth/auth.ts'
import type { Clock } from '../clock.ts'
import { evict } from '../controllers/disruption/eviction.ts'
import { bind } from '../controllers/scheduler/binding.ts'
import type { Ids } from '../ids.ts'
import { HANDLERS, type Table } from '../kinds/index.ts'
import type { KubeObject } from '../meta/object.ts'
import type { Registry } from '../registry/registry.ts'
import type { Handler, HandlerCall, Handlers } from '../rest/handlers.ts'
import type { Binding } from '../schema/generated/core-v1.ts'
import type { Eviction } from '../schema/generated/policy-v1.ts'
import { logged } from './logs.ts'
import { reviewHandlers } from './reviews.ts'
import { proxyUnreachable, unreachable } from './streams.ts'
import { tokenRequest } from './token-request.ts'

export interface HandlerParts {
  readonly registry: Registry
  readonly table: Table
  readonly clock: Clock
  readonly ids: Ids
  readonly auth: Auth
}

export function bindHandlers(parts: HandlerParts): Handlers {
  return new Map<string, Handler>([
    ...reviewHandlers(parts),
    [HANDLERS.serviceAccountToken, call => tokenRequest(parts.registry, parts.auth.accounts, call)],
    [HANDLERS.podBinding, call => bound(parts, call)],
    [HANDLERS.binding, call => bound(parts, call)],
    [HANDLERS.podEviction, call => evicted(parts, call)],
    [HANDLERS.podLog, call => logged(parts, call)],
    [HANDLERS.podExec, call => unreachable(parts, call)],
    [HANDLERS.podAttach, call => unreachable(parts, call)],
    [HANDLERS.podPortForward, call => unreachable(parts, call)],
    [HANDLERS.podProxy, call => proxyUnreachable(parts, call)],
  ])
}

async function bound({ registry }: HandlerParts, call: HandlerCall) {
  const binding = call.body?.value as Binding
  const name = call.of.name === '' ? (binding.metadata.name ?? '') : call.of.name
  const status = await bind(registry, call.of.namespace, name, binding, call.context)
  return { object: status as unknown as KubeObject, code: 201 }
}

async function evicted({ registry }: HandlerParts, { of, body, context }: HandlerCall) {
  const eviction = body?.value as Eviction
  const status = await evict(registry, of.namespace, of.name, eviction, context)
  return { object: status as unknown as KubeObject, code: 201 }
}

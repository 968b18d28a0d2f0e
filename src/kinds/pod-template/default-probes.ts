// Defaults of probes and of lifecycle hooks.
import type {
  Container,
  EphemeralContainer,
  Lifecycle,
  LifecycleHandler,
  Probe,
} from '../../schema/generated/core-v1.ts'
import { changed, filled, without } from '../same.ts'

const PROBE: Partial<Probe> = {
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
}
const HTTP_GET = { path: '/', scheme: 'HTTP' }
const GRPC = { service: '' }
const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const

/** The container with its probes and hooks complete. Signals of its own are dropped: their gate is off. */
export function defaultHandlers<T extends Container | EphemeralContainer>(container: T): T {
  let result = container
  for (const name of PROBES) {
    const probe = container[name]
    if (probe !== undefined) result = changed(result, name, defaultProbe(probe) as T[typeof name])
  }
  const { lifecycle } = container
  if (lifecycle === undefined) return result
  const { stopSignal, ...hooks } = lifecycle
  if (stopSignal === undefined)
    return changed(result, 'lifecycle', defaultLifecycle(lifecycle) as T['lifecycle'])
  return Object.keys(hooks).length === 0
    ? without(result, 'lifecycle')
    : { ...result, lifecycle: defaultLifecycle(hooks) }
}

function defaultProbe(probe: Probe): Probe {
  let result = filled(withoutZeros(probe), PROBE)
  if (probe.httpGet !== undefined)
    result = changed(result, 'httpGet', defaultHttpGet(probe.httpGet))
  // Decoding keeps a service that was left out as null.
  if (probe.grpc !== undefined && (probe.grpc.service ?? undefined) === undefined)
    result = { ...result, grpc: { ...probe.grpc, ...GRPC } }
  return result
}

/** A zero is as good as nothing here. */
function withoutZeros(probe: Probe): Probe {
  let result = probe
  for (const name of [
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ] as const) {
    if (probe[name] !== 0) continue
    const { [name]: _, ...rest } = result
    result = rest
  }
  return result
}

function defaultHttpGet<T extends { path?: string; scheme?: string }>(get: T): T {
  if (get.path && get.scheme) return get
  return { ...get, path: get.path || HTTP_GET.path, scheme: get.scheme || HTTP_GET.scheme }
}

function defaultLifecycle(lifecycle: Lifecycle): Lifecycle {
  let result = lifecycle
  if (lifecycle.postStart !== undefined)
    result = changed(result, 'postStart', defaultHook(lifecycle.postStart))
  if (lifecycle.preStop !== undefined)
    result = changed(result, 'preStop', defaultHook(lifecycle.preStop))
  return result
}

function defaultHook(hook: LifecycleHandler): LifecycleHandler {
  return hook.httpGet === undefined ? hook : changed(hook, 'httpGet', defaultHttpGet(hook.httpGet))
}

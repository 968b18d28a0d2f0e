// Defaults that only Pods get, beside those of any pod spec.
import type { Container, Pod, PodSpec } from '../../schema/generated/core-v1.ts'
import { defaultPodSpec } from '../pod-template/defaults.ts'
import { isPodLevel, limitsOf, requestsOf } from '../pod-template/pod-resources.ts'
import { isHugePages } from '../pod-template/resource-names.ts'
import { changed, filled, mapped } from '../same.ts'

const SPEC: Partial<PodSpec> = { enableServiceLinks: true }

export function defaultPod(pod: Pod): Pod {
  let spec = defaultPodSpec(pod.spec ?? { containers: [] })
  if (spec.containers) spec = changed(spec, 'containers', mapped(spec.containers, withRequests))
  if (spec.initContainers !== undefined)
    spec = changed(spec, 'initContainers', mapped(spec.initContainers, withRequests))
  spec = withPodRequests(withPodLimits(filled(spec, SPEC)))
  return changed(pod, 'spec', spec.hostNetwork === true ? withHostPorts(spec) : spec)
}

/** What is limited and not asked for is asked for up to the limit. */
function withRequests(container: Container): Container {
  const { limits, requests } = container.resources ?? {}
  if (limits === undefined) return container
  const filledRequests = filled(requests ?? {}, limits)
  if (filledRequests === requests) return container
  return { ...container, resources: { ...container.resources, requests: filledRequests } }
}

/** Huge pages that containers are limited to limit a Pod that speaks as a whole, too, unless it asks for them itself. */
function withPodLimits(spec: PodSpec): PodSpec {
  const { limits, requests } = spec.resources ?? {}
  if (Object.keys({ ...limits, ...requests }).length === 0) return spec
  const added: Record<string, string> = {}
  for (const [name, { text }] of limitsOf(spec))
    if (isHugePages(name) && limits?.[name] === undefined && requests?.[name] === undefined)
      added[name] = text
  if (Object.keys(added).length === 0) return spec
  return { ...spec, resources: { ...spec.resources, limits: { ...limits, ...added } } }
}

/** A Pod that is limited as a whole asks as a whole: for what its containers ask for, or for its limit. */
function withPodRequests(spec: PodSpec): PodSpec {
  const { resources } = spec
  const limits = resources?.limits
  if (limits === undefined || Object.keys(limits).length === 0) return spec
  const requests: Record<string, string> = { ...resources?.requests }
  for (const [name, { text }] of requestsOf(spec))
    if (isPodLevel(name) && !isHugePages(name)) requests[name] ??= text
  for (const name in limits) if (isPodLevel(name)) requests[name] ??= limits[name] ?? '0'
  return { ...spec, resources: { ...resources, requests } }
}

/** On the network of the host, ports of containers are ports of the host. */
function withHostPorts(spec: PodSpec): PodSpec {
  let result = spec
  for (const name of ['containers', 'initContainers'] as const) {
    const list = spec[name]
    if (list) result = changed(result, name, mapped(list, onHost) as PodSpec[typeof name] & object)
  }
  return result
}

function onHost(container: Container): Container {
  if (container.ports === undefined) return container
  const ports = mapped(container.ports, port =>
    port.hostPort ? port : { ...port, hostPort: port.containerPort },
  )
  return changed(container, 'ports', ports)
}

import { configMap as configMapKind, secret as secretKind } from '../../kinds/index.ts'
import { nanosOf } from '../../meta/quantity.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type {
  ConfigMap,
  Container as ContainerSpec,
  EnvVarSource,
  Pod,
  ResourceFieldSelector,
  Secret,
} from '../../schema/generated/core-v1.ts'

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The variables that a container starts with. */
export function environmentOf(
  registry: Registry,
  pod: Pod,
  spec: ContainerSpec,
  hostname: string,
): Map<string, string> {
  const namespace = pod.metadata.namespace ?? ''
  const env = new Map([
    ['PATH', PATH],
    ['HOSTNAME', hostname],
    ['KUBERNETES_SERVICE_HOST', '10.96.0.1'],
    ['KUBERNETES_SERVICE_PORT', '443'],
    ['KUBERNETES_SERVICE_PORT_HTTPS', '443'],
    ['KUBERNETES_PORT', 'tcp://10.96.0.1:443'],
  ])
  for (const { prefix = '', configMapRef, secretRef } of spec.envFrom ?? []) {
    const data = {
      ...dataOf(registry, namespace, configMapRef?.name, 'ConfigMap'),
      ...dataOf(registry, namespace, secretRef?.name, 'Secret'),
    }
    for (const [name, value] of Object.entries(data)) env.set(`${prefix}${name}`, value)
  }
  for (const { name, value, valueFrom } of spec.env ?? []) {
    const found = valueFrom === undefined ? value : sourced(registry, pod, spec, valueFrom)
    env.set(
      name,
      (found ?? '').replace(/\$\(([^)]+)\)/g, (all, of) => env.get(of) ?? all),
    )
  }
  return env.set('HOME', '/root')
}

function dataOf(
  registry: Registry,
  namespace: string,
  name: string | undefined,
  kind: 'ConfigMap' | 'Secret',
): Readonly<Record<string, string>> {
  if (name === undefined) return {}
  if (kind === 'ConfigMap')
    return registry.find(target<ConfigMap>(configMapKind, namespace, name))?.data ?? {}
  const data = registry.find(target<Secret>(secretKind, namespace, name))?.data ?? {}
  const plain = Object.entries(data).map(([key, value]) => [
    key,
    Buffer.from(String(value), 'base64').toString(),
  ])
  return Object.fromEntries(plain) as Record<string, string>
}

function sourced(
  registry: Registry,
  pod: Pod,
  own: ContainerSpec,
  source: EnvVarSource,
): string | undefined {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = source
  if (resourceFieldRef !== undefined) return resourceOf(pod, own, resourceFieldRef)
  const namespace = pod.metadata.namespace ?? ''
  if (configMapKeyRef !== undefined)
    return dataOf(registry, namespace, configMapKeyRef.name, 'ConfigMap')[configMapKeyRef.key]
  if (secretKeyRef !== undefined)
    return dataOf(registry, namespace, secretKeyRef.name, 'Secret')[secretKeyRef.key]
  return fieldRef === undefined ? '' : fieldOf(pod, fieldRef.fieldPath)
}

/** An amount such as `limits.cpu`, counted in units of the divisor and rounded up. */
export function resourceOf(pod: Pod, own: ContainerSpec, selector: ResourceFieldSelector): string {
  const { containerName, resource, divisor } = selector
  const of = pod.spec?.containers?.find(one => one.name === containerName) ?? own
  const [list = '', name = ''] = resource.split(/\.(.*)/)
  const amounts = list === 'limits' ? of.resources?.limits : of.resources?.requests
  const unit = nanosOf(divisor) || 1_000_000_000n
  return String((nanosOf(amounts?.[name]) + unit - 1n) / unit)
}

/** A field by its path, such as `metadata.labels['app']`. */
export function fieldOf(pod: Pod, path: string): string {
  const [, map = '', key = ''] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? []
  if (map === 'labels' || map === 'annotations') return pod.metadata[map]?.[key] ?? ''
  let value: unknown = pod
  for (const step of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[step]
  return typeof value === 'string' ? value : ''
}

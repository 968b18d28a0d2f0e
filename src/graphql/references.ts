// Which ConfigMaps and Secrets the spec of a Pod names, whatever for: volumes, variables, pulling of images.
import type { KubeObject } from '../meta/object.ts'
import type { Container, Pod, Volume } from '../schema/generated/core-v1.ts'

/** Names of objects beside a Pod, each once. */
export interface Named {
  readonly configMaps: readonly string[]
  readonly secrets: readonly string[]
}

type Names = { configMaps: (string | undefined)[]; secrets: (string | undefined)[] }

const known = new WeakMap<KubeObject, Named>()

/** Read once for each version of a Pod. */
export function namedBy(pod: KubeObject): Named {
  let found = known.get(pod)
  if (found === undefined) {
    const names: Names = { configMaps: [], secrets: [] }
    const { spec } = pod as Pod
    for (const volume of spec?.volumes ?? []) ofVolume(volume, names)
    const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]
    for (const container of [...containers, ...(spec?.ephemeralContainers ?? [])])
      ofContainer(container, names)
    names.secrets.push(...(spec?.imagePullSecrets ?? []).map(({ name }) => name))
    found = { configMaps: distinct(names.configMaps), secrets: distinct(names.secrets) }
    known.set(pod, found)
  }
  return found
}

function ofVolume({ configMap, secret, projected, csi }: Volume, names: Names): void {
  names.configMaps.push(configMap?.name)
  names.secrets.push(secret?.secretName, csi?.nodePublishSecretRef?.name)
  for (const source of projected?.sources ?? []) {
    names.configMaps.push(source.configMap?.name)
    names.secrets.push(source.secret?.name)
  }
}

function ofContainer({ env, envFrom }: Pick<Container, 'env' | 'envFrom'>, names: Names): void {
  for (const { valueFrom } of env ?? []) {
    names.configMaps.push(valueFrom?.configMapKeyRef?.name)
    names.secrets.push(valueFrom?.secretKeyRef?.name)
  }
  for (const { configMapRef, secretRef } of envFrom ?? []) {
    names.configMaps.push(configMapRef?.name)
    names.secrets.push(secretRef?.name)
  }
}

const distinct = (names: readonly (string | undefined)[]): string[] => [
  ...new Set(names.filter((name): name is string => name !== undefined && name !== '')),
]

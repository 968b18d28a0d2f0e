import { configMap as configMapKind, secret as secretKind } from '../../kinds/index.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type {
  ConfigMap,
  Container as ContainerSpec,
  DownwardAPIVolumeFile,
  KeyToPath,
  Pod,
  Secret,
  Volume,
  VolumeMount,
} from '../../schema/generated/core-v1.ts'
import { fieldOf, resourceOf } from './environment.ts'
import { type FileSystem, resolved } from './file-system.ts'

/** What is in a volume, by path from its root. */
type Files = ReadonlyMap<string, Buffer>

/**
 * Puts into a file system what the volumes of a container hold now; others are empty directories. `tokens` are those
 * of service accounts, by `VOLUME/PATH`.
 */
export function mountVolumes(
  registry: Registry,
  pod: Pod,
  spec: ContainerSpec,
  files: FileSystem,
  tokens: ReadonlyMap<string, string> = new Map(),
): void {
  const nowMs = registry.clock.nowMs()
  for (const mount of spec.volumeMounts ?? []) {
    const volume = pod.spec?.volumes?.find(one => one.name === mount.name)
    const held = volume === undefined ? undefined : filesOf(registry, pod, spec, volume, tokens)
    const root = resolved('/', mount.mountPath)
    if (held !== undefined) put(files, root, mount, held, nowMs)
    // A file of the host, such as /etc/hosts, may be mounted over one.
    else if (files.find(root)?.kind !== 'file') files.makeDirectories(root, nowMs)
  }
}

function put(files: FileSystem, root: string, mount: VolumeMount, held: Files, nowMs: number) {
  const { subPath = '' } = mount
  const one = held.get(subPath)
  if (one === undefined) {
    files.remove(root)
    files.makeDirectories(root, nowMs)
  }
  for (const [path, data] of one === undefined ? held : [['', one] as const]) {
    const place = resolved(root, path)
    files.makeDirectories(place.slice(0, place.lastIndexOf('/')) || '/', nowMs)
    files.write(place, data, nowMs)
  }
}

/** Undefined for volumes that hold nothing by themselves. Tokens are not made here: who has none finds no file. */
function filesOf(
  registry: Registry,
  pod: Pod,
  spec: ContainerSpec,
  volume: Volume,
  tokens: ReadonlyMap<string, string>,
): Files | undefined {
  const { configMap, secret, downwardAPI, projected } = volume
  const named = (of: Named | undefined, kind: Kind) => dataOf(registry, pod, of?.name, kind)
  if (configMap !== undefined) return chosen(named(configMap, 'ConfigMap'), configMap.items)
  if (secret !== undefined)
    return chosen(named({ name: secret.secretName ?? '' }, 'Secret'), secret.items)
  if (downwardAPI !== undefined) return told(pod, spec, downwardAPI.items)
  if (projected === undefined) return undefined
  const all = (projected.sources ?? []).flatMap(source => [
    ...chosen(named(source.configMap, 'ConfigMap'), source.configMap?.items),
    ...chosen(named(source.secret, 'Secret'), source.secret?.items),
    ...told(pod, spec, source.downwardAPI?.items),
    ...tokenIn(source.serviceAccountToken?.path, volume.name, tokens),
  ])
  return new Map(all)
}

function tokenIn(
  path: string | undefined,
  volume: string,
  tokens: ReadonlyMap<string, string>,
): Files {
  const token = tokens.get(`${volume}/${path}`)
  return path === undefined || token === undefined
    ? new Map()
    : new Map([[path, Buffer.from(token)]])
}

type Kind = 'ConfigMap' | 'Secret'
type Named = { readonly name?: string }

function dataOf(registry: Registry, pod: Pod, name: string | undefined, kind: Kind): Files {
  if (!name) return new Map()
  const namespace = pod.metadata.namespace ?? ''
  if (kind === 'Secret') {
    const data = registry.find(target<Secret>(secretKind, namespace, name))?.data
    return decoded(data)
  }
  const map = registry.find(target<ConfigMap>(configMapKind, namespace, name))
  const texts = Object.entries(map?.data ?? {}).map(([key, text]) => [key, Buffer.from(text)])
  return new Map([...(texts as [string, Buffer][]), ...decoded(map?.binaryData)])
}

const decoded = (data: Readonly<Record<string, unknown>> | undefined): Files =>
  new Map(
    Object.entries(data ?? {}).map(([key, text]) => [key, Buffer.from(String(text), 'base64')]),
  )

/** All keys, or those that are asked for, at the paths that are asked for. */
function chosen(data: Files, items: readonly KeyToPath[] | undefined): Files {
  if (items === undefined || items.length === 0) return data
  return new Map(items.map(({ key, path }) => [path, data.get(key) ?? Buffer.alloc(0)]))
}

function told(
  pod: Pod,
  spec: ContainerSpec,
  items: readonly DownwardAPIVolumeFile[] | undefined,
): Files {
  const text = ({ fieldRef, resourceFieldRef }: DownwardAPIVolumeFile): string => {
    if (resourceFieldRef !== undefined) return resourceOf(pod, spec, resourceFieldRef)
    const map = /^metadata\.(labels|annotations)$/.exec(fieldRef?.fieldPath ?? '')?.[1]
    if (map === undefined) return fieldOf(pod, fieldRef?.fieldPath ?? '')
    const pairs = Object.entries(pod.metadata[map as 'labels' | 'annotations'] ?? {})
    return pairs.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join('\n')
  }
  return new Map((items ?? []).map(item => [item.path, Buffer.from(text(item))]))
}

// Files of one volume that would lie upon each other.
import { goQuote } from '../../meta/field-errors.ts'
import type { Volume, VolumeProjection } from '../../schema/generated/core-v1.ts'

interface File {
  readonly path?: string
}

/** Files of a source and what the source is called, if it names any. */
type Named = readonly [what: string, paths: readonly string[]]

export function pathWarnings(out: string[], volumes: readonly Volume[] | undefined): void {
  for (const volume of volumes ?? []) {
    for (const source of sourcesOf(volume)) overlapWarnings(out, volume.name, source)
    if (volume.projected !== undefined)
      projectionWarnings(out, volume.name, volume.projected.sources ?? [])
  }
}

const paths = (items: readonly File[] | undefined): readonly string[] =>
  (items ?? []).map(({ path = '' }) => path)

function sourcesOf({ configMap, secret, downwardAPI }: Volume): Named[] {
  const sources: Named[] = []
  if (configMap !== undefined)
    sources.push([`ConfigMap ${goQuote(configMap.name ?? '')}`, paths(configMap.items)])
  if (secret !== undefined)
    sources.push([`Secret ${goQuote(secret.secretName ?? '')}`, paths(secret.items)])
  if (downwardAPI !== undefined) sources.push(['DownwardAPI', paths(downwardAPI.items)])
  return sources
}

/** Each source by itself, and then with those before it, in the order of the alphabet. */
function projectionWarnings(
  out: string[],
  volume: string,
  sources: readonly VolumeProjection[],
): void {
  const all = new Set<string>()
  for (const source of sources) {
    const named = projected(source)
    if (named === undefined) {
      out.push(`volume ${goQuote(volume)} (Projected) has no sources provided`)
      continue
    }
    const [what, own] = named
    overlapWarnings(out, volume, named)
    const together = [...new Set(own), ...all].sort()
    if (own.length > 0) overlapWarnings(out, volume, [what, together])
    for (const path of own) all.add(path)
  }
}

function projected(source: VolumeProjection): Named | undefined {
  const { configMap, secret, downwardAPI, serviceAccountToken, clusterTrustBundle } = source
  if (configMap !== undefined)
    return [`Projected ConfigMap ${goQuote(configMap.name ?? '')}`, paths(configMap.items)]
  if (secret !== undefined)
    return [`Projected Secret ${goQuote(secret.name ?? '')}`, paths(secret.items)]
  if (downwardAPI !== undefined) return ['Projected DownwardAPI', paths(downwardAPI.items)]
  if (serviceAccountToken !== undefined)
    return ['Projected ServiceAccountToken', paths([serviceAccountToken])]
  if (clusterTrustBundle !== undefined) {
    const name = clusterTrustBundle.name ?? clusterTrustBundle.signerName ?? ''
    return [`Projected ClusterTrustBundle ${goQuote(name)}`, paths([clusterTrustBundle])]
  }
  return Object.keys(source).length === 0 ? undefined : ['Projected', []]
}

function overlapWarnings(out: string[], volume: string, [what, files]: Named): void {
  const seen = new Set<string>()
  for (const file of files) {
    const path = file.replace(TRAILING, '')
    const other = path === '' ? undefined : [...seen].find(one => overlaps(one, path))
    if (other !== undefined)
      out.push(
        `volume ${goQuote(volume)} (${what}): overlapping paths: ${goQuote(path)} with ${goQuote(other)}`,
      )
    seen.add(path)
  }
}

const TRAILING = /\/+$/

/** As the real server has it: a path lies upon all that merely begin with its letters. */
const overlaps = (a: string, b: string): boolean =>
  a !== '' && (a === b || `${a}/`.startsWith(b) || `${b}/`.startsWith(a))

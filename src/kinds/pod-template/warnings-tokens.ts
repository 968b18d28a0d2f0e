import type { Volume } from '../../schema/generated/core-v1.ts'

/** Files of projected volumes that hide a token of the service account. */
export function tokenPathWarnings(
  out: string[],
  volumes: readonly Volume[] | undefined,
  path: string,
): void {
  if (volumes === undefined) return
  const sources = volumes.flatMap((volume, index) =>
    (volume.projected?.sources ?? []).map(source => ({
      source,
      at: `${path}[${index}].projected.sources`,
    })),
  )
  const tokens = new Set<string>()
  for (const { source } of sources)
    if (source.serviceAccountToken?.path) tokens.add(source.serviceAccountToken.path)
  if (tokens.size === 0) return
  const warn = (at: string, file: string | undefined): void => {
    if (file !== undefined && tokens.has(file))
      out.push(`${at}: has duplicated path with ServiceAccountToken "${file}"`)
  }
  for (const { source, at } of sources) {
    for (const [index, item] of (source.configMap?.items ?? []).entries())
      warn(`${at}.configMap[${index}]`, item.path)
    for (const [index, item] of (source.secret?.items ?? []).entries())
      warn(`${at}.secrets[${index}]`, item.path)
    for (const [index, item] of (source.downwardAPI?.items ?? []).entries())
      warn(`${at}.downwardAPI[${index}]`, item.path)
    warn(`${at}.ClusterTrustBundle`, source.clusterTrustBundle?.path)
  }
}

// The tokens that Pods find in their volumes: issued when somebody looks, and anew when they have grown old.
import type { ServiceAccountTokens } from '../auth/service-account-tokens.ts'
import { ISSUER } from '../auth/service-account-tokens.ts'
import { node as nodeKind, serviceAccount } from '../kinds/index.ts'
import type { Registry } from '../registry/registry.ts'
import { target } from '../registry/target.ts'
import type { Pod, ServiceAccountTokenProjection } from '../schema/generated/core-v1.ts'

const SECONDS_DEFAULT = 3600
/** When this much of its life is over, a kubelet asks for the next. */
const OLD = 0.8

/** Tokens by `VOLUME/PATH`. */
export type PodTokens = ReadonlyMap<string, string>

interface Kept {
  readonly token: string
  readonly oldMs: number
}

/** Gives the tokens of a Pod's volumes. */
export function podTokens(
  registry: Registry,
  accounts: ServiceAccountTokens,
): (pod: Pod) => Promise<PodTokens> {
  const kept = new Map<string, Kept>()
  registry.store.onChange('pods', ({ previous, next }) => {
    const uid = previous?.object.metadata.uid
    if (next !== undefined || uid === undefined || kept.size === 0) return
    for (const key of kept.keys()) if (key.startsWith(`${uid} `)) kept.delete(key)
  })
  return async pod => {
    const tokens = new Map<string, string>()
    for (const [place, projection] of projectionsOf(pod)) {
      const key = `${pod.metadata.uid} ${place}`
      const known = kept.get(key)
      const isFresh = known !== undefined && registry.clock.nowMs() < known.oldMs
      const one = isFresh ? known : await issued(registry, accounts, pod, projection)
      if (one === undefined) continue
      kept.set(key, one)
      tokens.set(place, one.token)
    }
    return tokens
  }
}

function projectionsOf(pod: Pod): [string, ServiceAccountTokenProjection][] {
  return (pod.spec?.volumes ?? []).flatMap(({ name, projected }) =>
    (projected?.sources ?? []).flatMap(({ serviceAccountToken: token }) =>
      token === undefined
        ? []
        : [[`${name}/${token.path}`, token] as [string, ServiceAccountTokenProjection]],
    ),
  )
}

async function issued(
  registry: Registry,
  accounts: ServiceAccountTokens,
  pod: Pod,
  { audience = '', expirationSeconds = SECONDS_DEFAULT }: ServiceAccountTokenProjection,
): Promise<Kept | undefined> {
  const { namespace = '' } = pod.metadata
  const { serviceAccountName = '', nodeName = '' } = pod.spec ?? {}
  const account = registry.find(target(serviceAccount, namespace, serviceAccountName))
  if (account === undefined) return undefined
  const node = registry.find(target(nodeKind, '', nodeName))
  const { token } = await accounts.issue({
    account,
    audiences: [audience === '' ? ISSUER : audience],
    expirationSeconds,
    bound: { pod, ...(node === undefined ? {} : { node }) },
  })
  return { token, oldMs: registry.clock.nowMs() + expirationSeconds * 1000 * OLD }
}

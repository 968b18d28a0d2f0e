// What verifiers of service account tokens ask for.
import type { Exchange } from './exchange.ts'
import type { OpenIdOptions } from './options.ts'
import { serverAddress } from './server-address.ts'

const JWKS = 'application/jwk-set+json'
const ISSUER = 'https://kubernetes.default.svc.cluster.local'
const CACHED: readonly string[] = ['Cache-Control', 'public, max-age=3600']

/** `/.well-known/openid-configuration` */
export function serveOpenIdConfiguration(
  exchange: Exchange,
  openid: OpenIdOptions | undefined,
): void {
  const document = {
    issuer: openid?.issuer ?? ISSUER,
    jwks_uri: `https://${serverAddress(exchange.request)}/openid/v1/jwks`,
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  }
  exchange.send(200, 'application/json', JSON.stringify(document), CACHED)
}

/** `/openid/v1/jwks`, which is not had as plain JSON. */
export async function serveKeys(
  exchange: Exchange,
  openid: OpenIdOptions | undefined,
): Promise<void> {
  exchange.send(200, JWKS, JSON.stringify((await openid?.jwks()) ?? { keys: [] }), CACHED)
}

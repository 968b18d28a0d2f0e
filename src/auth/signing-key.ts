// The key that signs tokens of service accounts. It is made when the first token is asked for, and kept in
// the store beside the objects, in a place that no row of the table shows: tokens outlive a restart.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'
import type { KubeObject } from '../meta/object.ts'
import type { Registry } from '../registry/registry.ts'

const AT = { resource: 'auth.mimikube.dev/signingkeys', namespace: '', name: 'service-account' }

type StoredKey = KubeObject & { readonly pem?: string }

export interface SigningKey {
  readonly id: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

export class SigningKeys {
  readonly #store: Registry['store']
  #key: SigningKey | undefined

  constructor(store: Registry['store']) {
    this.#store = store
  }

  /** The key, if there is one. */
  find(): SigningKey | undefined {
    if (this.#key === undefined) {
      const stored = this.#store.get(AT)?.object as StoredKey | undefined
      if (stored?.pem !== undefined) this.#key = keyFrom(createPrivateKey(stored.pem))
    }
    return this.#key
  }

  /** The key; made when there is none. */
  async get(): Promise<SigningKey> {
    const known = this.find()
    if (known !== undefined) return known
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
    const object: StoredKey = {
      apiVersion: 'auth.mimikube.dev/v1',
      kind: 'SigningKey',
      metadata: { name: AT.name },
      pem,
    }
    // Whoever was first has made the key that counts.
    await this.#store.commit(AT, 'none', object)
    return this.find() ?? keyFrom(privateKey)
  }

  /** The public half as a JSON Web Key Set; the key is made when somebody asks for it. */
  async jwks(): Promise<{ keys: unknown[] }> {
    const key = await this.get()
    const { kty, n, e } = key.publicKey.export({ format: 'jwk' })
    return { keys: [{ use: 'sig', kty, kid: key.id, alg: 'RS256', n, e }] }
  }
}

function keyFrom(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey)
  const der = publicKey.export({ type: 'spki', format: 'der' })
  const id = createHash('sha256').update(der).digest('base64url')
  return { id, privateKey, publicKey }
}

// Fills Secrets of the type service-account-token, and deletes those whose account has gone; after
// `tokens_controller.go`. How a token is signed is not known here.
import type { Loop } from '../../loop/loop.ts'
import { WorkQueue } from '../../loop/queue.ts'
import type { Timers } from '../../loop/timers.ts'
import { controllerContext } from '../../registry/context.ts'
import type { Registry } from '../../registry/registry.ts'
import { target } from '../../registry/target.ts'
import type { Secret, ServiceAccount } from '../../schema/generated/core-v1.ts'
import { ignoring } from '../claim.ts'
import { Follower } from '../follow.ts'
import { at, keyOf } from '../keys.ts'
import { secrets, serviceAccounts } from '../rows.ts'

const TYPE = 'kubernetes.io/service-account-token'
const ACCOUNT_NAME = 'kubernetes.io/service-account.name'
const ACCOUNT_UID = 'kubernetes.io/service-account.uid'

export interface TokenSecretsOptions {
  readonly registry: Registry
  readonly timers: Timers
  /** The certificate by which clients know the server, in PEM. */
  readonly rootCa: string
  tokenFor(account: ServiceAccount, secret: Secret): Promise<string>
}

export class TokenSecrets implements Loop {
  readonly name = 'token-secrets'
  readonly queue: WorkQueue
  readonly #options: TokenSecretsOptions
  readonly #context = controllerContext('tokens-controller')
  readonly #follower: Follower

  constructor(options: TokenSecretsOptions) {
    this.#options = options
    this.queue = new WorkQueue(this.name, options.timers)
    this.#follower = new Follower(options.registry)
  }

  start(): void {
    this.#follower.onAll<Secret>(secrets, next => {
      if (next?.type === TYPE) this.queue.add(keyOf(next))
    })
    this.#follower.on<ServiceAccount>(serviceAccounts, (next, previous) => {
      const { namespace = '', name = '' } = (next ?? previous)?.metadata ?? {}
      if (next !== undefined && previous !== undefined) return
      for (const secret of this.#options.registry.all(secrets, namespace))
        if (secret.type === TYPE && secret.metadata.annotations?.[ACCOUNT_NAME] === name)
          this.queue.add(keyOf(secret))
    })
  }

  stop(): void {
    this.#follower.stop()
  }

  async reconcile(key: string): Promise<void> {
    const { registry } = this.#options
    const secret = registry.find(at(secrets, key))
    if (secret === undefined || secret.metadata.deletionTimestamp !== undefined) return
    const { namespace = '', annotations = {}, uid } = secret.metadata
    const name = annotations[ACCOUNT_NAME] ?? ''
    const account = registry.find(target(serviceAccounts, namespace, name))
    const meant = annotations[ACCOUNT_UID] ?? ''
    if (account === undefined || (meant !== '' && meant !== account.metadata.uid)) {
      const options = uid === undefined ? {} : { preconditions: { uid } }
      const remove = () => registry.delete(at(secrets, key), options, this.#context)
      await ignoring(['NotFound', 'Conflict'], remove)
    } else await this.#fill(secret, account)
  }

  async #fill(secret: Secret, account: ServiceAccount): Promise<void> {
    const { registry, rootCa, tokenFor } = this.#options
    const known = secret.data?.['token'] ?? ''
    const token = known === '' ? base64(await tokenFor(account, secret)) : known
    const data = {
      'ca.crt': base64(rootCa),
      namespace: base64(account.metadata.namespace ?? ''),
      token,
    }
    const change = (live: Secret): Secret => {
      const filled = { ...data, ...live.data, token: live.data?.['token'] || token }
      const { annotations } = live.metadata
      const uid = account.metadata.uid ?? ''
      const isFilled = Object.keys(data).every(name => live.data?.[name] !== undefined)
      if (isFilled && annotations?.[ACCOUNT_UID] === uid) return live
      const metadata = { ...live.metadata, annotations: { ...annotations, [ACCOUNT_UID]: uid } }
      return { ...live, metadata, data: filled }
    }
    await registry.modify(at(secrets, secret), change, this.#context)
  }
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

// From one version of a custom resource to another: by name alone, or by asking a webhook. Follows
// apiextensions-apiserver `pkg/apiserver/conversion`.
import { isObject, type JsonObject, type KubeObject } from '../../meta/object.ts'
import { Unready } from '../../meta/ready.ts'
import { plainError, StatusError } from '../../meta/status.ts'
import type {
  CustomResourceConversion,
  WebhookClientConfig,
} from '../../schema/generated/apiextensions-v1.ts'
import { type Asked, convertedOf, reviewOf } from './conversion-review.ts'

/** From the version that an object is in to another one. */
export interface Convert {
  /** @throws Unready where a webhook must be asked first */
  (object: KubeObject, apiVersion: string): KubeObject
  /** Asks for many at once; nothing where nobody need be asked. */
  ahead?(objects: readonly KubeObject[], apiVersion: string): Promise<void> | undefined
}

/** How webhooks are reached. */
export interface ConversionCalls {
  uid(): string
  /** The text of the answer. @throws Error with the words of the real server */
  post(config: WebhookClientConfig, review: JsonObject): Promise<string>
}

const rename: Convert = (object, apiVersion) => ({ ...object, apiVersion })

export function converterOf(
  conversion: CustomResourceConversion | undefined,
  calls: ConversionCalls | undefined,
): Convert {
  if (conversion?.strategy !== 'Webhook' || calls === undefined) return rename
  const webhook = new ConversionWebhook(conversion, calls)
  const convert: Convert = (object, apiVersion) => webhook.converted(object, apiVersion)
  convert.ahead = (objects, apiVersion) => webhook.ahead(objects, apiVersion)
  return convert
}

const KEPT_MAX = 10_000

/**
 * Remembers what a webhook has made of objects. What the server itself writes into metadata does not count: it
 * is not the webhook's to change, and is new whenever a write is prepared again.
 */
class ConversionWebhook {
  readonly #conversion: CustomResourceConversion
  readonly #calls: ConversionCalls
  readonly #known = new Map<string, KubeObject>()

  constructor(conversion: CustomResourceConversion, calls: ConversionCalls) {
    this.#conversion = conversion
    this.#calls = calls
  }

  converted(object: KubeObject, apiVersion: string): KubeObject {
    if (object.apiVersion === apiVersion) return object
    const key = keyOf(object, apiVersion)
    const known = this.#known.get(key)
    if (known !== undefined) return withMetadata(known, object)
    throw new Unready(() => this.#ask(object, apiVersion, key))
  }

  ahead(objects: readonly KubeObject[], apiVersion: string): Promise<void> | undefined {
    const asked = objects
      .filter(object => object.apiVersion !== apiVersion)
      .map(object => ({ object, key: keyOf(object, apiVersion) }))
      .filter(({ key }) => !this.#known.has(key))
    if (asked.length === 0) return undefined
    const all = asked.map(({ object, key }) => this.#ask(object, apiVersion, key))
    return Promise.all(all).then(() => undefined)
  }

  async #ask(object: KubeObject, apiVersion: string, key: string): Promise<void> {
    const { clientConfig = {}, conversionReviewVersions = [] } = this.#conversion.webhook ?? {}
    const asked: Asked = { object, apiVersion, uid: this.#calls.uid() }
    const review = reviewOf(asked, conversionReviewVersions)
    if (review === undefined) throw plainError('no supported conversion review versions')
    const answer = await this.#posted(clientConfig, review, object)
    const made = convertedOf(answer, asked, String(review.apiVersion))
    if (this.#known.size >= KEPT_MAX) this.#known.clear()
    this.#known.set(key, made)
  }

  async #posted(
    config: WebhookClientConfig,
    review: JsonObject,
    { apiVersion, kind }: KubeObject,
  ): Promise<JsonObject> {
    const failed = (why: string): StatusError =>
      plainError(`conversion webhook for ${apiVersion}, Kind=${kind} failed: ${why}`)
    try {
      const answer: unknown = JSON.parse(await this.#calls.post(config, review))
      if (isObject(answer)) return answer
    } catch (error) {
      if (error instanceof StatusError) throw error
      if (!(error instanceof SyntaxError)) throw failed((error as Error).message)
    }
    throw failed("couldn't get version/kind; json parse error: invalid answer")
  }
}

function keyOf(object: KubeObject, apiVersion: string): string {
  const { name, generateName = '', namespace, labels, annotations } = object.metadata
  // A name that is made anew at each try is none to go by.
  const kept = { name: generateName === '' ? name : '', namespace, labels, annotations }
  return `${apiVersion} ${JSON.stringify({ ...object, metadata: kept })}`
}

/** What was made of an object, with the metadata of this one. */
function withMetadata(made: KubeObject, { metadata }: KubeObject): KubeObject {
  const { labels: _, annotations: __, ...own } = metadata
  const { labels, annotations } = made.metadata
  return {
    ...made,
    metadata: {
      ...own,
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
  }
}

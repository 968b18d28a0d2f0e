import type { KubeObject } from '../../meta/object.ts'
import { plainError } from '../../meta/status.ts'
import type { CustomResourceConversion } from '../../schema/generated/apiextensions-v1.ts'

/** From the version that an object is in to another one. */
export type Convert = (object: KubeObject, apiVersion: string) => KubeObject

/**
 * How a definition converts: by name alone, or by a webhook. Webhooks are not called here: what would need
 * one fails as it does where the webhook cannot be reached.
 */
export function converterOf(conversion: CustomResourceConversion | undefined): Convert {
  if (conversion?.strategy !== 'Webhook') return (object, apiVersion) => ({ ...object, apiVersion })
  const { url, service } = conversion.webhook?.clientConfig ?? {}
  const where =
    url ??
    `https://${service?.name}.${service?.namespace}.svc:${service?.port ?? 443}${service?.path ?? '/'}`
  const why =
    service === undefined ? 'connect: connection refused' : `service "${service.name}" not found`
  return (object, apiVersion) => {
    if (object.apiVersion === apiVersion) return object
    throw plainError(
      `conversion webhook for ${object.apiVersion}, Kind=${object.kind} failed: Post "${where}?timeout=30s": ${why}`,
    )
  }
}

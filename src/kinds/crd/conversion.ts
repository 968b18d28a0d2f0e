// How objects of one version become those of another: not at all but for the name of the version, or by a webhook.
import { type Cause, forbidden, invalid, notSupported, required } from '../../meta/field-errors.ts'
import { dns1035LabelErrors } from '../../meta/names.ts'
import type {
  CustomResourceConversion,
  WebhookClientConfig,
} from '../../schema/generated/apiextensions-v1.ts'
import { clientConfigErrors } from '../admission/client-config.ts'

const HTTPS_PORT = 443

/** The conversion with the port of its service filled in. */
export function withService(conversion: CustomResourceConversion): CustomResourceConversion {
  const { webhook } = conversion
  const service = webhook?.clientConfig?.service
  if (service === undefined || service.port !== undefined) return conversion
  const clientConfig = { ...webhook?.clientConfig, service: { ...service, port: HTTPS_PORT } }
  return { ...conversion, webhook: { ...webhook, clientConfig } }
}

const AT = 'spec.conversion'
const CLIENT = `${AT}.webhookClientConfig`
const REVIEWS = `${AT}.conversionReviewVersions`

/** What is wrong with a conversion, at the paths of the older API that validation speaks. */
export function validateConversion(conversion: CustomResourceConversion | undefined): Cause[] {
  if (conversion === undefined) return []
  const { strategy, webhook } = conversion
  const causes = strategyCauses(strategy)
  const config = webhook?.clientConfig
  const reviews = webhook?.conversionReviewVersions ?? []
  if (strategy === 'Webhook') return [...causes, ...configCauses(config), ...reviewCauses(reviews)]
  const why = 'should not be set when strategy is not set to Webhook'
  if (config !== undefined) causes.push(forbidden(CLIENT, why))
  if (reviews.length > 0) causes.push(forbidden(REVIEWS, why))
  return causes
}

function strategyCauses(strategy: string): Cause[] {
  if (strategy === '') return [required(`${AT}.strategy`)]
  if (strategy === 'None' || strategy === 'Webhook') return []
  return [notSupported(`${AT}.strategy`, strategy, ['None', 'Webhook'])]
}

function configCauses(config: WebhookClientConfig | undefined): Cause[] {
  if (config === undefined) return [required(CLIENT, 'required when strategy is set to Webhook')]
  return clientConfigErrors(config, CLIENT)
}

const ACCEPTED = ['v1', 'v1beta1']

function reviewCauses(versions: readonly string[]): Cause[] {
  if (versions.length === 0) return [required(REVIEWS)]
  const causes: Cause[] = []
  for (const [index, version] of versions.entries()) {
    const at = `${REVIEWS}[${index}]`
    if (versions.indexOf(version) < index) causes.push(invalid(at, version, 'duplicate version'))
    else for (const text of dns1035LabelErrors(version)) causes.push(invalid(at, version, text))
  }
  if (!versions.some(version => ACCEPTED.includes(version)))
    causes.push(invalid(REVIEWS, versions, `must include at least one of ${ACCEPTED.join(', ')}`))
  return causes
}

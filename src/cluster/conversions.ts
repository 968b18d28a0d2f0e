import type { Ids } from '../ids.ts'
import type { ConversionCalls } from '../kinds/customresource/conversion.ts'
import { call } from '../registry/admission/webhook/call.ts'
import { readerOf } from '../registry/reader.ts'
import type { Registry } from '../registry/registry.ts'

const TIMEOUT_SECONDS = 30

/** How the webhooks are asked that convert custom resources. */
export function conversionCalls(registry: Registry, ids: Ids): ConversionCalls {
  return {
    uid: () => ids.uid(),
    post: (config, review) => call(config, review, TIMEOUT_SECONDS, readerOf(registry.store)),
  }
}

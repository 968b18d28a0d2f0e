// The revision that a Deployment should go back to. apps/v1 shows as an annotation what is a field to the real server.
import type { Cause } from '../../meta/field-errors.ts'
import { parseInt64 } from '../../meta/labels.ts'
import { validateNonNegative } from '../../meta/object-meta.ts'
import { badRequest } from '../../meta/status.ts'
import type { Deployment } from '../../schema/generated/apps-v1.ts'

export const ROLLBACK_TO = 'deprecated.deployment.rollback.to'

/**
 * The Deployment with the number written as numbers are.
 * @throws StatusError 400 when the annotation is no number
 */
export function withRollback(deployment: Deployment): Deployment {
  const text = deployment.metadata.annotations?.[ROLLBACK_TO]
  if (!text) return deployment
  const revision = parseInt64(text)
  if (revision === undefined) throw badRequest(noNumber(text))
  return String(revision) === text ? deployment : asking(deployment, String(revision))
}

function noNumber(text: string): string {
  const why = /^[+-]?[0-9]+$/.test(text) ? 'value out of range' : 'invalid syntax'
  return `Deployment in version "v1" cannot be handled as a Deployment: failed to parse annotation[${ROLLBACK_TO}]=${text} as int64: strconv.ParseInt: parsing ${JSON.stringify(text)}: ${why}`
}

/** The status endpoint leaves it alone, like all of the spec. */
export const keepingRollback = (next: Deployment, old: Deployment): Deployment =>
  asking(next, old.metadata.annotations?.[ROLLBACK_TO])

function asking(deployment: Deployment, text: string | undefined): Deployment {
  const { annotations, ...metadata } = deployment.metadata
  if (annotations?.[ROLLBACK_TO] === text) return deployment
  const { [ROLLBACK_TO]: _, ...others } = annotations ?? {}
  const kept = text === undefined ? others : { ...others, [ROLLBACK_TO]: text }
  return {
    ...deployment,
    metadata: Object.keys(kept).length === 0 ? metadata : { ...metadata, annotations: kept },
  }
}

export function rollbackErrors({ metadata }: Deployment): Cause[] {
  const text = metadata.annotations?.[ROLLBACK_TO]
  return text ? validateNonNegative(Number(text), 'spec.rollback.version') : []
}

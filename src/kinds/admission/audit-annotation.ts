import type { Allowed } from '../../meta/cel/policy.ts'
import { type Cause, duplicate, goQuote, invalid, required } from '../../meta/field-errors.ts'
import { byteLength, qualifiedNameErrors } from '../../meta/names.ts'
import type { AuditAnnotation } from '../../schema/generated/admissionregistration-v1.ts'
import { expressionErrors } from './expressions.ts'

const ANNOTATIONS_MAX = 20
const VALUE_BYTES_MAX = 5 * 1024

/** What is wrong with the annotations that a policy makes. */
export function annotationErrors(
  annotations: readonly AuditAnnotation[],
  allowed: Allowed,
  policy: string,
): Cause[] {
  const path = 'spec.auditAnnotations'
  const many =
    annotations.length > ANNOTATIONS_MAX
      ? [invalid(path, annotations, `must not have more than ${ANNOTATIONS_MAX} auditAnnotations`)]
      : []
  return [...many, ...eachAnnotation(annotations, allowed, policy)]
}

function eachAnnotation(
  annotations: readonly AuditAnnotation[],
  allowed: Allowed,
  policy: string,
): Cause[] {
  const keys = new Set<string>()
  return annotations.flatMap(({ key, valueExpression }, index) => {
    const path = `spec.auditAnnotations[${index}]`
    const causes: Cause[] = []
    const full = `${policy}/${key}`
    if (policy === '')
      causes.push(invalid(`${path}.key`, key, 'requires metadata.name be non-empty'))
    else
      for (const text of qualifiedNameErrors(full)) causes.push(invalid(`${path}.key`, full, text))
    causes.push(...valueErrors(valueExpression, allowed, `${path}.valueExpression`))
    if (keys.has(key)) causes.push(duplicate(`${path}.key`, key))
    keys.add(key)
    return causes
  })
}

function valueErrors(text: string, allowed: Allowed, path: string): Cause[] {
  const trimmed = text.trim()
  if (trimmed === '') return [required(path, 'valueExpression is not specified')]
  if (byteLength(trimmed) > VALUE_BYTES_MAX)
    return [required(path, `must not exceed ${VALUE_BYTES_MAX} bytes in length`)]
  return expressionErrors(trimmed, allowed, ['string', 'null_type'], path).map(cause => ({
    ...cause,
    message: cause.message.replace(goQuote(trimmed), () => goQuote(text)),
  }))
}

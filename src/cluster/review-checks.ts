// What a review must say to be answered. The real server names no kind where it refuses one.
import { type Cause, forbidden, invalid, required } from '../meta/field-errors.ts'
import { labelValueErrors, qualifiedNameErrors } from '../meta/names.ts'
import { isObject, type JsonObject } from '../meta/object.ts'
import { badRequest, invalidObject, StatusError } from '../meta/status.ts'
import type { SubjectAccessReviewSpec } from '../schema/generated/authorization-v1.ts'

const NO_KIND = { group: 'authorization.k8s.io', kind: '' }

/** @throws StatusError 422 */
export function checkReview(
  body: JsonObject,
  spec: SubjectAccessReviewSpec,
  demandsUser: boolean,
): void {
  const causes = [...specCauses(spec, demandsUser)]
  if (!isEmpty(body.metadata)) causes.push(invalid('metadata', body.metadata, 'must be empty'))
  refuse(causes)
}

/** @throws StatusError 400 or 422 */
export function checkLocalReview(
  body: JsonObject,
  spec: SubjectAccessReviewSpec,
  namespace: string,
): void {
  const causes = [...specCauses(spec, true)]
  const metadata = isObject(body.metadata) ? body.metadata : {}
  const { namespace: named = namespace, ...rest } = metadata
  if (!isEmpty(rest))
    causes.push(invalid('metadata', metadata, 'must be empty except for namespace'))
  const at = spec.resourceAttributes?.namespace ?? ''
  if (spec.resourceAttributes !== undefined && at !== named)
    causes.push(invalid('spec.resourceAttributes.namespace', at, 'must match metadata.namespace'))
  if (spec.nonResourceAttributes !== undefined)
    causes.push(
      invalid(
        'spec.nonResourceAttributes',
        goPath(spec.nonResourceAttributes),
        'disallowed on this kind of request',
      ),
    )
  refuse(causes)
  if (named !== namespace)
    throw badRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace}`)
}

function* specCauses(spec: SubjectAccessReviewSpec, demandsUser: boolean): Generator<Cause> {
  const { resourceAttributes, nonResourceAttributes } = spec
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined)
    yield invalid(
      'spec.nonResourceAttributes',
      goPath(nonResourceAttributes),
      'cannot be specified in combination with resourceAttributes',
    )
  if (resourceAttributes === undefined && nonResourceAttributes === undefined)
    yield invalid(
      'spec.resourceAttributes',
      null,
      'exactly one of nonResourceAttributes or resourceAttributes must be specified',
    )
  const { fieldSelector, labelSelector } = resourceAttributes ?? {}
  yield* selectorCauses('spec.resourceAttributes.fieldSelector', fieldSelector)
  yield* selectorCauses('spec.resourceAttributes.labelSelector', labelSelector)
  if (demandsUser && (spec.user ?? '') === '' && (spec.groups ?? []).length === 0)
    yield invalid('spec.user', '', 'at least one of user or group must be specified')
}

interface Selector {
  readonly rawSelector?: string
  readonly requirements?: readonly {
    readonly key: string
    readonly operator: string
    readonly values?: readonly string[]
  }[]
}

function* selectorCauses(field: string, selector: Selector | undefined): Generator<Cause> {
  if (selector === undefined) return
  const { rawSelector: raw = '', requirements = [] } = selector
  if (raw !== '' && requirements.length > 0)
    yield invalid(`${field}.rawSelector`, raw, 'may not specified at the same time as requirements')
  if (raw === '' && requirements.length === 0)
    yield required(
      `${field}.requirements`,
      `when ${field} is specified, requirements or rawSelector is required`,
    )
  for (const [index, { key, operator, values = [] }] of requirements.entries()) {
    const at = `${field}.requirements[${index}]`
    const isOfFields = field.endsWith('fieldSelector')
    if (isOfFields && key === '') yield required(`${at}.key`, 'must be specified')
    // Operators that are not known may be those of a later version.
    if ((operator === 'In' || operator === 'NotIn') && values.length === 0)
      yield required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'")
    if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0)
      yield forbidden(
        `${at}.values`,
        "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      )
    if (isOfFields) continue
    for (const text of qualifiedNameErrors(key)) yield invalid(`${at}.key`, key, text)
    for (const [which, value] of values.entries())
      for (const text of labelValueErrors(value))
        yield invalid(`${at}.values[${which}]`, value, text)
  }
}

/** As the internal form prints. */
const goPath = (of: { path?: string; verb?: string }) => ({
  Path: of.path ?? '',
  Verb: of.verb ?? '',
})

const isEmpty = (metadata: unknown): boolean =>
  !isObject(metadata) ||
  Object.entries(metadata).every(
    ([key, value]) => key === 'managedFields' || value === '' || value === 0 || value === null,
  )

function refuse(causes: readonly Cause[]): void {
  if (causes.length === 0) return
  const { code, reason, message, status } = invalidObject(NO_KIND, '', causes)
  const { kind: _, ...details } = status.details ?? {}
  throw new StatusError(code, reason, message, details)
}

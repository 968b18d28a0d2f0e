// The rules of custom resources: what a write keeps, and what is checked, in the order of the real server.
import { type Cause, invalid } from '../../meta/field-errors.ts'
import { sameJson } from '../../meta/freeze.ts'
import type { Rules, WriteContext } from '../../meta/kind.ts'
import { qualifiedNameErrors } from '../../meta/names.ts'
import type { JsonObject, KubeObject, ObjectMeta } from '../../meta/object.ts'
import type {
  CustomResourceSubresources,
  JSONSchemaProps,
} from '../../schema/generated/apiextensions-v1.ts'
import { withStatus } from '../status.ts'
import type { Convert } from './conversion.ts'
import { embeddedCauses } from './embedded.ts'
import { compileExpressions } from './expressions.ts'
import { listTypeCauses } from './list-types.ts'
import type { Old } from './ratchet.ts'
import { scaleSpecCauses, scaleStatusCauses } from './scale.ts'
import { causesOf, compileSchema } from './validator.ts'

/** What the rules of one version depend on. */
export interface VersionFacts {
  readonly apiVersion: string
  readonly schema: JSONSchemaProps
  readonly subresources: CustomResourceSubresources
  readonly convert: Convert
}

/** The rules of a version; schemas are compiled when the first write comes. */
export function customRules(facts: VersionFacts): { main: Rules; status: Rules } {
  const main = lazily(() => compileSchema(facts.schema))
  const status = lazily(() => compileSchema(facts.schema.properties?.status ?? {}))
  const expressions = lazily(() => compileExpressions(facts.schema))
  const { scale } = facts.subresources
  const seen = (object: KubeObject): JsonObject =>
    facts.convert(object, facts.apiVersion) as unknown as JsonObject

  const further = (
    object: JsonObject,
    old: JsonObject | undefined,
    before: Cause[],
    told: WriteContext['warn'],
  ): Cause[] => {
    const known = old === undefined ? [] : listTypeCauses(old, facts.schema)
    const causes = [
      ...before,
      ...embeddedCauses(object, facts.schema),
      ...(known.length > 0 ? [] : listTypeCauses(object, facts.schema)),
    ]
    const rules = expressions()
    if (rules === undefined) return causes
    // A name that is missing is told elsewhere.
    const isBlocked = causes.some(blocks) || !(object.metadata as ObjectMeta | undefined)?.name
    return isBlocked ? [...causes, UNCHECKED] : [...causes, ...rules(object, old, told)]
  }

  const mainCauses = (object: KubeObject, old?: KubeObject, context?: WriteContext): Cause[] => {
    const value = seen(object)
    const was = old === undefined ? undefined : seen(old)
    const before = [
      ...causesOf(main(), value, was && { value: was }),
      ...(scale === undefined ? [] : scaleSpecCauses(object, scale)),
      ...(scale === undefined ? [] : scaleStatusCauses(object, scale)),
    ]
    return further(value, was, before, context?.warn)
  }

  const statusCauses = (object: KubeObject, old: KubeObject, context?: WriteContext): Cause[] => {
    const value = seen(object)
    const was: Old = 'status' in old ? { value: old.status } : undefined
    const own = 'status' in value ? causesOf(status(), value.status, was, 'status') : []
    const counts = scale === undefined ? [] : scaleStatusCauses(object, scale)
    return further(value, seen(old), [...own, ...counts], context?.warn)
  }

  return {
    main: {
      ...mainPreparation(facts),
      validate: object => mainCauses(object),
      validateUpdate: mainCauses,
    },
    status: { prepareForUpdate: onlyStatus, validateUpdate: statusCauses },
  }
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Errors after which expressions would see values that they do not expect. */
const BLOCKING: ReadonlySet<string> = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
])

const blocks = (cause: Cause): boolean => BLOCKING.has(cause.reason)

const UNCHECKED: Cause = invalid(
  '<nil>',
  null,
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
)

const statusOf = (object: KubeObject): unknown => (object as { status?: unknown }).status

/** With a status of its own, the object itself never changes it; everything but metadata counts for the generation. */
function mainPreparation({ subresources }: VersionFacts): Rules {
  const hasStatus = subresources.status !== undefined
  return {
    prepareForCreate: draft => (hasStatus ? withStatus(draft, undefined) : draft),
    prepareForUpdate: (next, old) => {
      const kept = hasStatus ? withStatus(next, statusOf(old)) : next
      if (sameJson(content(kept), content(old))) return kept
      const generation = (old.metadata.generation ?? 0) + 1
      return { ...kept, metadata: { ...kept.metadata, generation } }
    },
    warningsOnCreate: object => finalizerWarnings(object.metadata),
    warningsOnUpdate: (next, old) => finalizerWarnings(next.metadata, old.metadata),
  }
}

/** The version in which an object happens to be stored is no part of it. */
const content = (object: KubeObject): unknown => ({
  ...object,
  apiVersion: undefined,
  metadata: undefined,
})

function onlyStatus(next: KubeObject, old: KubeObject): KubeObject {
  const { managedFields } = next.metadata
  const { managedFields: _, ...metadata } = old.metadata
  const kept = {
    ...old,
    metadata: managedFields === undefined ? metadata : { ...metadata, managedFields },
  }
  return withStatus(kept, statusOf(next))
}

const STANDARD = new Set(['kubernetes', 'orphan', 'foregroundDeletion'])

/** Names of finalizers that are asking for trouble. */
function finalizerWarnings(meta: ObjectMeta, old?: ObjectMeta): string[] {
  const added = (meta.finalizers ?? []).filter(name => !old?.finalizers?.includes(name))
  return [...new Set(added)].sort().flatMap(name => {
    const at = `metadata.finalizers: ${JSON.stringify(name)}:`
    const errors = qualifiedNameErrors(name).map(text => `${at} ${text}`)
    if (name.includes('/') || STANDARD.has(name)) return errors
    const path = name.includes('.') ? ' including a path (/)' : ''
    return [
      ...errors,
      `${at} prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers`,
    ]
  })
}

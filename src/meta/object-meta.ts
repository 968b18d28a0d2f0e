// The rules of metadata: what any object may call itself and say of itself, and what of that may
// change. The order of the causes is the real server's.
import { type Cause, forbidden, goQuote, invalid, required, tooLong } from './field-errors.ts'
import { sameJson } from './freeze.ts'
import { validateLabels } from './labels.ts'
import {
  byteLength,
  labelName,
  type NameErrors,
  qualifiedNameErrors,
  subdomainName,
} from './names.ts'
import type { ManagedFieldsEntry, ObjectMeta, OwnerReference } from './object.ts'

export interface ObjectMetaOptions {
  readonly namespaced: boolean
  /** How names of the kind are checked; subdomains when left out. */
  readonly nameErrors?: NameErrors | undefined
  /** False for custom resources: any qualified name does for a finalizer. */
  readonly standardFinalizers?: boolean
}

export const IMMUTABLE = 'field is immutable'
export const NOT_NEGATIVE = 'must be greater than or equal to 0'
const ANNOTATIONS_BYTES_MAX = 256 * 1024

/** What is wrong with the metadata of an object that is to be created. */
export function validateObjectMeta(
  meta: ObjectMeta,
  options: ObjectMetaOptions,
  path = 'metadata',
): Cause[] {
  const causes = validateNames(meta, options, path)
  if (options.namespaced) {
    if (meta.namespace === undefined || meta.namespace === '')
      causes.push(required(`${path}.namespace`))
    else
      for (const text of labelName(meta.namespace, false))
        causes.push(invalid(`${path}.namespace`, meta.namespace, text))
  } else if (meta.namespace !== undefined && meta.namespace !== '')
    causes.push(forbidden(`${path}.namespace`, 'not allowed on this type'))
  append(causes, validateContent(meta, path))
  if (options.standardFinalizers !== false)
    append(causes, standardFinalizers(meta.finalizers, `${path}.finalizers`))
  return causes
}

/** Everything but names and namespace. */
function validateContent(meta: ObjectMeta, path: string): Cause[] {
  const causes: Cause[] = []
  append(causes, validateNonNegative(meta.generation ?? 0, `${path}.generation`))
  append(causes, validateLabels(meta.labels, `${path}.labels`))
  append(causes, validateAnnotations(meta.annotations, `${path}.annotations`))
  append(causes, validateOwnerReferences(meta.ownerReferences, `${path}.ownerReferences`))
  append(causes, validateFinalizers(meta.finalizers, `${path}.finalizers`))
  append(causes, validateManagedFields(meta.managedFields, `${path}.managedFields`))
  return causes
}

function append(causes: Cause[], more: readonly Cause[]): void {
  if (more.length > 0) causes.push(...more)
}

function validateNames(
  meta: ObjectMeta,
  { nameErrors = subdomainName }: ObjectMetaOptions,
  path: string,
): Cause[] {
  const causes: Cause[] = []
  const { name = '', generateName = '' } = meta
  if (generateName !== '')
    for (const text of nameErrors(generateName, true))
      causes.push(invalid(`${path}.generateName`, generateName, text))
  if (name === '') causes.push(required(`${path}.name`, 'name or generateName is required'))
  else for (const text of nameErrors(name, false)) causes.push(invalid(`${path}.name`, name, text))
  return causes
}

/** A count that may not be below zero. */
export function validateNonNegative(value: number, path: string): Cause[] {
  return value < 0 ? [invalid(path, value, NOT_NEGATIVE)] : []
}

/** What is wrong with annotations; each fault stands at the map. */
export function validateAnnotations(annotations: ObjectMeta['annotations'], path: string): Cause[] {
  const causes: Cause[] = []
  let bytes = 0
  for (const key in annotations) {
    for (const text of qualifiedNameErrors(key.toLowerCase())) causes.push(invalid(path, key, text))
    bytes += byteLength(key) + byteLength(annotations[key] ?? '')
  }
  if (bytes > ANNOTATIONS_BYTES_MAX) causes.push(tooLong(path, ANNOTATIONS_BYTES_MAX))
  return causes
}

function validateOwnerReferences(
  owners: readonly OwnerReference[] | undefined,
  path: string,
): Cause[] {
  const causes: Cause[] = []
  let controller = ''
  for (const owner of owners ?? []) {
    append(causes, validateOwnerReference(owner, path))
    if (owner.controller !== true) continue
    const name = `${owner.kind}/${owner.name}`
    if (controller !== '')
      causes.push(
        invalid(
          path,
          owners,
          `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`,
        ),
      )
    else controller = name
  }
  return causes
}

function validateOwnerReference(owner: OwnerReference, path: string): Cause[] {
  const causes: Cause[] = []
  const { apiVersion = '' } = owner
  const parts = apiVersion.split('/')
  const version = parts.length > 2 ? '' : (parts.at(-1) ?? '')
  if (version === '')
    causes.push(invalid(`${path}.apiVersion`, apiVersion, 'version must not be empty'))
  for (const field of ['kind', 'name', 'uid'] as const)
    if (!owner[field]) causes.push(invalid(`${path}.${field}`, '', 'must not be empty'))
  if (owner.apiVersion === 'v1' && owner.kind === 'Event')
    causes.push(invalid(path, owner, '/v1, Kind=Event is disallowed from being an owner'))
  return causes
}

function validateFinalizers(finalizers: readonly string[] | undefined, path: string): Cause[] {
  if (finalizers === undefined) return []
  const causes: Cause[] = []
  for (const finalizer of finalizers)
    for (const text of qualifiedNameErrors(finalizer)) causes.push(invalid(path, finalizer, text))
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
    causes.push(
      invalid(path, finalizers, 'finalizer orphan and foregroundDeletion cannot be both set'),
    )
  return causes
}

const STANDARD_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion'])

function standardFinalizers(finalizers: readonly string[] | undefined, path: string): Cause[] {
  const causes: Cause[] = []
  for (const [index, finalizer] of (finalizers ?? []).entries())
    append(causes, finalizerNameErrors(finalizer, `${path}[${index}]`))
  return causes
}

/** A finalizer is one of Kubernetes' own or has a domain. */
export function finalizerNameErrors(finalizer: string, path: string): Cause[] {
  if (finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer)) return []
  return [
    invalid(path, finalizer, 'name is neither a standard finalizer name nor is it fully qualified'),
  ]
}

const MANAGER_BYTES_MAX = 128
const SUBRESOURCE_BYTES_MAX = 256

function validateManagedFields(
  entries: readonly ManagedFieldsEntry[] | undefined,
  path: string,
): Cause[] {
  const causes: Cause[] = []
  for (const [index, entry] of (entries ?? []).entries()) {
    const { operation = '', fieldsType = '', manager = '', subresource = '' } = entry
    const at = `${path}[${index}]`
    if (operation !== 'Apply' && operation !== 'Update')
      causes.push(invalid(`${at}.operation`, operation, 'must be `Apply` or `Update`'))
    if (fieldsType !== '' && fieldsType !== 'FieldsV1')
      causes.push(invalid(`${at}.fieldsType`, fieldsType, 'must be `FieldsV1`'))
    append(causes, validateFieldManager(manager, `${at}.manager`))
    if (byteLength(subresource) > SUBRESOURCE_BYTES_MAX)
      causes.push(tooLong(`${at}.subresource`, SUBRESOURCE_BYTES_MAX))
  }
  return causes
}

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u

/** The name of a field manager: short, and printable throughout. */
export function validateFieldManager(manager: string, path: string): Cause[] {
  const causes: Cause[] = []
  if (byteLength(manager) > MANAGER_BYTES_MAX) causes.push(tooLong(path, MANAGER_BYTES_MAX))
  let position = 0
  for (const letter of manager) {
    if (!PRINTABLE.test(letter)) {
      const code = (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
      causes.push(invalid(path, manager, `invalid character U+${code} (at position ${position})`))
    }
    position += byteLength(letter)
  }
  return causes
}

/** How a kind takes part in the checks of an update. */
export interface UpdateMetaOptions {
  /** False for custom resources: any qualified name does for a finalizer. */
  readonly standardFinalizers?: boolean
  /** False for the few kinds (Event, PodDisruptionBudget) whose own rules leave metadata alone. */
  readonly repeated?: boolean
}

/**
 * What is wrong with metadata after an update, as often as the real server tells it. Every kind's update checks
 * the metadata as such and its changes; the rules of nearly every kind then check the changes once more, so
 * that a forbidden change stands twice and a bad label three times. Kinds whose rules check the whole object
 * (Pod, Node, ConfigMap, Job …) add `validateObjectMeta` in their `validateUpdate`: there a bad label stands four times.
 */
export function validateObjectMetaUpdate(
  next: ObjectMeta,
  old: ObjectMeta,
  path = 'metadata',
  options: UpdateMetaOptions = {},
): Cause[] {
  const causes = [...validateContent(next, path), ...changesOf(next, old, path)]
  if (options.repeated === false) return causes
  append(causes, validateMetaChanges(next, old, path, options.standardFinalizers))
  return causes
}

/** What the rules of a kind say of a change of metadata, beside what is said of every kind's. */
export function validateMetaChanges(
  next: ObjectMeta,
  old: ObjectMeta,
  path = 'metadata',
  knowsFinalizers = true,
): Cause[] {
  const causes = changesOf(next, old, path)
  if (knowsFinalizers) append(causes, standardFinalizers(next.finalizers, `${path}.finalizers`))
  return causes
}

function changesOf(next: ObjectMeta, old: ObjectMeta, path: string): Cause[] {
  const causes: Cause[] = []
  if (old.deletionTimestamp !== undefined)
    append(causes, validateNoNewFinalizers(next, old, `${path}.finalizers`))
  append(causes, validateNonNegative(next.generation ?? 0, `${path}.generation`))
  if ((next.generation ?? 0) < (old.generation ?? 0))
    causes.push(invalid(`${path}.generation`, next.generation ?? 0, 'must not be decremented'))
  for (const field of FIXED_TEXTS)
    if ((next[field] ?? '') !== (old[field] ?? ''))
      causes.push(invalid(`${path}.${field}`, next[field] ?? '', IMMUTABLE))
  for (const field of FIXED)
    if (next[field] !== old[field]) causes.push(invalid(`${path}.${field}`, next[field], IMMUTABLE))
  append(causes, validateLabels(next.labels, `${path}.labels`))
  append(causes, validateAnnotations(next.annotations, `${path}.annotations`))
  append(causes, validateOwnerReferences(next.ownerReferences, `${path}.ownerReferences`))
  append(causes, validateManagedFields(next.managedFields, `${path}.managedFields`))
  return causes
}

const FIXED_TEXTS = ['name', 'namespace', 'uid'] as const
const FIXED = ['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const

function validateNoNewFinalizers(next: ObjectMeta, old: ObjectMeta, path: string): Cause[] {
  const extra = [...new Set(next.finalizers ?? [])]
    .filter(name => !old.finalizers?.includes(name))
    .sort()
  if (extra.length === 0) return []
  return [
    forbidden(
      path,
      `no new finalizers can be added if the object is being deleted, found new finalizers []string{${extra.map(goQuote).join(', ')}}`,
    ),
  ]
}

/** A value that may not change; JSON that differs only in order or absence is the same. */
export function validateImmutable(next: unknown, old: unknown, path: string): Cause[] {
  return sameJson(next, old) ? [] : [invalid(path, next, IMMUTABLE)]
}

/** Metadata of a template, where only labels and annotations count. */
export function validateTemplateMeta(meta: ObjectMeta | undefined, path: string): Cause[] {
  if (meta === undefined) return []
  return [
    ...validateAnnotations(meta.annotations, `${path}.annotations`),
    ...validateLabels(meta.labels, `${path}.labels`),
  ]
}

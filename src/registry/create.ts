// The create verb, once for all kinds, in one visible order: namespace and name -> managed fields ->
// admission -> metadata -> the kind prepares -> the kind validates -> admission checks -> commit.
// The order is that of apiserver `endpoints/handlers/create.go` and `registry/rest/create.go`.

import type { Cause } from '../meta/field-errors.ts'
import type { Rules } from '../meta/kind.ts'
import { pathSegmentName, subdomainName } from '../meta/names.ts'
import { type KubeObject, without } from '../meta/object.ts'
import { validateObjectMeta } from '../meta/object-meta.ts'
import {
  alreadyExists,
  generateNameExhausted,
  invalidObject,
  plainError,
  StatusError,
} from '../meta/status.ts'
import { formatTime } from '../meta/time.ts'
import { noteUnsettled } from '../store/unsettled.ts'
import type { RequestContext } from './context.ts'
import { writeContextOf } from './context.ts'
import { GENERATE_ATTEMPTS, generatedName, inNamespace } from './names.ts'
import { withoutDuplicateOwners } from './owners.ts'
import type { Parts } from './parts.ts'
import { apiVersionOfTarget, keyOf, type Target } from './target.ts'
import { tracked } from './tracking.ts'

/** Creates a decoded object. `isTracked` says that its managed fields are settled already (apply). */
export async function create<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  decoded: T,
  context: RequestContext,
  isTracked = false,
): Promise<T> {
  const named = withoutDuplicateOwners(inNamespace(of, decoded), context, false)
  parts.admission.checkNamespace({ ...of, name: named.metadata.name ?? '' }, 'CREATE')
  const owned = isTracked ? named : trackCreate(parts, of, named, context)
  const admissionContext = parts.admission.contextOf('CREATE', context)
  const admitted = await parts.admission.mutate(of, owned, undefined, admissionContext)
  for (let attempt = 1; ; attempt++) {
    const prepared = prepare(parts, of, withoutDuplicateOwners(admitted, context, true), context)
    await parts.admission.check(of, prepared, undefined, admissionContext)
    checkResourceVersion(decoded)
    const made = await commit(parts, of, prepared, context)
    if (made !== undefined) return settled(of, made, admitted)
    const name = prepared.metadata.name ?? ''
    if ((admitted.metadata.name ?? '') !== '' && (admitted.metadata.generateName ?? '') === '')
      throw taken(parts, of, name)
    if (attempt === GENERATE_ATTEMPTS || (admitted.metadata.name ?? '') !== '')
      throw generateNameExhausted(of.kind, name)
  }
}

/** The object that was made, noted where the real server would store it anew at the next write. */
function settled<T extends KubeObject>(of: Target<T>, made: T, admitted: T): T {
  if (of.kind.rules?.readsOtherwise?.(admitted) === true) noteUnsettled(made)
  return made
}

/** What is the server's to say is nobody's field. */
const UNTRACKED = [
  'managedFields',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
] as const

function trackCreate<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  object: T,
  context: RequestContext,
): T {
  const metadata = without(object.metadata, UNTRACKED)
  return tracked(parts, of, undefined, { ...object, metadata }, context)
}

/** System fields, the kind's own preparation, and all that is validated. */
function prepare<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  object: T,
  context: RequestContext,
): T {
  const { kind } = of
  const write = writeContextOf(parts.clock, context, apiVersionOfTarget(of))
  const cleared = withoutServerFields(object, kind.hasGeneration)
  const named = withSystemFields(parts, cleared)
  const rules = (of.version.custom?.rules('') ?? kind.rules ?? {}) as Rules<T>
  const filled = rules.prepareForCreate?.(named, write) ?? named
  const causes = causesOf(kind, filled, rules.validate?.(filled, write) ?? [])
  if (causes.length > 0) throw invalidObject(kind, filled.metadata.name ?? '', causes)
  for (const text of rules.warningsOnCreate?.(filled) ?? []) context.warn(text)
  return filled
}

const SERVER_FIELDS = [
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'resourceVersion',
] as const

/** What is wrong with the metadata of a new object and, by its own rules, with the rest. */
function causesOf<T extends KubeObject>(
  kind: Target<T>['kind'],
  { metadata }: T,
  own: readonly Cause[],
): readonly Cause[] {
  const { namespaced } = kind
  if (kind.looksAtMetadataLast === true)
    return own.length > 0
      ? own
      : validateObjectMeta(metadata, {
          namespaced,
          nameErrors: pathSegmentName,
          standardFinalizers: false,
        })
  const meta = validateObjectMeta(metadata, {
    namespaced,
    nameErrors: kind.nameErrors ?? subdomainName,
    standardFinalizers: kind.standardFinalizers !== false,
  })
  return own.length === 0 ? meta : [...meta, ...own]
}

function withoutServerFields<T extends KubeObject>(object: T, hasGeneration: boolean): T {
  const kept = without(object.metadata, SERVER_FIELDS)
  return { ...object, metadata: hasGeneration ? { ...kept, generation: 1 } : kept }
}

function withSystemFields<T extends KubeObject>(parts: Parts, object: T): T {
  const { metadata } = object
  const generate = (metadata.name ?? '') === '' && (metadata.generateName ?? '') !== ''
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(generate
        ? { name: generatedName(metadata.generateName ?? '', parts.ids.suffix(5)) }
        : {}),
      uid: parts.ids.uid(),
      creationTimestamp: formatTime(parts.clock.nowMs()),
    },
  }
}

/** A client that sends a version to create has mistaken the verb; the real server says so as a plain error. */
function checkResourceVersion(decoded: KubeObject): void {
  const version = decoded.metadata.resourceVersion ?? ''
  if (/^[1-9]\d*$/.test(version))
    throw plainError('resourceVersion should not be set on objects to be created')
}

/** The stored object, or nothing when the name is taken. */
async function commit<T extends KubeObject>(
  parts: Parts,
  of: Target<T>,
  object: T,
  context: RequestContext,
): Promise<T | undefined> {
  const key = keyOf({ ...of, name: object.metadata.name ?? '' })
  if (context.dryRun) return parts.store.get(key) === undefined ? object : undefined
  const done = await parts.store.commit(key, 'none', object)
  return done.ok && done.entry !== undefined ? (done.entry.object as T) : undefined
}

function taken<T extends KubeObject>(parts: Parts, of: Target<T>, name: string): StatusError {
  const stored = parts.store.get(keyOf({ ...of, name }))?.object
  const error = alreadyExists(of.kind, name)
  if (stored?.metadata.deletionTimestamp === undefined) return error
  return new StatusError(
    409,
    'AlreadyExists',
    `object is being deleted: ${error.message}`,
    error.status.details,
  )
}

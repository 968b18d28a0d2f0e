// Server-side apply: lays a configuration over an object, prunes what its manager let go, and refuses
// to take what others own unless forced.
import { sameJson } from '../meta/freeze.ts'
import { isObject, type JsonObject, type KubeObject } from '../meta/object.ts'
import { badRequest, plainError } from '../meta/status.ts'
import { formatTime } from '../meta/time.ts'
import { applyConflict, type Conflict, conflictsOver, uncovered } from './conflicts.ts'
import { fieldSetOf } from './field-set-of.ts'
import { KUBECTL, lastAppliedFields, withLastApplied } from './last-applied.ts'
import type { Diff } from './managed-fields/diff.ts'
import { diffObjects } from './managed-fields/diff-objects.ts'
import {
  decodeEntries,
  encodeEntries,
  type Managed,
  managedBy,
  type Writer,
} from './managed-fields/entries.ts'
import { difference, intersection } from './managed-fields/field-set.ts'
import { type FieldFilter, filterOf, strip } from './managed-fields/filter.ts'
import { reconciled } from './managed-fields/reconcile.ts'
import {
  diffIn,
  filtered,
  type Taking,
  takenFrom,
  updateManagers,
  withEntries,
} from './managed-fields/track.ts'
import { inVersion, type Versioned, type Versions } from './managed-fields/versions.ts'
import { zeroOf } from './managed-fields/zero.ts'
import { mergeConfiguration } from './merge.ts'
import { prune } from './prune.ts'
import { restoreFault } from './restore.ts'
import type { Shape } from './shape.ts'
import { typeFaults } from './typed.ts'

export interface Application {
  /** The stored object as the writer's version shows it; undefined when the apply creates. */
  readonly live: KubeObject | undefined
  readonly config: JsonObject
  readonly shape: Shape
  readonly writer: Writer
  readonly force: boolean
  /** The kind of the endpoint; where it is not given the configuration's is not checked. */
  readonly kind?: string
  /** What may be owned through this endpoint; by default what most kinds have (`filterOf`). */
  readonly filter?: FieldFilter
  readonly versions?: Versions
}

export interface Applied {
  /** The merged object with its managedFields, before decoding and defaults. */
  readonly object: KubeObject
  /** Whether the apply left the object other than it was, managedFields aside. */
  readonly changed: boolean
}

/**
 * Applies a configuration.
 * @throws StatusError 409 with a cause for each conflict, 400 and 500 for configurations that cannot be applied.
 */
export function applyConfiguration(application: Application): Applied {
  checkConfiguration(application)
  const managers = startOf(application)
  const applied = applyOver(application, managers)
  if (application.writer.manager !== KUBECTL) return applied
  return { ...applied, object: withLastApplied(applied.object, application.config) }
}

/** What the configuration must be: of this type, without managedFields, of the right shape. */
function checkConfiguration({ config, shape, writer, kind, live }: Application): void {
  const expected = kind ?? live?.kind
  const gvk = gvkText(config)
  if (expected !== undefined && gvk !== gvkText({ apiVersion: writer.apiVersion, kind: expected }))
    throw badRequest(`invalid object type: ${gvk}`)
  const sent = isObject(config['metadata']) ? config['metadata']['managedFields'] : undefined
  if (sent !== undefined && sent !== null) throw badRequest('metadata.managedFields must be nil')
  const faults = typeFaults(shape, config)
  if (faults !== undefined)
    throw plainError(`failed to create typed patch object (${aboutText(config)}): ${faults}`)
}

/** What the schema lets pass Go may not take; only a change is converted. */
function checkConvertible({ config, shape }: Application): void {
  const fault = restoreFault(shape, config)
  if (fault !== undefined)
    throw plainError(
      `failed to convert new object (${aboutText(config)}) to proper version: unable to convert unstructured object to ${gvkText(config)}: ${fault}`,
    )
}

/** `namespace/name; group/version, Kind=kind`, as the configuration has them. */
export function aboutText(config: JsonObject): string {
  const metadata = isObject(config['metadata']) ? config['metadata'] : {}
  return `${text(metadata['namespace'])}/${text(metadata['name'])}; ${gvkText(config)}`
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** `apps/v1, Kind=Deployment`; the core group leaves its place empty. */
function gvkText(of: JsonObject): string {
  const apiVersion = text(of['apiVersion'])
  const slashes = apiVersion.split('/').length - 1
  if (slashes > 1) return '/, Kind='
  return `${slashes === 0 ? '/' : ''}${apiVersion}, Kind=${text(of['kind'])}`
}

/** The managers before the apply. What nobody is recorded for belongs to `before-first-apply`. */
function startOf(application: Application): readonly Managed[] {
  const { live, shape, writer } = application
  if (live === undefined) return []
  let managers: Managed[]
  try {
    managers = decodeEntries(live.metadata.managedFields)
  } catch (error) {
    throw plainError(`failed to decode managed fields: ${(error as Error).message}`)
  }
  if (managers.length > 0) return managers
  const before = { ...writer, manager: 'before-first-apply' }
  return updateManagers({ ...application, old: undefined, next: live, shape, writer: before }, [])
}

function applyOver(application: Application, before: readonly Managed[]): Applied {
  const { config, live, shape, writer, versions, force } = application
  const filter = application.filter ?? filterOf(writer.subresource)
  const current: Versioned = { apiVersion: writer.apiVersion, shape, object: live ?? zeroOf(shape) }
  const managers = reconciled(before, current, versions)
  const own = managedBy(writer, 'Apply', filter(fieldSetOf(shape, config)), undefined)
  const last = managers.find(managed => managed.identity === own.identity)
  const others = managers.filter(managed => managed !== last)
  const object = mergedObject(application, others, own, last)
  const raw = diffObjects(shape, current.object, object)
  const taking: Taking = {
    ...application,
    old: current.object,
    next: object,
    filter,
    same: raw === undefined,
  }
  const found = filtered(raw, filter)
  if (!force) refuseConflicts(application, conflictsOf(others, found, taking))
  const changed = live === undefined || (object !== live && !sameJson(object, live))
  if (changed) checkConvertible(application)
  const left = takenFrom(others, found, taking)
  const set = strip(own.set)
  if (set !== undefined) left.push(recorded(own, last, changed, application))
  const entries = encodeEntries(left, live?.metadata.managedFields)
  return { object: withEntries(changed ? object : live, entries), changed }
}

/** The applier's entry; one that says the same at the same time is kept. */
function recorded(
  own: Managed,
  last: Managed | undefined,
  changed: boolean,
  { writer }: Application,
): Managed {
  const set = strip(own.set)
  const time = changed ? formatTime(writer.nowMs) : last?.time
  const same = last !== undefined && last.apiVersion === own.apiVersion && sameJson(last.set, set)
  if (same && last.time === time) return last
  return { ...own, set: same ? last.set : set, time }
}

/** The live object with the configuration laid over it and what the applier let go taken out. */
function mergedObject(
  { live, config, shape, writer, versions }: Application,
  others: readonly Managed[],
  own: Managed,
  last: Managed | undefined,
): KubeObject {
  const object = mergeConfiguration(shape, live, withMetadata(config)) as KubeObject
  if (last?.set === undefined) return object
  const sameVersion = last.apiVersion === own.apiVersion
  if (sameVersion && (sameJson(last.set, own.set) || difference(last.set, own.set) === undefined))
    return object
  const merged = { apiVersion: writer.apiVersion, shape, object }
  const pruned = prune(merged, [...others, own], last, versions, config)
  if (pruned === undefined) return object
  return inVersion(pruned, writer.apiVersion, versions)?.object ?? object
}

/** A configuration may leave its metadata out; an object has some. */
const withMetadata = (config: JsonObject): JsonObject =>
  isObject(config['metadata']) ? config : { ...config, metadata: {} }

/** What the apply would take from others. */
function conflictsOf(
  others: readonly Managed[],
  found: Diff | undefined,
  taking: Taking,
): Conflict[] {
  const { apiVersion } = taking.writer
  return others.flatMap(managed => {
    const theirs = managed.apiVersion === apiVersion ? found : diffIn(managed.apiVersion, taking)
    return conflictsOver(managed, intersection(managed.set, theirs?.changed))
  })
}

/** Throws unless there are none, or kubectl only takes what client-side apply last set. */
function refuseConflicts(application: Application, conflicts: readonly Conflict[]): void {
  if (conflicts.length === 0) return
  const { live, shape, writer } = application
  const allowed =
    writer.manager === KUBECTL && live !== undefined ? lastAppliedFields(live, shape) : undefined
  const standing = uncovered(conflicts, allowed)
  if (standing.length > 0) throw applyConflict(standing)
}

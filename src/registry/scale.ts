// A parent seen as autoscaling/v1 Scale: reads convert, writes change the parent's replicas only.

import { goJson, goQuote, invalid } from '../meta/field-errors.ts'
import type { Subresource } from '../meta/kind.ts'
import { isObject, type JsonObject, type KubeObject } from '../meta/object.ts'
import {
  badRequest,
  conflict,
  internalError,
  invalidObject,
  modified,
  notFound,
  plainError,
  type StatusError,
} from '../meta/status.ts'
import { applyConfiguration } from '../patch/apply.ts'
import { patchInvalid } from '../patch/errors.ts'
import { applyJsonPatch } from '../patch/json-patch.ts'
import { parentEntries, scaleEntries } from '../patch/managed-fields/scale.ts'
import { trackUpdate, type Writer, withEntries } from '../patch/managed-fields/track.ts'
import { applyMergePatch } from '../patch/merge-patch.ts'
import { applyStrategicPatch, patchText } from '../patch/strategic.ts'
import { DecodeError, decode } from '../schema/decode.ts'
import type { Entry } from '../store/store.ts'
import { configurationOf, demandManager } from './apply.ts'
import type { RequestContext } from './context.ts'
import { through } from './context.ts'
import { report, wrongKind } from './decode.ts'
import { checkName, checkPathName } from './names.ts'
import type { Body, PatchRequest } from './options.ts'
import type { Parts } from './parts.ts'
import { parsedPatch } from './patch.ts'
import { uidConflict } from './preconditions.ts'
import { apiVersionOfTarget, keyOf, subresourceOf, type Target } from './target.ts'
import { replace } from './update.ts'

/** autoscaling/v1 Scale. */
export interface Scale extends KubeObject {
  spec?: { replicas?: number }
  status?: { replicas?: number; selector?: string }
}

type View = NonNullable<Subresource['scale']>

export function scaleOf(of: Target<never> | Target, parent: KubeObject): Scale {
  const view = viewOf(of)
  const { name, namespace, uid, resourceVersion, creationTimestamp } = parent.metadata
  const replicas = view.replicas(parent)
  const selector = view.selector(parent)
  const metadata = Object.fromEntries(
    Object.entries({ name, namespace, uid, resourceVersion, creationTimestamp }).filter(
      ([, value]) => value !== undefined,
    ),
  )
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata,
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: view.statusReplicas(parent), ...(selector === '' ? {} : { selector }) },
  }
}

function viewOf(of: Target<never> | Target): View {
  const view = subresourceOf(of.kind as Target['kind'], 'scale')?.scale
  if (view === undefined) throw notFound(of.kind, of.name)
  return view as View
}

export function currentScale(parts: Parts, of: Target): Scale {
  checkPathName(of)
  const entry = parts.store.get(keyOf(of))
  if (entry === undefined) throw notFound(of.kind, of.name)
  const missing = viewOf(of).missing?.(entry.object)
  if (missing !== undefined)
    throw internalError(`the spec replicas field ${goQuote(missing)} does not exist`)
  return scaleOf(of, entry.object)
}

/** PUT of a Scale. */
export const writeScale = (
  parts: Parts,
  of: Target,
  body: Body,
  context: RequestContext,
): Promise<Scale> => {
  const kind = isObject(body.value) ? String(body.value['kind'] ?? 'Scale') : 'Scale'
  const fail = (text: string): StatusError =>
    badRequest(`${kind} in version "v1" cannot be handled as a Scale: ${text}`)
  const scale = decodedScale(parts, body.value, context, fail, body.duplicates)
  checkName(of, scale)
  return change(parts, of, live => withOwners(parts, live, scale, context), context, true)
}

/** PATCH of a Scale, apply included. */
export function patchScale(
  parts: Parts,
  of: Target,
  request: PatchRequest,
  context: RequestContext,
): Promise<Scale> {
  if (request.type === 'apply') {
    demandManager(context)
    const config = configurationOf(request, context)
    return change(parts, of, live => applied(parts, live, config, request, context), context)
  }
  const { value: patch, duplicates } = parsedPatch(request, context.fieldValidation)
  const next = (live: Scale): Scale => {
    const result = patched(parts, live as unknown as JsonObject, request, patch)
    const quoted = request.type === 'strategic' ? patchText(patch) : goJson(result)
    const fail = (text: string): StatusError => patchInvalid(quoted, text)
    const scale = decodedScale(parts, result, context, fail, duplicates)
    return withOwners(parts, live, scale, context)
  }
  return change(parts, of, next, context)
}

function patched(
  parts: Parts,
  live: JsonObject,
  request: PatchRequest,
  patch: unknown,
): JsonObject {
  switch (request.type) {
    case 'json':
      return applyJsonPatch(live, patch)
    case 'strategic':
      return applyStrategicPatch(live, patch, parts.shapes.ofStruct(SCALE))
    default:
      return applyMergePatch(live, patch)
  }
}

const SCALE = 'autoscaling/v1.Scale'

/** The Scale as a kind, as far as telling it from others needs. */
const AS_TARGET = { kind: { group: 'autoscaling', kind: 'Scale' }, version: { version: 'v1' } }

function decodedScale(
  parts: Parts,
  value: unknown,
  context: RequestContext,
  fail: (text: string) => StatusError,
  duplicates: readonly string[] = [],
): Scale {
  const given = isObject(value) ? value : {}
  const typed = {
    apiVersion: String(given['apiVersion'] ?? 'autoscaling/v1'),
    kind: String(given['kind'] ?? 'Scale'),
  }
  const wrong = wrongKind(AS_TARGET as unknown as Target, typed, parts.types)
  if (wrong !== undefined) throw fail(wrong)
  try {
    const { value: scale, strict } = decode(parts.types, SCALE, value)
    report([...duplicates, ...strict], context, text => fail(`strict decoding error: ${text}`))
    return scale as unknown as Scale
  } catch (error) {
    throw error instanceof DecodeError ? fail(error.message) : error
  }
}

const writer = (parts: Parts, context: RequestContext): Writer => ({
  manager: context.manager,
  apiVersion: 'autoscaling/v1',
  subresource: 'scale',
  nowMs: parts.clock.nowMs(),
})

function withOwners(parts: Parts, old: Scale, next: Scale, context: RequestContext): Scale {
  const shape = parts.shapes.ofStruct(SCALE)
  return trackUpdate({ old, next, shape, writer: writer(parts, context) }) as Scale
}

function applied(
  parts: Parts,
  live: Scale,
  config: JsonObject,
  request: PatchRequest,
  context: RequestContext,
): Scale {
  const { object } = applyConfiguration({
    live,
    config,
    shape: parts.shapes.ofStruct(SCALE),
    writer: writer(parts, context),
    kind: 'Scale',
    force: request.force === true,
  })
  return decodedScale(parts, object, context, plainError)
}

const ATTEMPTS_MAX = 5

/** Stands for replicas of which the parent says nothing: a Scale that keeps them so is refused. */
const NO_REPLICAS = -2_147_483_648

/** Reads the Scale with the owners of its replicas, and moves what becomes of them to the parent. */
async function change(
  parts: Parts,
  of: Target,
  next: (live: Scale) => Scale,
  context: RequestContext,
  isPut = false,
): Promise<Scale> {
  checkPathName(of)
  const view = viewOf(of)
  const paths = Object.fromEntries(
    of.kind.versions.map(version => [
      apiVersionOfTarget({ kind: of.kind, version }),
      view.replicasPath,
    ]),
  )
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const current = parts.store.get(keyOf(of)) as Entry | undefined
    if (current === undefined) throw notFound(of.kind, of.name)
    const owners = current.object.metadata.managedFields
    const missing = view.missing?.(current.object)
    const seen = scaleOf(of, current.object)
    const live = missing === undefined ? seen : { ...seen, spec: { replicas: NO_REPLICAS } }
    const scale = next(withEntries(live, scaleEntries(owners, paths)) as Scale)
    check(of, scale, current, isPut)
    if (missing !== undefined && scale.spec?.replicas === NO_REPLICAS)
      throw badRequest(`the spec replicas field ${goQuote(missing)} cannot be empty`)
    const parent = view.withReplicas(current.object, scale.spec?.replicas ?? 0)
    const entries = parentEntries(
      owners,
      scale.metadata.managedFields,
      paths,
      apiVersionOfTarget(of),
    )
    const owned = withEntries(parent, entries)
    const done = await replace(parts, of, current, owned, through(context, 'scale'), {
      tracked: true,
    })
    if (done !== undefined) return scaleOf(of, done)
  }
  throw modified(of.kind, of.name)
}

function check(of: Target, scale: Scale, current: Entry, isPut: boolean): void {
  checkName(of, scale)
  const { uid = '', resourceVersion: version = '' } = scale.metadata
  const stored = current.object.metadata.uid ?? ''
  const differs = uid !== '' && uid !== stored
  if (isPut && differs) throw uidConflict(of, uid, stored)
  // Custom resources tell of replicas in the words of their own rules, and look at no uid.
  if (of.kind.custom === undefined) {
    checkReplicas(scale)
    if (differs) throw otherParent(of, uid, stored)
  }
  if (version !== '' && version !== String(current.revision)) throw modified(of.kind, of.name)
}

function checkReplicas({ spec: { replicas = 0 } = {}, metadata: { name = '' } }: Scale): void {
  if (replicas >= 0) return
  throw invalidObject({ group: 'autoscaling', kind: 'Scale' }, name, [
    invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
  ])
}

const otherParent = ({ kind, name }: Target, asked: string, stored: string): StatusError =>
  conflict(
    { group: kind.group, plural: `${kind.plural}/scale` },
    name,
    `Precondition failed: UID in precondition: ${asked}, UID in object meta: ${stored}`,
  )

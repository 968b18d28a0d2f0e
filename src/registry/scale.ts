// A parent seen as autoscaling/v1 Scale: reads convert, writes change the parent's replicas only.

import { goJson, invalid } from '../meta/field-errors.ts'
import type { Subresource } from '../meta/kind.ts'
import type { JsonObject, KubeObject } from '../meta/object.ts'
import { badRequest, invalidObject, modified, notFound } from '../meta/status.ts'
import { patchInvalid } from '../patch/errors.ts'
import { applyJsonPatch } from '../patch/json-patch.ts'
import { applyMergePatch } from '../patch/merge-patch.ts'
import { applyStrategicPatch, patchText } from '../patch/strategic.ts'
import { DecodeError, decode } from '../schema/decode.ts'
import type { Entry } from '../store/store.ts'
import type { RequestContext } from './context.ts'
import { through } from './context.ts'
import { checkName } from './names.ts'
import type { Body, PatchRequest } from './options.ts'
import type { Parts } from './parts.ts'
import { parsedPatch } from './patch.ts'
import { keyOf, subresourceOf, type Target } from './target.ts'
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
  const entry = parts.store.get(keyOf(of))
  if (entry === undefined) throw notFound(of.kind, of.name)
  return scaleOf(of, entry.object)
}

/** PUT of a Scale. */
export const writeScale = (
  parts: Parts,
  of: Target,
  body: Body,
  context: RequestContext,
): Promise<Scale> => {
  const scale = decodedScale(parts, body.value, text =>
    badRequest(`Scale in version "v1" cannot be handled as a Scale: ${text}`),
  )
  return change(parts, of, () => scale, context)
}

/** PATCH of a Scale. */
export function patchScale(
  parts: Parts,
  of: Target,
  request: PatchRequest,
  context: RequestContext,
): Promise<Scale> {
  const patch = parsedPatch(request).value
  const next = (live: Scale): Scale => {
    const result = patched(parts, live as unknown as JsonObject, request, patch)
    const quoted = request.type === 'strategic' ? patchText(patch) : goJson(result)
    return decodedScale(parts, result, text => patchInvalid(quoted, text))
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
      return applyStrategicPatch(live, patch, parts.shapes.ofStruct('autoscaling/v1.Scale'))
    default:
      return applyMergePatch(live, patch)
  }
}

function decodedScale(parts: Parts, value: unknown, fail: (text: string) => Error): Scale {
  try {
    return decode(parts.types, 'autoscaling/v1.Scale', value).value as unknown as Scale
  } catch (error) {
    throw error instanceof DecodeError ? fail(error.message) : error
  }
}

const ATTEMPTS_MAX = 5

async function change(
  parts: Parts,
  of: Target,
  next: (live: Scale) => Scale,
  context: RequestContext,
): Promise<Scale> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const current = parts.store.get(keyOf(of)) as Entry | undefined
    if (current === undefined) throw notFound(of.kind, of.name)
    const scale = next(scaleOf(of, current.object))
    check(of, scale, current)
    const parent = viewOf(of).withReplicas(current.object, scale.spec?.replicas ?? 0)
    const done = await replace(parts, of, current, parent, through(context, 'scale'))
    if (done !== undefined) return scaleOf(of, done)
  }
  throw modified(of.kind, of.name)
}

function check(of: Target, scale: Scale, current: Entry): void {
  checkName(of, scale)
  const version = scale.metadata.resourceVersion ?? ''
  if (version !== '' && version !== String(current.revision)) throw modified(of.kind, of.name)
  const replicas = scale.spec?.replicas ?? 0
  if (replicas < 0)
    throw invalidObject({ group: 'autoscaling', kind: 'Scale' }, scale.metadata.name ?? '', [
      invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
    ])
}

// Applies and updates played one after the other, for the tests of server-side apply.
import assert from 'node:assert/strict'
import { deepFreeze } from '../../src/meta/freeze.ts'
import type { JsonObject, KubeObject } from '../../src/meta/object.ts'
import { StatusError } from '../../src/meta/status.ts'
import { type Application, applyConfiguration } from '../../src/patch/apply.ts'
import { trackUpdate } from '../../src/patch/managed-fields/track.ts'
import { shapeOf } from '../../src/patch/shape.ts'
import { builtinTypes } from '../../src/schema/table.ts'

const types = builtinTypes()
export const configMap = shapeOf(types, 'core/v1.ConfigMap')
const template = shapeOf(types, 'core/v1.PodTemplate')
export const START_MS = Date.UTC(2026, 0, 1)
let seconds = 0

export const data = (members: object): JsonObject => ({ kind: 'ConfigMap', data: members })
export const pod = (spec: object): JsonObject => ({ kind: 'PodTemplate', template: { spec } })

export function apply(
  live: KubeObject | undefined,
  manager: string,
  body: JsonObject,
  more: Partial<Application> = {},
): KubeObject {
  const writer = { manager, apiVersion: 'v1', subresource: '', nowMs: START_MS + seconds++ * 1_000 }
  const config = {
    apiVersion: 'v1',
    ...body,
    metadata: { name: 'a', ...(body['metadata'] as object) },
  }
  const shape = body['kind'] === 'ConfigMap' ? configMap : template
  const { object } = applyConfiguration({ live, config, shape, writer, force: false, ...more })
  return deepFreeze({ ...object, metadata: { ...object.metadata, uid: 'u' } })
}

function update(live: KubeObject, manager: string, body: JsonObject): KubeObject {
  const writer = { manager, apiVersion: 'v1', subresource: '', nowMs: START_MS + seconds++ * 1_000 }
  const shape = body['kind'] === 'ConfigMap' ? configMap : template
  return deepFreeze(trackUpdate({ old: live, next: { ...live, ...body }, shape, writer }))
}

export const forced = { force: true }

/** `one+` applies, `one=` updates, `one!` applies by force. */
export type Step = [who: string, body: JsonObject]

export function play(steps: readonly Step[]): KubeObject {
  let live: KubeObject | undefined
  for (const [who, body] of steps) {
    const manager = who.slice(0, -1)
    if (who.endsWith('=') && live !== undefined) live = update(live, manager, body)
    else live = apply(live, manager, body, who.endsWith('!') ? forced : {})
  }
  return live as KubeObject
}

export function owners(of: KubeObject): Record<string, unknown> {
  const entries = of.metadata.managedFields ?? []
  return Object.fromEntries(
    entries.map(entry => [
      `${entry.manager}${entry.operation === 'Apply' ? '+' : '='}`,
      entry.fieldsV1,
    ]),
  )
}

export const bodyOf = ({ apiVersion: _1, kind: _2, metadata: _3, ...body }: KubeObject): object =>
  body

export function failure(run: () => unknown): StatusError {
  try {
    run()
  } catch (error) {
    if (error instanceof StatusError) return error
    throw error
  }
  throw new assert.AssertionError({ message: 'nothing was refused' })
}

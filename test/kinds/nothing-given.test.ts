// Whatever a client leaves out or empties, rules answer with causes and never break.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { builtinKinds } from '../../src/kinds/index.ts'
import type { Kind, Rules, WriteContext } from '../../src/meta/kind.ts'
import type { JsonObject, KubeObject } from '../../src/meta/object.ts'
import { StatusError } from '../../src/meta/status.ts'
import { DecodeError, decode } from '../../src/schema/decode.ts'
import { builtinTypes } from '../../src/schema/table.ts'
import type { TypeRef } from '../../src/schema/types.ts'

const types = builtinTypes()
const write: WriteContext = { nowMs: 0, user: { name: 'u', groups: [] } }
const DEPTH_MAX = 12

const shortPod = { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] }

/** A value with every field, one item in every list and map; what contains itself stops. */
function full(type: TypeRef, above: readonly string[] = []): unknown {
  switch (type.sort) {
    case 'struct': {
      if (above.includes(type.name) || above.length > DEPTH_MAX) return undefined
      // Pods are played once, as themselves.
      if (type.name === 'core/v1.PodSpec' && above[0] !== 'core/v1.Pod') return shortPod
      const out: Record<string, unknown> = {}
      for (const field of types.struct(type.name)?.fields.values() ?? [])
        out[field.name] = full(field.type, [...above, type.name])
      return out
    }
    case 'list':
      return [full(type.of, above) ?? {}]
    case 'map':
      return { a: full(type.of, above) ?? {} }
    case 'bool':
      return true
    case 'int32':
    case 'int64':
    case 'uint32':
    case 'float64':
    case 'intOrString':
      return 1
    case 'quantity':
      return '1'
    case 'time':
    case 'microTime':
      return undefined
    case 'bytes':
      return 'YQ=='
    case 'string':
    case 'duration':
      return 'a'
    default:
      return {}
  }
}

/** The same value with one member less, or one that is empty, for each member at any depth. */
function* poorer(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    yield []
    for (const item of poorer(value[0])) yield [item]
    return
  }
  if (typeof value !== 'object' || value === null) return
  const object = value as JsonObject
  yield {}
  for (const key of Object.keys(object)) {
    if (object[key] === undefined) continue
    const { [key]: inner, ...rest } = object
    yield rest
    for (const item of poorer(inner)) yield { ...rest, [key]: item }
  }
}

function play(
  kind: Kind,
  rules: Rules | undefined,
  given: unknown,
  before: KubeObject | undefined,
): void {
  const version = kind.versions.find(
    each => each.version === kind.storageVersion && each.group === undefined,
  )
  const type = version?.type ?? ''
  try {
    const { value } = decode(types, type, { ...(given as object), metadata: { name: 'a' } })
    const draft = value as unknown as KubeObject
    const filled = rules?.defaults?.(draft) ?? draft
    const made = rules?.prepareForCreate?.(filled, write) ?? filled
    rules?.validate?.(made)
    rules?.warningsOnCreate?.(made)
    const old = before ?? made
    for (const each of [
      rules,
      ...(kind.subresources ?? []).map(({ rules: own }) => own as Rules | undefined),
    ]) {
      const next = each?.prepareForUpdate?.(filled, old, write) ?? filled
      each?.validateUpdate?.(next, old)
      each?.warningsOnUpdate?.(next, old)
    }
    for (const { printer, fromStorage } of kind.versions)
      printer?.cells(fromStorage?.(made) ?? made, { nowMs: 0 })
  } catch (error) {
    if (!(error instanceof StatusError) && !(error instanceof DecodeError)) throw error
  }
}

describe('rules of kinds do not break on what is left out or empty', () => {
  for (const kind of builtinKinds) {
    if (kind.rules === undefined) continue
    const version = kind.versions[0]
    if (version === undefined) continue
    test(kind.kind, () => {
      const complete = full({ sort: 'struct', name: version.type }) as JsonObject
      const { metadata: _1, apiVersion: _2, kind: _3, ...body } = complete
      const failures = new Map<string, string>()
      for (const given of poorer(body)) {
        try {
          play(kind, kind.rules, given, undefined)
        } catch (error) {
          const where = (error as Error).stack?.split('\n').slice(0, 3).join('\n') ?? ''
          if (!failures.has(where)) failures.set(where, JSON.stringify(given).slice(0, 300))
        }
      }
      assert.deepEqual([...failures.keys()], [])
    })
  }
})

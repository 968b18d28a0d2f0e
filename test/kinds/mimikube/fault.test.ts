import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fault } from '../../../src/kinds/index.ts'
import type { Fault } from '../../../src/schema/generated/mimikube-v1alpha1.ts'

const refused: Record<string, { spec: object; causes: string[] }> = {
  'a fault of nodes': { spec: { type: 'NodeDown', nodeNames: ['a'] }, causes: [] },
  'an answer to some requests': {
    spec: { type: 'ApiError', code: 503, verbs: ['list'], resources: ['pods/status'], share: 5 },
    causes: [],
  },
  'a type that there is not': {
    spec: { type: 'Fire' },
    causes: ['FieldValueNotSupported spec.type'],
  },
  'an answer without a code': {
    spec: { type: 'ApiError' },
    causes: ['FieldValueRequired spec.code'],
  },
  'a code that is not played': {
    spec: { type: 'ApiError', code: 418 },
    causes: ['FieldValueNotSupported spec.code'],
  },
  'a code where nothing is answered': {
    spec: { type: 'WatchCut', code: 500 },
    causes: ['FieldValueForbidden spec.code'],
  },
  'a delay that is not said': {
    spec: { type: 'ApiDelay' },
    causes: ['FieldValueRequired spec.delay'],
  },
  'nodes of requests': {
    spec: { type: 'ApiError', code: 500, nodeNames: ['a'] },
    causes: ['FieldValueForbidden spec.nodeNames'],
  },
  'requests of nodes': {
    spec: { type: 'Partition', verbs: ['get'], users: ['x'] },
    causes: ['FieldValueForbidden spec.verbs', 'FieldValueForbidden spec.users'],
  },
  'odd verbs, resources and shares': {
    spec: { type: 'ApiDelay', delay: '1s', verbs: ['take'], resources: ['Pods!'], share: 0 },
    causes: [
      'FieldValueNotSupported spec.verbs[0]',
      'FieldValueInvalid spec.resources[0]',
      'FieldValueInvalid spec.share',
    ],
  },
  'an end before the beginning': {
    spec: { type: 'NodeDown', from: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' },
    causes: ['FieldValueInvalid spec.until'],
  },
}

const faultOf = (spec: object) =>
  ({ apiVersion: 'mimikube.dev/v1alpha1', kind: 'Fault', metadata: { name: 'f' }, spec }) as Fault

describe('what is refused of a Fault', () => {
  for (const [name, { spec, causes }] of Object.entries(refused))
    it(name, () => {
      const found = fault.rules?.validate?.(faultOf(spec)) ?? []
      assert.deepEqual(
        found.map(({ reason, field }) => `${reason} ${field}`),
        causes,
      )
    })
})

describe('where a Fault is, in a column', () => {
  const texts: [spec: object, text: string][] = [
    [{ type: 'NodeDown' }, '<everywhere>'],
    [{ type: 'NodeDown', nodeNames: ['a', 'b'] }, 'nodes a,b'],
    [
      { type: 'ApiError', code: 409, verbs: ['update'], resources: ['pods'], share: 50 },
      'verbs update; resources pods; share 50%',
    ],
  ]
  for (const [spec, text] of texts)
    it(text, () => {
      const printer = fault.versions[0]?.printer
      assert.equal(printer?.cells(faultOf(spec), { nowMs: 0 } as never).at(-1), text)
    })
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { persistentVolumeClaimRules } from '../../../src/kinds/volume/claim.ts'
import { persistentVolumeClaimStatusRules } from '../../../src/kinds/volume/claim-status.ts'
import type { PersistentVolumeClaim } from '../../../src/schema/generated/core-v1.ts'
import { sent, toldOfChange, toldOfNew } from '../told.ts'

const TYPE = 'core/v1.PersistentVolumeClaim'
const GOOD = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } }
const CLASS = 'volume.beta.kubernetes.io/storage-class'
const claim = (spec: object, more: object = {}): PersistentVolumeClaim =>
  sent(persistentVolumeClaimRules, TYPE, { spec: { ...GOOD, ...spec }, ...more })

const made: Record<string, { spec: object; told: string[] }> = {
  'a size': { spec: {}, told: [] },
  'no size': {
    spec: { resources: {} },
    told: ['spec.resources[storage]: Required value'],
  },
  'two sources that differ': {
    spec: {
      dataSource: { kind: 'PersistentVolumeClaim', name: 'a' },
      dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'b' },
    },
    told: ['spec: Invalid value: {}: must match dataSourceRef'],
  },
  'a source of no group': {
    spec: { dataSourceRef: { apiGroup: 'A_', kind: 'K', name: 'b' } },
    told: ['dataSource', 'dataSourceRef'].map(
      name =>
        `spec.${name}.apiGroup: Invalid value: "A_": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
    ),
  },
}

describe('a new claim', () => {
  for (const [name, { spec, told }] of Object.entries(made))
    test(name, () =>
      assert.deepEqual(
        toldOfNew(persistentVolumeClaimRules, TYPE, { spec: { ...GOOD, ...spec } }),
        told,
      ),
    )
  test('does not begin with data of another namespace', () => {
    const dataSourceRef = { kind: 'PersistentVolumeClaim', name: 'b', namespace: 'other' }
    const draft = claim({ dataSourceRef })
    const context = { nowMs: 0, user: { name: '', groups: [] } }
    const { spec } = persistentVolumeClaimRules.prepareForCreate?.(draft, context) ?? draft
    assert.deepEqual([spec?.dataSource, spec?.dataSourceRef], [undefined, undefined])
  })
})

const bound = { status: { phase: 'Bound', capacity: { storage: '1Gi' } } }
const sized = (storage: string) => ({ resources: { requests: { storage } } })
const annotated = (name: string) => ({ metadata: { annotations: { [CLASS]: name } } })

const changes: Record<string, { old: object[]; next: object[]; told: RegExp[] }> = {
  'a bound claim grows': { old: [sized('2Gi'), bound], next: [sized('3Gi'), bound], told: [] },
  'and shrinks to what it has at least': {
    old: [sized('3Gi'), bound],
    next: [sized('1Gi'), bound],
    told: [/storage: Forbidden: field can not be less than status.capacity/],
  },
  'a claim that is not bound stays': {
    old: [sized('2Gi')],
    next: [sized('3Gi')],
    told: [/^spec: Forbidden: spec is immutable after creation/],
  },
  'a class moves from its annotation': {
    old: [{}, annotated('a')],
    next: [{ storageClassName: 'a' }, annotated('a')],
    told: [],
  },
  'an annotated class is fixed': {
    old: [{}, annotated('a')],
    next: [{}, annotated('b')],
    told: [/^metadata.annotations.volume.beta.+: Invalid value: "b": field is immutable$/],
  },
  'a class of attributes changes once bound': {
    old: [{ volumeAttributesClassName: 'a' }, bound],
    next: [{ volumeAttributesClassName: 'b' }, bound],
    told: [],
  },
  'and before that it does not': {
    old: [{ volumeAttributesClassName: 'a' }],
    next: [{ volumeAttributesClassName: 'b' }],
    told: [/^spec: Forbidden/],
  },
  'and it does not go': {
    old: [{ volumeAttributesClassName: 'a' }, bound],
    next: [{ volumeAttributesClassName: '' }, bound],
    told: [/update from non-nil value to an empty string is forbidden$/],
  },
}

describe('a changed claim', () => {
  for (const [name, { old, next, told }] of Object.entries(changes))
    test(name, () => {
      const [after, before] = [next, old].map(([spec = {}, more]) => claim(spec, more))
      const texts = toldOfChange(persistentVolumeClaimRules, after as never, before as never)
      assert.equal(texts.length, told.length, texts.join('\n'))
      for (const [index, text] of texts.entries()) assert.match(text, told[index] ?? /^$/)
    })
  test('its status counts storage, and what vendors have', () => {
    const status = {
      capacity: { storage: '-1' },
      allocatedResourceStatuses: { cpu: 'NodeResizePending', storage: 'Odd' },
      allocatedResources: { memory: '1', 'example.com/x': '1' },
    }
    assert.deepEqual(
      toldOfChange(persistentVolumeClaimStatusRules, claim({}, { status }), claim({})),
      [
        'status.capacity[storage]: Invalid value: -1: must be a valid resource quantity',
        'status.allocatedResourceStatus: Unsupported value: "cpu": supported values: "storage"',
        'status.allocatedResourceStatus: Unsupported value: "storage": supported values: "ControllerResizeInProgress", "ControllerResizeInfeasible", "NodeResizeInProgress", "NodeResizeInfeasible", "NodeResizePending"',
        'status.allocatedResources: Unsupported value: "memory": supported values: "storage"',
      ],
    )
  })
})

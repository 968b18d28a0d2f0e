import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { persistentVolumeRules } from '../../../src/kinds/volume/volume.ts'
import { sent, toldOfChange, toldOfNew } from '../told.ts'

const TYPE = 'core/v1.PersistentVolume'
const GOOD = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] }
const HOST = { hostPath: { path: '/x' } }
const CSI = { csi: { driver: 'd', volumeHandle: 'h' } }
const json = (spec: object) => ({ metadata: { namespace: null }, spec: { ...GOOD, ...spec } })
const volume = (spec: object) => sent(persistentVolumeRules, TYPE, json(spec))

const made: Record<string, { spec: object; told: string[] }> = {
  'a path of the host': { spec: HOST, told: [] },
  'a capacity of nothing is shown as it was sent': {
    spec: { ...HOST, capacity: {} },
    told: [
      'spec.capacity: Required value',
      'spec.capacity: Unsupported value: {}: supported values: "storage"',
    ],
  },
  'no capacity': {
    spec: { ...HOST, capacity: null },
    told: [
      'spec.capacity: Required value',
      'spec.capacity: Unsupported value: null: supported values: "storage"',
    ],
  },
  'less than nothing': {
    spec: { ...HOST, capacity: { storage: '-1Gi' } },
    told: [
      'spec.capacity[storage]: Invalid value: -1073741824: must be a valid resource quantity',
      'spec.capacity[storage]: Invalid value: "-1Gi": must be greater than zero',
    ],
  },
  'no source': { spec: {}, told: ['spec: Required value: must specify a volume type'] },
  'a second source is not looked at, but for a Flex volume': {
    spec: { ...HOST, flexVolume: { driver: '' }, csi: {} },
    told: [
      'spec.flexVolume.driver: Required value',
      'spec.csi: Forbidden: may not specify more than 1 volume type',
    ],
  },
  'secrets of CSI have names and namespaces': {
    spec: {
      csi: {
        driver: 'd',
        volumeHandle: 'h',
        controllerPublishSecretRef: {},
        nodeExpandSecretRef: { name: 's', namespace: 'n' },
      },
    },
    told: [
      'spec.csi.controllerPublishSecretRef.name: Required value',
      'spec.csi.controllerPublishSecretRef.namespace: Required value',
    ],
  },
  'a local volume says on which node': {
    spec: { local: { path: '../x' } },
    told: [
      'spec.local.path: Invalid value: "../x": must not contain \'..\'',
      'spec.nodeAffinity: Required value: Local volume requires node affinity',
    ],
  },
  'sources that name secrets name their namespaces': {
    spec: { cinder: { volumeID: 'v', secretRef: { name: 's' } } },
    told: ['spec.cinder.secretRef.namespace: Required value'],
  },
  'names of iSCSI': {
    spec: { iscsi: { targetPortal: 'p', iqn: 'x', lun: 300, secretRef: {}, initiatorName: 'y' } },
    told: [
      'spec.iscsi.iqn: Invalid value: "x": must be valid format',
      'spec.iscsi.lun: Invalid value: 300: must be between 0 and 255, inclusive',
      'spec.iscsi.secretRef.name: Required value',
      'spec.iscsi.initiatorname: Invalid value: "y": must be valid format',
    ],
  },
  'the root of the host is not recycled': {
    spec: { hostPath: { path: '/x/..' }, persistentVolumeReclaimPolicy: 'Recycle' },
    told: [
      'spec.hostPath.path: Invalid value: "/x/..": must not contain \'..\'',
      "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'",
    ],
  },
  'attributes are for CSI': {
    spec: { ...HOST, volumeAttributesClassName: 'a' },
    told: ['spec.csi: Required value: has to be specified when using volumeAttributesClassName'],
  },
}

describe('a new volume', () => {
  for (const [name, { spec, told }] of Object.entries(made))
    test(name, () => assert.deepEqual(toldOfNew(persistentVolumeRules, TYPE, json(spec)), told))
})

const on = (key: string, value = 'a') => ({
  nodeAffinity: {
    required: {
      nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: [value] }] }],
    },
  },
})
const SECRET = { controllerExpandSecretRef: { name: 's', namespace: 'n' } }

const changes: Record<string, { old: object; next: object; told: string[] }> = {
  'a label gets its new name': {
    old: { ...HOST, ...on('failure-domain.beta.kubernetes.io/zone') },
    next: { ...HOST, ...on('topology.kubernetes.io/zone') },
    told: [],
  },
  'an affinity is fixed': {
    old: { ...HOST, ...on('a') },
    next: { ...HOST, ...on('b') },
    told: [
      'nodeAffinity: Invalid value: {"Required":{"NodeSelectorTerms":[{"MatchExpressions":[{"Key":"b","Operator":"In","Values":["a"]}],"MatchFields":null}]}}: field is immutable, except for updating from beta label to GA',
    ],
  },
  'a secret for expanding is named later': {
    old: CSI,
    next: { csi: { ...CSI.csi, ...SECRET } },
    told: [],
  },
  'a class of attributes stays': {
    old: { ...CSI, volumeAttributesClassName: 'a' },
    next: CSI,
    told: [
      'spec.volumeAttributesClassName: Forbidden: update from non-nil value to nil is forbidden',
    ],
  },
}

describe('a changed volume', () => {
  for (const [name, { old, next, told }] of Object.entries(changes))
    test(name, () =>
      assert.deepEqual(toldOfChange(persistentVolumeRules, volume(next), volume(old)), told),
    )
  test('a change of the source tells the source and nothing else', () => {
    const next = { csi: { ...CSI.csi, volumeHandle: 'other' } }
    const [text = ''] = toldOfChange(persistentVolumeRules, volume(next), volume(CSI))
    assert.match(text, /-\s+"VolumeHandle": "h"/)
    assert.doesNotMatch(text, /Capacity/)
  })
})

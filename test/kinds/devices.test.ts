import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deviceClass, resourceClaim, resourceSlice } from '../../src/kinds/index.ts'
import type { KubeObject } from '../../src/meta/object.ts'

type Case = readonly [name: string, spec: object, causes: readonly string[]]

const object = (spec: object) =>
  ({ apiVersion: 'resource.k8s.io/v1', kind: 'X', metadata: { name: 'x' }, spec }) as KubeObject

function told(
  validate: ((of: never) => { field: string; reason: string }[]) | undefined,
  spec: object,
) {
  return (validate?.(object(spec) as never) ?? []).map(
    ({ field, reason }) => `${field} ${reason.replace('FieldValue', '')}`,
  )
}

const asked = { exactly: { deviceClassName: 'gpu', allocationMode: 'ExactCount', count: 1 } }
const claim = (...requests: object[]) => ({ devices: { requests } })

const claims: readonly Case[] = [
  ['a sound claim', claim({ name: 'r', ...asked }), []],
  [
    'what stands twice is told after what is wrong',
    claim({ name: 'r', ...asked }, { name: 'r', ...asked }, { name: 'A_', ...asked }),
    ['spec.devices.requests[2].name Invalid', 'spec.devices.requests[1] Duplicate'],
  ],
  ['a request asks for something', claim({ name: 'r' }), ['spec.devices.requests[0] Required']],
  [
    'a constraint names requests of the claim and one attribute',
    { devices: { requests: [{ name: 'r', ...asked }], constraints: [{ requests: ['q'] }] } },
    ['spec.devices.constraints[0].requests[0] Invalid', 'spec.devices.constraints[0] Required'],
  ],
]

const pool = { name: 'p', generation: 1, resourceSliceCount: 1 }
const slice = (more: object) => ({ driver: 'gpu.example.com', pool, nodeName: 'n', ...more })

const slices: readonly Case[] = [
  ['a sound slice', slice({ devices: [{ name: 'a', attributes: { x: { int: 1 } } }] }), []],
  ['a slice has one place', slice({ allNodes: true }), ['spec Invalid']],
  ['a slice has a place', { driver: 'gpu.example.com', pool }, ['spec Required']],
  [
    'an attribute has one value',
    slice({ devices: [{ name: 'a', attributes: { x: { int: 1, bool: true } } }] }),
    ['spec.devices[0].attributes[x] Invalid'],
  ],
  [
    'a version is a semantic one',
    slice({ devices: [{ name: 'a', attributes: { v: { version: '1.2' } } }] }),
    ['spec.devices[0].attributes[v].version Invalid'],
  ],
  [
    'a policy of requests is for what is shared',
    slice({ devices: [{ name: 'a', capacity: { m: { value: '1Gi', requestPolicy: {} } } }] }),
    ['spec.devices[0].capacity[m].requestPolicy Forbidden'],
  ],
]

const classes: readonly Case[] = [
  ['a class may be empty', {}, []],
  ['a configuration is for a driver', { config: [{}] }, ['spec.config[0].opaque Required']],
  [
    'an extended resource has a domain',
    { extendedResourceName: 'gpu' },
    ['spec.extendedResourceName Invalid'],
  ],
]

describe('devices', () => {
  for (const [name, spec, causes] of claims)
    test(name, () => assert.deepEqual(told(resourceClaim.rules?.validate, spec), causes))
  for (const [name, spec, causes] of slices)
    test(name, () => assert.deepEqual(told(resourceSlice.rules?.validate, spec), causes))
  for (const [name, spec, causes] of classes)
    test(name, () => assert.deepEqual(told(deviceClass.rules?.validate, spec), causes))
})

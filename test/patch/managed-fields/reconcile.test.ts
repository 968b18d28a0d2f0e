import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KubeObject } from '../../../src/meta/object.ts'
import { type Managed, managedBy } from '../../../src/patch/managed-fields/entries.ts'
import { reconciled } from '../../../src/patch/managed-fields/reconcile.ts'
import { shapeOf } from '../../../src/patch/shape.ts'
import { structuralShape } from '../../../src/patch/structural.ts'
import { builtinTypes } from '../../../src/schema/table.ts'

const objectMeta = shapeOf(builtinTypes(), 'meta/v1.ObjectMeta')
const object: KubeObject = { apiVersion: 'x/v1', kind: 'X', metadata: {} }
const writer = { manager: 'm', apiVersion: 'x/v1', subresource: '', nowMs: 0 }
const granular = { 'f:spec': { 'f:map': { 'f:a': {} }, 'f:list': { 'v:"a"': {} } } }
const before: Managed = managedBy(writer, 'Apply', granular, undefined)

function after(map: object, list: object): unknown {
  const shape = structuralShape(
    {
      properties: {
        spec: {
          type: 'object',
          properties: {
            map: { type: 'object', additionalProperties: { type: 'string' }, ...map },
            list: { type: 'array', items: { type: 'string' }, ...list },
          },
        },
      },
    },
    objectMeta,
  )
  return reconciled([before], { apiVersion: 'x/v1', shape, object }, undefined)[0]?.set
}

test('what became atomic is owned whole by whoever owned a part', () => {
  assert.deepEqual(after({ 'x-kubernetes-map-type': 'atomic' }, {}), {
    'f:spec': { 'f:map': {}, 'f:list': {} },
  })
})

test('what is still granular stays as it is', () => {
  assert.equal(after({}, { 'x-kubernetes-list-type': 'set' }), granular)
})

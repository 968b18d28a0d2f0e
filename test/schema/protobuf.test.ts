import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decode } from '../../src/schema/decode.ts'
import { decodeMessage } from '../../src/schema/protobuf/decode.ts'
import { encodeMessage } from '../../src/schema/protobuf/encode.ts'
import {
  decodeEnvelope,
  encodeEnvelope,
  ProtobufError,
} from '../../src/schema/protobuf/envelope.ts'
import { builtinStructNames, builtinTypes } from '../../src/schema/table.ts'
import { arbitraryStruct } from './arbitrary.ts'

const types = builtinTypes()

/** All objects of the API: what Go embeds TypeMeta in, tables apart, which have no protobuf. */
const kinds = builtinStructNames().filter(
  name =>
    types.struct(name)?.fields.get('kind')?.embedded?.[0] === 'TypeMeta' &&
    name !== 'meta/v1.Table' &&
    name !== 'meta/v1.TableOptions',
)

test('nothing is lost on the way through protobuf, for every kind', () => {
  for (const name of kinds)
    fc.assert(
      fc.property(arbitraryStruct(types, name), json => {
        const { value } = decode(types, name, json)
        const back = decodeMessage(types, name, encodeMessage(types, name, value))
        assert.deepEqual(decode(types, name, back).value, value)
      }),
      { numRuns: 15 },
    )
})

test('what is no pointer is written even when it is zero', () => {
  const bytes = Buffer.from(encodeMessage(types, 'core/v1.ConfigMap', { metadata: { name: 'x' } }))
  assert.equal(bytes.toString('hex'), '0a110a01781200' + '1a0022002a0032003800420' + '0')
})

test('an object is found again in its envelope', () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { nodeName: 'n' } }
  const bytes = encodeEnvelope(types, 'core/v1.Pod', pod)
  assert.equal(Buffer.from(bytes.subarray(0, 4)).toString('latin1'), 'k8s\0')
  const { value } = decode(types, 'core/v1.Pod', decodeEnvelope(types, bytes))
  assert.deepEqual(value, decode(types, 'core/v1.Pod', pod).value)
})

test('options are known in every group, unknown kinds by name alone', () => {
  const options = { apiVersion: 'apps/v1', kind: 'DeleteOptions', propagationPolicy: 'Orphan' }
  const bytes = encodeEnvelope(types, 'meta/v1.DeleteOptions', options)
  assert.deepEqual(decodeEnvelope(types, bytes), options)
  const unknown = { apiVersion: 'nope.example.com/v1', kind: 'Nope' }
  assert.deepEqual(
    decodeEnvelope(types, encodeEnvelope(types, 'meta/v1.DeleteOptions', unknown)),
    unknown,
  )
})

const broken: Record<string, { bytes: string; message: RegExp }> = {
  'without an envelope': { bytes: '7b7d', message: /expected prefix \[107 56 115 0\]/ },
  'that are cut off': { bytes: '6b3873000a50', message: /unexpected EOF/ },
  'of a wire type that is none': { bytes: '6b3873000f', message: /illegal wireType 7/ },
  'that are none': { bytes: '', message: /empty data/ },
}
for (const [claim, { bytes, message }] of Object.entries(broken))
  test(`bytes ${claim} are refused`, () => {
    assert.throws(
      () => decodeEnvelope(types, Buffer.from(bytes, 'hex')),
      error => error instanceof ProtobufError && message.test(error.message),
    )
  })

test('random bytes are read or refused, never more', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      try {
        decodeMessage(types, 'core/v1.Pod', bytes)
      } catch (error) {
        assert.ok(error instanceof ProtobufError, String(error))
      }
    }),
    { numRuns: 2000 },
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deepFreeze } from '../../src/meta/freeze.ts'
import type { JsonObject } from '../../src/meta/object.ts'
import { StatusError } from '../../src/meta/status.ts'
import { shapeOf } from '../../src/patch/shape.ts'
import { applyStrategicPatch, patchText } from '../../src/patch/strategic.ts'
import { builtinTypes } from '../../src/schema/table.ts'

const pod = shapeOf(builtinTypes(), 'core/v1.Pod')

const containers = (...names: string[]): JsonObject[] => names.map(name => ({ name, image: 'i' }))
const item = (name: string, more: object = {}): JsonObject => ({ name, ...more })

/** What a patch does to the spec of a Pod. */
const specs: Record<string, [spec: JsonObject, patch: JsonObject, want: JsonObject]> = {
  'containers are merged by name': [
    { containers: containers('a', 'b') },
    { containers: [item('b', { image: 'x' })] },
    { containers: [item('a', { image: 'i' }), item('b', { image: 'x' })] },
  ],
  'a new element goes before those that the patch does not name': [
    { containers: containers('a', 'b') },
    { containers: containers('n') },
    { containers: containers('n', 'a', 'b') },
  ],
  'what the patch names keeps its order around the others': [
    { containers: containers('a', 'b') },
    { containers: containers('b', 'n') },
    { containers: containers('a', 'b', 'n') },
  ],
  'an element is deleted by its key': [
    { containers: containers('a', 'b') },
    { containers: [item('a', { $patch: 'delete' })] },
    { containers: containers('b') },
  ],
  'a list is replaced on demand': [
    { containers: containers('a', 'b') },
    { containers: [{ $patch: 'replace' }, ...containers('c')] },
    { containers: containers('c') },
  ],
  'an element is replaced on demand': [
    { containers: [item('a', { image: 'i', args: ['x'] })] },
    { containers: [item('a', { image: 'i', env: [item('A', { $patch: 'replace' })] })] },
    { containers: [item('a', { image: 'i', args: ['x'], env: [] })] },
  ],
  'a map is replaced on demand': [
    { nodeSelector: { a: '1', b: '2' } },
    { nodeSelector: { $patch: 'replace', c: '3' } },
    { nodeSelector: { c: '3' } },
  ],
  'a map is emptied on demand': [
    { nodeSelector: { a: '1' } },
    { nodeSelector: { $patch: 'delete' } },
    { nodeSelector: {} },
  ],
  'a new map with a directive is not made': [{}, { nodeSelector: { $patch: 'replace' } }, {}],
  'nulls in a new map are dropped': [
    {},
    { nodeSelector: { a: null, b: '1' } },
    { nodeSelector: { b: '1' } },
  ],
  'lists without a merge key are replaced': [
    { tolerations: [{ key: 'a' }] },
    { tolerations: [{ key: 'b' }] },
    { tolerations: [{ key: 'b' }] },
  ],
  'retainKeys drops what it does not name': [
    { volumes: [item('v', { emptyDir: {} })] },
    { volumes: [item('v', { $retainKeys: ['name', 'hostPath'], hostPath: { path: '/' } })] },
    { volumes: [item('v', { hostPath: { path: '/' } })] },
  ],
  'setElementOrder puts elements in order': [
    { containers: containers('a', 'b', 'c') },
    { '$setElementOrder/containers': [item('c'), item('a'), item('b')] },
    { containers: containers('c', 'a', 'b') },
  ],
  'setElementOrder keeps what it does not name at its place': [
    { containers: containers('a', 'x', 'b') },
    { '$setElementOrder/containers': [item('b'), item('a')] },
    { containers: containers('x', 'b', 'a') },
  ],
  'setElementOrder and the list go together': [
    { containers: containers('a', 'b') },
    {
      '$setElementOrder/containers': [item('n'), item('b'), item('a')],
      containers: [...containers('n'), item('a', { image: 'x' })],
    },
    { containers: [...containers('n', 'b'), item('a', { image: 'x' })] },
  ],
  'deletions need not be in setElementOrder': [
    { containers: containers('a', 'b') },
    {
      '$setElementOrder/containers': [item('b')],
      containers: [item('a', { $patch: 'delete' })],
    },
    { containers: containers('b') },
  ],
  'a new element that comes for a deleted one stands at the end of the live list': [
    { containers: containers('a', 'b', 'x') },
    {
      '$setElementOrder/containers': [item('b'), item('n')],
      containers: [...containers('n'), item('a', { $patch: 'delete' })],
    },
    { containers: containers('b', 'x', 'n') },
  ],
  'ports of one number are merged with the first': [
    {
      containers: [
        item('a', { ports: [{ containerPort: 1 }, { containerPort: 1, protocol: 'UDP' }] }),
      ],
    },
    { containers: [item('a', { ports: [{ containerPort: 1, name: 'n' }] })] },
    {
      containers: [
        item('a', {
          ports: [
            { containerPort: 1, name: 'n' },
            { containerPort: 1, protocol: 'UDP' },
          ],
        }),
      ],
    },
  ],
}

for (const [name, [spec, patch, want]] of Object.entries(specs))
  test(`strategic patch: ${name}`, () => {
    const patched = applyStrategicPatch(deepFreeze({ spec }), deepFreeze({ spec: patch }), pod)
    assert.deepEqual(patched['spec'], want)
  })

test('strategic patch: finalizers are a set of values', () => {
  const document = { metadata: { finalizers: ['a', 'b'] } }
  const patched = (patch: JsonObject) =>
    (applyStrategicPatch(document, { metadata: patch }, pod)['metadata'] as JsonObject)[
      'finalizers'
    ]
  assert.deepEqual(patched({ finalizers: ['c', 'a'] }), ['c', 'a', 'b'])
  assert.deepEqual(patched({ '$deleteFromPrimitiveList/finalizers': ['a', 'z'] }), ['b'])
})

test('strategic patch: a field that the type replaces is not merged', () => {
  const budget = shapeOf(builtinTypes(), 'policy/v1.PodDisruptionBudget')
  const selector = (labels: object) => ({ spec: { selector: { matchLabels: labels } } })
  assert.deepEqual(
    applyStrategicPatch(selector({ a: '1' }), selector({ b: '2' }), budget),
    selector({ b: '2' }),
  )
})

test('strategic patch: what it says of apiVersion and kind does not count', () => {
  const document = { apiVersion: 'v1', kind: 'Pod' }
  assert.deepEqual(
    applyStrategicPatch(document, { kind: 'Secret', apiVersion: 'v2' }, pod),
    document,
  )
})

const errors: Record<string, { patch: JsonObject; code: number; message: string }> = {
  'an unknown directive in a map': {
    patch: { nodeSelector: { $patch: 'merge', c: '3' } },
    code: 500,
    message: 'unknown patch type: merge in map: map[$patch:merge c:3]',
  },
  'a directive that is no text': {
    patch: { nodeSelector: { $patch: 7 } },
    code: 500,
    message: 'unknown patch type: %!s(int64=7) in map: map[$patch:7]',
  },
  'merge in a list': {
    patch: { containers: [item('a', { $patch: 'merge' })] },
    code: 500,
    message: 'merging lists cannot yet be specified in the patch',
  },
  'an element without its key': {
    patch: { containers: [{ image: 'x' }] },
    code: 500,
    message: 'map: map[image:x] does not contain declared merge key: name',
  },
  'another order than the one set': {
    patch: {
      '$setElementOrder/containers': [item('a'), item('b')],
      containers: [item('b'), item('a')],
    },
    code: 500,
    message:
      "The order in patch list:\n[map[name:b] map[name:a]]\n doesn't match $setElementOrder list:\n[map[name:a] map[name:b]]\n",
  },
  'an order of no list': {
    patch: { '$setElementOrder/containers': 'a' },
    code: 500,
    message: 'expected a []interface {}, but received a string',
  },
  'an order of a field that does not exist': {
    patch: { '$setElementOrder/nothing': [item('a')] },
    code: 500,
    message: 'unable to find api field in struct PodSpec for the json field "nothing"',
  },
  'an order without a field': {
    patch: { $setElementOrder: [item('a')] },
    code: 400,
    message: 'invalid patch format of setElementOrder list',
  },
  'retainKeys that are no list': {
    patch: { volumes: [item('v', { $retainKeys: 'name' })] },
    code: 400,
    message: 'invalid patch format of retainKeys',
  },
  'retainKeys that do not name what is set': {
    patch: { volumes: [item('v', { $retainKeys: ['name'], emptyDir: {} })] },
    code: 400,
    message: 'invalid patch format of retainKeys',
  },
  'a scalar for a map': {
    patch: { nodeSelector: 'x' },
    code: 422,
    message:
      ' "" is invalid: patch: Invalid value: "map[spec:map[nodeSelector:x]]": cannot restore map from string',
  },
  'a number for a text': {
    patch: { containers: [item('a', { imagePullPolicy: 7 })] },
    code: 422,
    message:
      ' "" is invalid: patch: Invalid value: "map[spec:map[containers:[map[imagePullPolicy:7 name:a]]]]": cannot convert int64 to v1.PullPolicy',
  },
  'a text for a number': {
    patch: { terminationGracePeriodSeconds: 'x' },
    code: 422,
    message:
      ' "" is invalid: patch: Invalid value: "map[spec:map[terminationGracePeriodSeconds:x]]": unrecognized type: int64',
  },
}

const live = deepFreeze({
  spec: {
    containers: containers('a', 'b'),
    nodeSelector: { a: '1' },
    volumes: [item('v', { hostPath: { path: '/' } })],
  },
})

for (const [name, { patch, code, message }] of Object.entries(errors))
  test(`strategic patch: ${name} is refused`, () => {
    assert.throws(
      () => applyStrategicPatch(live, { spec: patch }, pod),
      (error: unknown) => {
        assert.ok(error instanceof StatusError)
        assert.deepEqual([error.code, error.message], [code, message])
        return true
      },
    )
  })

test('strategic patch: once obeyed, directives are no longer quoted', () => {
  const patch = {
    spec: {
      '$setElementOrder/containers': [item('a'), item('b')],
      containers: [item('a', { image: 'x' })],
      terminationGracePeriodSeconds: 5,
    },
  }
  applyStrategicPatch(live, patch, pod)
  assert.equal(patchText(patch), 'map[spec:map[terminationGracePeriodSeconds:5]]')
})

test('strategic patch: a body that is no object is refused', () => {
  assert.throws(() => applyStrategicPatch({}, [], pod), { code: 400 })
})

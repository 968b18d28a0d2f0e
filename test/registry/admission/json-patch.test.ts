import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PatchFailure, patched } from '../../../src/registry/admission/json-patch.ts'

const object = { data: { a: '1' }, list: ['x', 'y'] }

function outcome(...operations: readonly unknown[]): unknown {
  try {
    return patched(object, operations)
  } catch (error) {
    assert.ok(error instanceof PatchFailure, String(error))
    return error.message
  }
}

const FAILURES: readonly (readonly [operation: object, want: string])[] = [
  [
    { op: 'add', path: '/no/where', value: 1 },
    'add operation does not apply: doc is missing path: "/no/where": missing value',
  ],
  [{ op: 'add', value: 1 }, 'add operation does not apply: doc is missing path: "": missing value'],
  [
    { op: 'add', path: '/list/9', value: 1 },
    "error in add for path: '/list/9': Unable to access invalid index: 9: invalid index referenced",
  ],
  [
    { op: 'add', path: '/list/x', value: 1 },
    `error in add for path: '/list/x': value was not a proper array index: 'x': strconv.Atoi: parsing "x": invalid syntax`,
  ],
  [
    { op: 'remove', path: '/data/b' },
    "error in remove for path: '/data/b': Unable to remove nonexistent key: b: missing value",
  ],
  [
    { op: 'remove', path: '/list/2' },
    "error in remove for path: '/list/2': Unable to access invalid index: 2: invalid index referenced",
  ],
  [
    { op: 'replace', path: '/data/b', value: 1 },
    'replace operation does not apply: doc is missing key: /data/b: missing value',
  ],
  [
    { op: 'test', path: '/no/where', value: 1 },
    'test operation does not apply: is missing path: /no/where: missing value',
  ],
  [{ op: 'test', path: '/data/a', value: '2' }, 'testing value /data/a failed: test failed'],
  [
    { op: 'move', path: '/data/b' },
    'move operation failed to decode from: operation, missing from field: missing value',
  ],
  [
    { op: 'move', from: '/data/b', path: '/data/c' },
    "error in move for path: 'b': Unable to remove nonexistent key: b: missing value",
  ],
  [
    { op: 'copy', from: '/no/where', path: '/data/c' },
    'copy operation does not apply: doc is missing from path: /no/where: missing value',
  ],
  [
    { op: 'copy', from: '/data/a', path: '/no/where' },
    'copy operation does not apply: doc is missing destination path: /no/where: missing value',
  ],
  [{ op: 'turn', path: '/data/a' }, 'Unexpected kind: turn'],
]

test('a patch that cannot be applied is refused in the words of the library', () => {
  for (const [operation, want] of FAILURES) assert.equal(outcome(operation), want)
})

test('what can be applied is', () => {
  assert.deepEqual(
    outcome(
      { op: 'move', from: '/data/a', path: '/data/b' },
      { op: 'add', path: '/list/-', value: 'z' },
    ),
    { data: { b: '1' }, list: ['x', 'y', 'z'] },
  )
})

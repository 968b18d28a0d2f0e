// What holds of owners whatever was before: the order of managers that have nothing in common does not count,
// force leaves one owner, and what client-side apply set can be handed over without a conflict.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject, KubeObject } from '../../src/meta/object.ts'
import { apply, bodyOf, data, failure, forced, owners, pod } from './applying.ts'

const values = fc.constantFrom('1', '2')
const mine = fc.dictionary(fc.constantFrom('a', 'b', 'c'), values, {
  minKeys: 1,
  noNullPrototype: true,
})
const theirs = fc.dictionary(fc.constantFrom('x', 'y', 'z'), values, {
  minKeys: 1,
  noNullPrototype: true,
})

const container = (name: string, more: object): object => ({ name, image: 'i', ...more })
const containers = (names: fc.Arbitrary<string>): fc.Arbitrary<JsonObject> =>
  fc
    .uniqueArray(
      fc.record(
        { name: names, tty: fc.boolean(), stdin: fc.boolean() },
        { requiredKeys: ['name'] },
      ),
      { minLength: 1, selector: ({ name }) => name },
    )
    .map(list => pod({ containers: list.map(({ name, ...more }) => container(name, more)) }))

type Configurations = readonly [JsonObject, JsonObject]

const disjoint: fc.Arbitrary<Configurations> = fc.oneof(
  fc.tuple(mine.map(data), theirs.map(data)),
  fc.tuple(containers(fc.constantFrom('a', 'b', 'c')), containers(fc.constantFrom('x', 'y', 'z'))),
)

/** The object without the order of what is listed by name. */
function unordered(value: unknown): unknown {
  if (Array.isArray(value))
    return value.map(unordered).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unordered(inner)]))
}

test('owners: managers that have nothing in common come in any order', () => {
  fc.assert(
    fc.property(disjoint, ([one, two]) => {
      const forth = apply(apply(undefined, 'one', one), 'two', two)
      const back = apply(apply(undefined, 'two', two), 'one', one)
      assert.deepEqual(unordered(bodyOf(forth)), unordered(bodyOf(back)))
      assert.deepEqual(owners(forth), owners(back))
    }),
  )
})

test('owners: who leaves takes what is his and nothing else', () => {
  fc.assert(
    fc.property(disjoint, ([one, two]) => {
      const alone = apply(undefined, 'two', two)
      const both = apply(apply(undefined, 'one', one), 'two', two)
      const left = apply(both, 'one', { kind: one['kind'] })
      assert.deepEqual(bodyOf(left), bodyOf(alone))
      assert.deepEqual(owners(left), owners(alone))
    }),
  )
})

test('owners: two who want different values conflict, and force leaves one of them', () => {
  fc.assert(
    fc.property(mine, wanted => {
      const other = Object.fromEntries(Object.keys(wanted).map(key => [key, 'other']))
      const live = apply(undefined, 'one', data(other))
      const refused = failure(() => apply(live, 'two', data(wanted))).status
      assert.equal(refused.code, 409)
      assert.equal(refused.details?.causes?.length, Object.keys(wanted).length)
      const taken = apply(live, 'two', data(wanted), forced)
      assert.deepEqual(Object.keys(owners(taken)), ['two+'])
      assert.deepEqual(bodyOf(taken), { data: wanted })
    }),
  )
})

test('owners: kubectl takes over what client-side apply set, and another manager does not', () => {
  fc.assert(
    fc.property(mine, mine, (applied, wanted) => {
      const config = { apiVersion: 'v1', kind: 'ConfigMap', data: applied, metadata: { name: 'a' } }
      const live: KubeObject = {
        ...config,
        metadata: {
          name: 'a',
          uid: 'u',
          annotations: {
            'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(config),
          },
        },
      }
      const moved = apply(live, 'kubectl', data(wanted)) as KubeObject & { data: object }
      assert.deepEqual({ ...moved.data, ...wanted }, { ...moved.data })
      const differs = Object.entries(wanted).some(
        ([key, value]) => key in applied && applied[key] !== value,
      )
      if (differs) assert.equal(failure(() => apply(live, 'other', data(wanted))).status.code, 409)
    }),
  )
})

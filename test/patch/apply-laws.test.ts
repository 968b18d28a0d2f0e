import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { KubeObject } from '../../src/meta/object.ts'
import { apply, data, forced, owners, play, type Step } from './applying.ts'

const members = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'), {
  maxKeys: 3,
})
const step = fc.tuple(fc.constantFrom('one!', 'two!', 'three='), members)
const history = fc.array(step, { minLength: 1, maxLength: 5 })

test('apply: applied twice is applied once', () => {
  fc.assert(
    fc.property(history, members, (steps, wanted) => {
      const live = play(steps.map(([who, d]): Step => [who, data(d)]))
      const once = apply(live, 'me', data(wanted), forced)
      assert.deepEqual(apply(once, 'me', data(wanted)), once)
    }),
  )
})

test('apply: a field that its last applier leaves out goes, one that others own stays', () => {
  fc.assert(
    fc.property(history, members, (steps, wanted) => {
      const live = play(steps.map(([who, d]): Step => [who, data(d)]))
      const applied = apply(live, 'me', data(wanted), forced)
      const left = apply(applied, 'me', { kind: 'ConfigMap' }, forced)
      const kept = (left as KubeObject & { data?: object }).data ?? {}
      const others = Object.values(owners(left)).flatMap(set =>
        Object.keys((set as Record<string, object>)['f:data'] ?? {}),
      )
      for (const key of Object.keys(wanted))
        assert.equal(Object.hasOwn(kept, key), others.includes(`f:${key}`))
    }),
  )
})

test('apply: whatever was before, the configuration holds when forced', () => {
  fc.assert(
    fc.property(history, members, (steps, wanted) => {
      const live = play(steps.map(([who, d]): Step => [who, data(d)]))
      const applied = apply(live, 'me', data(wanted), forced) as KubeObject & { data: object }
      assert.deepEqual({ ...applied.data, ...wanted }, { ...applied.data })
    }),
  )
})

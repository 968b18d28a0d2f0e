import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileExpressions } from '../../../src/kinds/customresource/expressions.ts'
import { compileProgram } from '../../../src/kinds/customresource/program.ts'
import type { Schema } from '../../../src/kinds/customresource/schema.ts'
import { CelError } from '../../../src/meta/cel/values.ts'

const schema: Schema = {
  type: 'object',
  properties: {
    a: { type: 'string' },
    n: { type: 'integer' },
    l: { type: 'array', items: { type: 'string' } },
    m: { type: 'object', additionalProperties: { type: 'string' } },
    v: { 'x-kubernetes-int-or-string': true },
    t: { type: 'string', format: 'date-time' },
  },
}
const self = { a: 'abc', n: 2, l: ['a', 'b'], m: { k: 'v' }, v: 5, t: '2020-01-02T00:00:00Z' }

function result(text: string): unknown {
  const program = compileProgram(text, { schema, isResource: false, optionalOld: false })
  if (typeof program === 'string') return program.split('\n')[0]
  try {
    return program.run(self, undefined).value
  } catch (error) {
    if (error instanceof CelError) return error.message
    throw error
  }
}

const computed: Record<string, unknown> = {
  'self.l.all(x, x != "")': true,
  'self.l.map(x, size(x)).sum()': 2n,
  'self.m.exists(k, self.m[k] == "v")': true,
  'has(self.a) && self.a.startsWith("a")': true,
  'self.?missing.orValue("x")': "compilation failed: ERROR: <input>:1:5: undefined field 'missing'",
  'type(self.v) == int': true,
  'self.t > timestamp("2020-01-01T00:00:00Z")': true,
  'quantity("1Gi").isGreaterThan(quantity("1M"))': true,
  'cidr("10.0.0.0/8").containsIP("10.1.2.3")': true,
  'url("https://a.example:8443/x").getPort()': '8443',
  'self.n == 3 || self.l[7] == ""': 'index out of bounds: 7',
  'self.n == 2 || self.l[7] == ""': true,
  '10 / (self.n - 2)': 'division by zero',
  'self.m["zz"]': 'no such key: zz',
  'int(self.a)': "type conversion error from 'string' to 'int'",
  'self.a > 5':
    "compilation failed: ERROR: <input>:1:8: found no matching overload for '_>_' applied to '(string, int)'",
  'foo(self.a)':
    "compilation failed: ERROR: <input>:1:4: undeclared reference to 'foo' (in container '')",
}

for (const [text, want] of Object.entries(computed))
  test(`${text} gives ${String(want)}`, () => assert.deepEqual(result(text), want))

const rule = (text: string, more: object = {}) => ({ rule: text, message: 'no', ...more })
const run = (rules: Schema, value: unknown, old?: unknown): string[] =>
  (compileExpressions(rules, false)?.(value, old) ?? []).map(
    cause => `${cause.field}: ${cause.message}`,
  )

test('a rule about changes runs only where there was something', () => {
  const grows: Schema = {
    type: 'object',
    properties: {
      n: { type: 'integer', 'x-kubernetes-validations': [rule('self >= oldSelf')] },
    },
  }
  assert.deepEqual(run(grows, { n: 1 }), [])
  assert.deepEqual(run(grows, { n: 1 }, { n: 2 }), ['n: Invalid value: 1: no'])
})

test('an old value that may be missing is asked for', () => {
  const begins: Schema = {
    type: 'string',
    'x-kubernetes-validations': [
      rule('oldSelf.hasValue() || self == "start"', { optionalOldSelf: true }),
    ],
  }
  assert.deepEqual(run(begins, 'start'), [])
  assert.equal(run(begins, 'x').length, 1)
  assert.deepEqual(run(begins, 'x', 'start'), [])
})

test('a rule says where and why', () => {
  const placed: Schema = {
    type: 'object',
    properties: { a: { type: 'string' } },
    'x-kubernetes-validations': [
      {
        rule: 'self.a == "x"',
        messageExpression: '"a is " + self.a',
        fieldPath: '.a',
        reason: 'FieldValueForbidden',
      },
    ],
  }
  assert.deepEqual(run(placed, { a: 'y' }), ['a: Forbidden: a is y'])
})

test('what broke a rule before and has not changed is let be', () => {
  const strict: Schema = { type: 'string', 'x-kubernetes-validations': [rule('self == "x"')] }
  assert.deepEqual(run(strict, 'y', 'y'), [])
  assert.equal(run(strict, 'z', 'y').length, 1)
})

test('what was wrong before is told and let be, also deep within what has not changed', () => {
  const inner: Schema = {
    type: 'object',
    properties: { n: { type: 'integer', 'x-kubernetes-validations': [rule('self < 3')] } },
  }
  const rules: Schema = {
    type: 'object',
    properties: { l: { type: 'array', items: inner }, other: { type: 'integer' } },
  }
  const told: string[] = []
  const again = { l: [{ n: 5 }], other: 2 }
  const before = { l: [{ n: 5 }], other: 1 }
  const found = compileExpressions(rules, false)?.(again, before, text => told.push(text))
  assert.deepEqual(found, [])
  assert.deepEqual(told, ['l[0].n: Invalid value: 5: no'])
})

test('expressions that cost too much together are run no more', () => {
  const dear = rule('self.l.all(x, self.l.exists(y, y == x))')
  const rules: Schema = {
    type: 'array',
    items: {
      type: 'object',
      properties: { l: { type: 'array', items: { type: 'integer' } } },
      'x-kubernetes-validations': [dear],
    },
  }
  const l = Array.from({ length: 300 }, (_, at) => at)
  const causes = compileExpressions(rules, false)?.(Array(100).fill({ l }), undefined) ?? []
  assert.equal(causes.length, 1)
  assert.match(causes[0]?.message ?? '', /running out of cost budget/)
})

test('in sets and keyed lists it does not count where an item stands', () => {
  const items: Schema = { type: 'object', properties: { k: { type: 'string' } } }
  const keyed = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'] }
  const rules: Schema = {
    type: 'object',
    properties: {
      s: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
      m: { type: 'array', items, ...keyed },
    },
    'x-kubernetes-validations': [
      rule('self.s == ["b", "a"] && (self.s + ["a", "c"]).size() == 3'),
      rule('self.m == [self.m[1], self.m[0]] && (self.m + self.m).size() == 2'),
    ],
  }
  assert.deepEqual(run(rules, { s: ['a', 'b'], m: [{ k: 'x' }, { k: 'y' }] }), [])
})

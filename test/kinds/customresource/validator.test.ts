import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withDefaults } from '../../../src/kinds/customresource/defaults.ts'
import { listTypeCauses } from '../../../src/kinds/customresource/list-types.ts'
import { prune } from '../../../src/kinds/customresource/prune.ts'
import type { Schema } from '../../../src/kinds/customresource/schema.ts'
import { causesOf, compileSchema } from '../../../src/kinds/customresource/validator.ts'

const object = (properties: Record<string, Schema>, more: Schema = {}): Schema => ({
  type: 'object',
  properties,
  ...more,
})

const texts = (schema: Schema, value: unknown, old?: unknown): string[] =>
  causesOf(compileSchema(schema), value, old === undefined ? undefined : { value: old }).map(
    cause => `${cause.field}: ${cause.message}`,
  )

const text: Schema = { type: 'string' }
const count: Schema = { type: 'integer' }

const cases: Record<string, { schema: Schema; value: unknown; want: string[] }> = {
  'a number is no text': {
    schema: object({ a: text }),
    value: { a: 1 },
    want: ['a: Invalid value: "integer": a in body must be of type string: "integer"'],
  },
  'a null is let be where it is allowed': {
    schema: object({ a: { ...text, nullable: true } }),
    value: { a: null },
    want: [],
  },
  'a missing member is told by its path': {
    schema: object({ o: object({ b: text }, { required: ['b'] }) }),
    value: { o: {} },
    want: ['o.b: Required value'],
  },
  'items are told by index, members of maps by key': {
    schema: object({
      l: { type: 'array', items: { ...count, maximum: 1 } },
      m: { type: 'object', additionalProperties: { ...text, maxLength: 1 } },
    }),
    value: { l: [1, 2], m: { k: 'long' } },
    want: [
      'l[1]: Invalid value: 2: l[1] in body should be less than or equal to 1',
      'm.k: Too long: may not be more than 1 byte',
    ],
  },
  'int-or-string takes whole numbers and texts': {
    schema: object({ v: { 'x-kubernetes-int-or-string': true } }),
    value: { v: 1.5 },
    want: ['v: Invalid value: "number": v in body must be of type integer,string: "number"'],
  },
  'a format bounds a number': {
    schema: object({ i: { ...count, format: 'int32' } }),
    value: { i: 2 ** 31 },
    want: [
      '<nil>: Invalid value: "": Checked value must be of type integer with format int32 in i',
    ],
  },
  'a text must be of its format': {
    schema: object({ t: { ...text, format: 'date-time' } }),
    value: { t: 'yesterday' },
    want: ['t: Invalid value: "yesterday": t in body must be of type date-time: "yesterday"'],
  },
  'whole numbers are multiples of the whole part of a factor': {
    schema: object({ n: { type: 'number', multipleOf: 0.5 } }),
    value: { n: 1 },
    want: ['n: Invalid value: 0: factor MultipleOf declared for n must be positive: 0'],
  },
  'a whole number beyond 64 bits is none': {
    schema: object({ i: count }),
    value: { i: 1e20 },
    want: [
      'i: Invalid value: "number": i in body must be of type integer: "number"',
      '<nil>: Invalid value: "": Checked value must be of type integer (default format) in i',
    ],
  },
  'large floats are printed with their powers': {
    schema: object({ n: { type: 'number', maximum: 2500000.5 } }),
    value: { n: 12345678.5 },
    want: [
      'n: Invalid value: 1.23456785e+07: n in body should be less than or equal to 2.5000005e+06',
    ],
  },
  'members are counted as items are': {
    schema: object({ m: { type: 'object', maxProperties: 1, additionalProperties: text } }),
    value: { m: { a: '', b: '' } },
    want: ['m: Too many: 2: must have at most 1 item'],
  },
  'of alternatives the best is told': {
    schema: object({
      o: object({ a: text, b: text }, { oneOf: [{ required: ['a'] }, { required: ['b'] }] }),
    }),
    value: { o: {} },
    want: [
      '<nil>: Invalid value: "": "o" must validate one and only one schema (oneOf). Found none valid',
      'o.a: Required value',
    ],
  },
}

const FORMATS: Record<string, { fits: string[]; fails: string[] }> = {
  'date-time': {
    fits: ['2020-01-01T00:00:00Z', '2020-01-01t23:59:59.5+01:00'],
    fails: ['2020-01-01', '2020-01-01T00:00:00', '2020-01-01T24:00:00Z', '2020-13-01T00:00:00Z'],
  },
  hostname: { fits: ['a', 'a-b', 'a.bc', 'a.b.example'], fails: ['a.b', '-a', 'a_b', ''] },
  email: { fits: ['a@b.c', 'a@b', 'A B <a@b.c>'], fails: ['a', 'a@@b', 'A <a>'] },
  byte: { fits: ['YWJj', 'YQ=='], fails: ['', 'YWJ', '###'] },
}
for (const [format, { fits, fails }] of Object.entries(FORMATS))
  test(`a text is of format ${format} or not`, () => {
    const schema = object({ t: { ...text, format } })
    for (const one of fits) assert.deepEqual(texts(schema, { t: one }), [], one)
    for (const one of fails) assert.equal(texts(schema, { t: one }).length, 1, one)
  })

test('a value may be whole in the eyes of whole numbers that are enumerated', () => {
  const schema = object({ n: { type: 'number', enum: [1, 2] } })
  assert.deepEqual(texts(schema, { n: 1.5 }), [])
  assert.equal(texts(schema, { n: 3.5 }).length, 1)
})

for (const [claim, { schema, value, want }] of Object.entries(cases))
  test(claim, () => assert.deepEqual(texts(schema, value), want))

test('what was wrong before and has not changed is let be', () => {
  const schema = object({ a: { ...text, pattern: '^[a-z]*$' }, b: text })
  assert.deepEqual(texts(schema, { a: 'UPPER', b: 'new' }, { a: 'UPPER', b: 'old' }), [])
  assert.equal(texts(schema, { a: 'OTHER' }, { a: 'UPPER' }).length, 1)
})

test('items of a keyed list are compared by their keys', () => {
  const items = object({ k: text, v: { ...text, pattern: '^[a-z]*$' } })
  const list: Schema = {
    type: 'array',
    items,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['k'],
  }
  const old = { l: [{ k: 'a', v: 'UPPER' }] }
  const moved = {
    l: [
      { k: 'b', v: 'low' },
      { k: 'a', v: 'UPPER' },
    ],
  }
  assert.deepEqual(texts(object({ l: list }), moved, old), [])
  assert.equal(texts(object({ l: list }), { l: [{ k: 'c', v: 'UPPER' }] }, old).length, 1)
})

test('metadata of objects within objects is read as metadata is', () => {
  const schema = object({
    o: object({}, { 'x-kubernetes-embedded-resource': true }),
  })
  const value = { metadata: { x: 1 }, o: { kind: 'A', metadata: { name: 'n', y: 1 } } }
  const read = prune(value, schema, (name, member, at, unknown) => {
    if (name !== 'metadata') return member
    unknown.push(`${at}.y`)
    return { name: 'n' }
  })
  assert.deepEqual(read.unknown, ['o.metadata.y'])
  assert.deepEqual(read.value, { metadata: { x: 1 }, o: { kind: 'A', metadata: { name: 'n' } } })
})

test('fields that the schema does not know go, and are told in the order of their names', () => {
  const schema = object({
    spec: object({ a: text, l: { type: 'array', items: object({ y: text }) } }),
  })
  const given = { kind: 'W', spec: { b: 1, a: 'x', l: [{ y: '1', w: 2 }] }, extra: true }
  const { value, unknown } = prune(given, schema)
  assert.deepEqual(value, { kind: 'W', spec: { a: 'x', l: [{ y: '1' }] } })
  assert.deepEqual(unknown, ['extra', 'spec.b', 'spec.l[0].w'])
})

test('an object that fits is not copied', () => {
  const schema = object({ spec: object({ a: { ...text, default: 'x' } }) })
  const fit = { spec: { a: 'y' } }
  assert.equal(prune(fit, schema).value, fit)
  assert.equal(withDefaults(fit, schema), fit)
})

test('what is preserved is kept, but not within what is known', () => {
  const known = object({ a: text })
  const schema = object({
    spec: object({ known }, { 'x-kubernetes-preserve-unknown-fields': true }),
  })
  const { value } = prune({ spec: { free: { x: 1 }, known: { a: '', b: '' } } }, schema)
  assert.deepEqual(value, { spec: { free: { x: 1 }, known: { a: '' } } })
})

test('defaults are filled in at every depth, and nulls that are not allowed are no values', () => {
  const inner = object({ q: { ...text, default: 'inner' } }, { default: {} })
  const schema = object({
    a: { ...text, default: 'x' },
    n: { ...text, nullable: true, default: 'd' },
    c: text,
    inner,
    l: { type: 'array', items: object({ r: { ...count, default: 1 } }) },
  })
  assert.deepEqual(withDefaults({ a: null, n: null, c: null, l: [{}] }, schema), {
    a: 'x',
    n: null,
    inner: { q: 'inner' },
    l: [{ r: 1 }],
  })
})

test('no item stands twice in a set or under the same keys', () => {
  const schema = object({
    s: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
    m: {
      type: 'array',
      items: object({ k: text }),
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k'],
    },
  })
  const found = listTypeCauses({ s: ['a', 'b', 'a'], m: [{ k: '1' }, { k: '1' }] }, schema)
  assert.deepEqual(
    found.map(cause => `${cause.field}: ${cause.message}`),
    ['m[1]: Duplicate value: {"k":"1"}', 's[2]: Duplicate value: "a"'],
  )
})

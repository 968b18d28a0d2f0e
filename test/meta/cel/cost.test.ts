import assert from 'node:assert/strict'
import { test } from 'node:test'
import { environmentOf } from '../../../src/meta/cel/environment.ts'
import { fromJson } from '../../../src/meta/cel/json.ts'
import { compile, isBroken } from '../../../src/meta/cel/program.ts'
import { scopeOf } from '../../../src/meta/cel/scope.ts'
import { DYN, listOf, objectType, STRING } from '../../../src/meta/cel/types.ts'

const environment = environmentOf({
  object: DYN,
  self: objectType('selfType', { a: STRING, l: listOf(STRING) }),
})

function program(text: string) {
  const made = compile(text, environment)
  assert.ok(!isBroken(made))
  return made
}

/** At worst, where lists have ten items and texts twenty letters. */
const COSTS: Record<string, number> = {
  true: 0,
  'self.a == "x"': 3,
  'has(self.a)': 1,
  'self.l.all(x, x == "a")': 53,
  'self.a.matches("a+b")': 5,
  'self.a.contains("abcdefghijk")': 6,
  'self.l.all(x, self.l.all(y, x != y))': 763,
  'sets.contains(self.l, self.l)': 105,
  'sets.equivalent([1, 2], [1])': 25,
  'self.l.distinct()': 223,
  'self.l.reverse()': 23,
  'self.l.slice(1, 3)': 15,
  'lists.range(5)': 16,
}

for (const [text, want] of Object.entries(COSTS))
  test(`${text} could cost ${want}`, () => {
    const max = (path: readonly string[]) => (path.at(-1) === 'l' ? 10 : 20)
    assert.equal(program(text).worstCost({ max }), want)
  })

test('what has no bound costs without bound', () => {
  assert.equal(program('self.l.all(x, true)').worstCost({ max: () => undefined }), Infinity)
})

test('an expression that costs too much while it runs is ended', () => {
  const many = fromJson({ l: Array.from({ length: 700 }, (_, at) => at) })
  const run = () =>
    program('object.l.all(a, object.l.all(b, object.l.exists(c, c == a)))').run(
      scopeOf({ object: many }),
    )
  assert.throws(run, { message: 'operation cancelled: actual cost limit exceeded' })
})

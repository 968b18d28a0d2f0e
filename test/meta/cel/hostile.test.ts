// Expressions that would take all time or memory are ended; nothing but an error of expressions comes of them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { environmentOf } from '../../../src/meta/cel/environment.ts'
import { fromJson } from '../../../src/meta/cel/json.ts'
import { compile, isBroken, type Program } from '../../../src/meta/cel/program.ts'
import { scopeOf } from '../../../src/meta/cel/scope.ts'
import { DYN } from '../../../src/meta/cel/types.ts'
import { CelError } from '../../../src/meta/cel/values.ts'

const environment = environmentOf({ object: DYN })

function program(text: string): Program {
  const made = compile(text, environment)
  if (isBroken(made)) throw new Error(made.error)
  return made
}

const numbers = Array.from({ length: 20_000 }, (_, at) => at)
const scope = scopeOf({ object: fromJson({ numbers, long: '1'.repeat(200_000) }) })
const run = (text: string): unknown => program(text).run(scope)

const TOO_COSTLY: Record<string, string> = {
  'a list of more numbers than there is room for': 'lists.range(9000000000000)',
  'comparing each item of a long list with each': 'object.numbers.distinct()',
  'sorting a long list': 'object.numbers.map(x, 0 - int(x)).sort()',
  'a set of many in a set of many': 'sets.contains(object.numbers, object.numbers)',
  'a text longer than there can be': 'object.long.replace("", object.long)',
  'a number with more digits than there can be': '"%.900000000f".format([1.5])',
}
for (const [name, text] of Object.entries(TOO_COSTLY))
  test(`${name} is too costly`, () => {
    assert.throws(() => run(text), {
      message: 'operation cancelled: actual cost limit exceeded',
    })
  })

test('a map of many members is made member by member', () => {
  assert.equal(run('size(object.numbers.transformMap(i, v, v + 1))'), 20_000n)
})

test('digits without a unit are no duration, however many they are', () => {
  assert.throws(() => run('duration(object.long)'), CelError)
  assert.throws(() => run('double(object.long + "x")'), CelError)
})

test('chains of macros that double what they are given are refused', () => {
  const made = compile(`optional.of(1)${'.optMap(x, x)'.repeat(40)}`, environment)
  assert.ok(isBroken(made))
  assert.match(made.error, /expression is too large/)
})

test('an expression of any depth is computed, measured or refused', () => {
  for (let depth = 1_000; depth < 12_000; depth = Math.ceil(depth * 1.5)) {
    const made = compile(`size([1${' + 1'.repeat(depth)}])`, environment)
    if (isBroken(made)) continue
    assert.ok(made.worstCost({ max: () => 1 }) > 0)
    assert.ok(made.uses('size') === false)
    try {
      made.run(scope)
    } catch (error) {
      assert.ok(error instanceof CelError)
    }
  }
})

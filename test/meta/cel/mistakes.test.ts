import assert from 'node:assert/strict'
import { test } from 'node:test'
import { environmentOf } from '../../../src/meta/cel/environment.ts'
import { compile, isBroken } from '../../../src/meta/cel/program.ts'
import { DYN, INT, listOf, objectType, STRING } from '../../../src/meta/cel/types.ts'

const environment = environmentOf({
  object: DYN,
  self: objectType('selfType', { a: STRING, n: INT, l: listOf(STRING) }),
})

const STARTS =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}"

/** Where each mistake is found, and what is said of it. */
const MISTAKES: Record<string, readonly string[]> = {
  'object.': ["8: Syntax error: no viable alternative at input '.'"],
  'object.a ==': [`12: Syntax error: mismatched input '<EOF>' expecting ${STARTS}`],
  'a | b': [
    "3: Syntax error: token recognition error at: '| '",
    "5: Syntax error: extraneous input 'b' expecting <EOF>",
  ],
  '1 + +': [
    `5: Syntax error: mismatched input '+' expecting ${STARTS}`,
    `6: Syntax error: mismatched input '<EOF>' expecting ${STARTS}`,
  ],
  '(1': ["3: Syntax error: missing ')' at '<EOF>'"],
  '[1': ["3: Syntax error: mismatched input '<EOF>' expecting {']', ','}"],
  as: ['1: reserved identifier: as'],
  'has(object)': ['5: invalid argument to has() macro'],
  '1.all(2, 3)': ['7: argument must be a simple name'],
  'self.zz': ["5: undefined field 'zz'"],
  'self.a.b': ["7: type 'string' does not support field selection"],
  'self.a > 5': ["8: found no matching overload for '_>_' applied to '(string, int)'"],
  'self.l.all(x, y)': ["15: undeclared reference to 'y' (in container '')"],
  'self.l.filter(x, 1)': [
    "14: found no matching overload for '_?_:_' applied to '(int, list(string), list(string))'",
  ],
  'self.a.all(x, true)': [
    "5: expression of type 'string' cannot be range of a comprehension (must be list, map, or dynamic)",
  ],
  '1 && true': ["1: expected type 'bool' but found 'int'"],
  '[1, "a"]': ["5: expected type 'int' but found 'string'"],
  '"a".matches("(")': ['13: invalid matches argument'],
  'duration("x")': ['10: invalid duration argument'],
  '9223372036854775808': ['1: invalid int literal'],
  '"\\uD800"': ['1: invalid unicode code point'],
  'object.`a`': ["8: unsupported syntax: '`'"],
  '{"a" 1}': ["6: Syntax error: missing ':' at '1'"],
  'object[]': [
    `8: Syntax error: mismatched input ']' expecting ${STARTS.replace("'!'", "'!', '?'")}`,
  ],
  '!': [`2: Syntax error: extraneous input '<EOF>' expecting ${STARTS}`],
  'foo.replace("a", 1)': [
    "1: undeclared reference to 'foo' (in container '')",
    "12: found no matching overload for 'replace' applied to '!error!.(string, int)'",
  ],
  'foo.replace("a", "b")': ["1: undeclared reference to 'foo' (in container '')"],
  'kubernetes.Quantity': ["1: undeclared reference to 'kubernetes' (in container '')"],
  '[1].existsOne(x, true)': [
    "14: undeclared reference to 'existsOne' (in container '')",
    "15: undeclared reference to 'x' (in container '')",
  ],
  '"%d".format(["a"])': [
    '14: error during formatting: decimal clause can only be used on integers, was given string',
  ],
  '"%s".format([{"a": optional.of(1)}])': [
    '31: error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given optional_type',
  ],
  '"%s".format([])': ['12: index 0 out of range'],
  '"%".format([])': ['11: unexpected end of string'],
  '"%y".format([1])': ['12: could not parse formatting clause: unrecognized formatting clause "y"'],
  '"%s".format([1, 2])': ['12: too many arguments supplied to string.format (expected 1, got 2)'],
}

for (const [text, want] of Object.entries(MISTAKES))
  test(`${text} is told where it is wrong`, () => {
    const program = compile(text, environment)
    assert.ok(isBroken(program))
    const told = program.error.split('\n').filter(line => line.startsWith('ERROR'))
    assert.deepEqual(
      told.map(line => line.replace('ERROR: <input>:1:', '')),
      want,
    )
  })

test('a mistake is shown with its line and a mark', () => {
  const program = compile('true &&\n self.zz', environment)
  assert.ok(isBroken(program))
  assert.equal(program.error, "ERROR: <input>:2:6: undefined field 'zz'\n |  self.zz\n | .....^")
})

test('an expression that is too deep is told so, and breaks nothing', () => {
  for (const text of [`${'('.repeat(300)}1${')'.repeat(300)}`, `object${'.a'.repeat(45_000)}`]) {
    const program = compile(text, environment)
    assert.ok(isBroken(program))
    assert.equal(program.error, 'ERROR: <input>:-1:0: expression recursion limit exceeded: 250')
  }
})

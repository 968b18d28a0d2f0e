import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goPattern } from '../../src/meta/pattern.ts'

const compiled = (source: string) => {
  const found = goPattern(source)
  assert.ok(typeof found !== 'string', `${source}: ${String(found)}`)
  return found
}

test('patterns match as those of RE2 do', () => {
  const cases: [pattern: string, text: string, want: boolean][] = [
    ['^a$', 'a\n', false],
    ['^a$', 'b\na', false],
    ['(?m)^a$', 'b\na', true],
    ['(?i)abc', 'xABCx', true],
    ['a(?i)b', 'aB', true],
    ['a(?i)b', 'AB', false],
    ['(?i:a)b', 'Ab', true],
    ['(?i:a)b', 'AB', false],
    ['^.$', '😀', true],
    ['^\\pL+$', 'é', true],
    ['^[[:alpha:]]+$', 'é', false],
    ['\\Aab\\z', 'ab', true],
    ['^\\Q.*\\E$', '.*', true],
    ['^\\w+$', 'ä', false],
    ['(?P<year>\\d{4})-(?<month>\\d\\d)', '2024-05', true],
    ['(?P<n>a)(?P<n>b)', 'ab', true],
    ['{', '{', true],
    ['x{,2}', 'x{,2}', true],
  ]
  for (const [pattern, text, want] of cases)
    assert.equal(compiled(pattern).test(text), want, `${pattern} in ${JSON.stringify(text)}`)
})

test('a pattern that would keep a backtracking engine busy for ever ends at once', () => {
  assert.equal(compiled('(a+)+$').test(`${'a'.repeat(5000)}b`), false)
  assert.equal(compiled('^(([a-z])+.)+[A-Z]([a-z])+$').test('a'.repeat(5000)), false)
})

test('what is no pattern is told in the words of Go', () => {
  const cases: Record<string, string> = {
    '(a': 'missing closing ): `(a`',
    'a)': 'unexpected ): `a)`',
    '[a': 'missing closing ]: `[a`',
    'a\\': 'trailing backslash at end of expression: ``',
    '*a': 'missing argument to repetition operator: `*`',
    'a**': 'invalid nested repetition operator: `**`',
    'a{2}{3}': 'invalid nested repetition operator: `{2}{3}`',
    'a{1001}': 'invalid repeat count: `{1001}`',
    'a{2,1}': 'invalid repeat count: `{2,1}`',
    '[z-a]': 'invalid character class range: `z-a`',
    '[[:foo:]]': 'invalid character class range: `[:foo:]`',
    '\\p{Foo}': 'invalid character class range: `\\p{Foo}`',
    '\\8': 'invalid escape sequence: `\\8`',
    '\\u0041': 'invalid escape sequence: `\\u`',
    '\\Z': 'invalid escape sequence: `\\Z`',
    '(?!a)': 'invalid or unsupported Perl syntax: `(?!`',
    '(?>a)': 'invalid or unsupported Perl syntax: `(?>`',
    '(?<=a)': 'invalid named capture: `(?<=a)`',
    '(?P<>a)': 'invalid named capture: `(?P<>`',
  }
  for (const [source, want] of Object.entries(cases))
    assert.equal(goPattern(source), `error parsing regexp: ${want}`)
})

test('all matches are found, but for an empty one behind another', () => {
  assert.deepEqual(compiled('[a-z]*').findAll('ab1c'), ['ab', 'c'])
  assert.deepEqual(compiled('x*').findAll('ab'), ['', '', ''])
  assert.deepEqual(compiled('\\d').findAll('123', 2), ['1', '2'])
  assert.deepEqual(compiled('\\d').findAll('123', 0), [])
  assert.equal(compiled('b+').find('abbc'), 'bb')
  assert.equal(compiled('z').find('abbc'), undefined)
})

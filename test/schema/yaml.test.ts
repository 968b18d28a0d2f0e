import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseYaml, parseYamlDocuments, YamlSyntaxError } from '../../src/schema/yaml.ts'

const values: Record<string, { yaml: string; want: unknown }> = {
  'numbers with a leading zero are octal': {
    yaml: 'a: 0640\nb: 0o17\nc: 08',
    want: { a: 416, b: 15, c: 8 },
  },
  'numbers may be written in other ways': {
    yaml: 'a: 0x1F\nb: 1_000\nc: 0b11\nd: 1e3\ne: .5\nf: -0x10',
    want: { a: 31, b: 1000, c: 3, d: 1000, e: 0.5, f: -16 },
  },
  'yes and no are truths unless they are quoted': {
    yaml: 'a: yes\nb: Off\nc: "yes"\nd: yEs',
    want: { a: true, b: false, c: 'yes', d: 'yEs' },
  },
  'times and numbers with colons stay texts': {
    yaml: 'a: 2001-01-01\nb: 22:22\nc: 1.2.3',
    want: { a: '2001-01-01', b: '22:22', c: '1.2.3' },
  },
  'aliases and merges are followed': {
    yaml: 'a: &x {p: 1, q: 2}\nb:\n  <<: *x\n  r: 3\nc: *x',
    want: { a: { p: 1, q: 2 }, b: { p: 1, q: 2, r: 3 }, c: { p: 1, q: 2 } },
  },
  'lines of a quoted text may be indented too little': {
    yaml: 'a:\n  b: "x\n y"\n  c: 1',
    want: { a: { b: 'x y', c: 1 } },
  },
  'lines of a flow collection may be indented too little': {
    yaml: 'a: {b: 1,\nc: 2}\nd: |\n  "x\n  {\n',
    want: { a: { b: 1, c: 2 }, d: '"x\n{\n' },
  },
  'keys become texts and are sorted': {
    yaml: 'b: 1\n2.5: a\ntrue: c',
    want: { '2.5': 'a', b: 1, true: 'c' },
  },
  'a block of text is given no line break at its end that it does not have': {
    yaml: 'a: |\n  x\nb: >-\n  y\nc: |+\n  z',
    want: { a: 'x\n', b: 'y', c: 'z' },
  },
  'what stands behind the first document is not looked at': {
    yaml: 'a: 1\n---\n[b]: [\n',
    want: { a: 1 },
  },
  'tags decide': {
    yaml: 'a: !!str 5\nb: !!int "5"\nc: !!binary aGk=',
    want: { a: '5', b: 5, c: 'hi' },
  },
}
for (const [claim, { yaml, want }] of Object.entries(values))
  test(claim, () => assert.deepEqual(parseYaml(yaml), { value: want, duplicates: [] }))

test('doubled keys are told with the lines of their values', () => {
  assert.deepEqual(parseYaml('a: 1\nb:\n  c: 1\n  c: 2\na:\n  3').duplicates, [
    'line 4: key "c" already set in map',
    'line 6: key "a" already set in map',
  ])
})

test('a key that overrides a merged one counts, and is told as doubled', () => {
  assert.deepEqual(parseYaml('a: &x {p: 1}\nb:\n  <<: *x\n  p: 2'), {
    value: { a: { p: 1 }, b: { p: 2 } },
    duplicates: ['line 4: key "p" already set in map'],
  })
})

const refused: Record<string, string> = {
  'a: b: c': 'yaml: mapping values are not allowed in this context',
  'a: 1\n\tb: 2': 'yaml: line 2: found a tab character that violates indentation',
  '{"a":': 'yaml: line 1: did not find expected node content',
  'a: [1, 2': "yaml: line 1: did not find expected ',' or ']'",
  'a: @x': 'yaml: found character that cannot start any token',
  'a: *nope': "yaml: unknown anchor 'nope' referenced",
  'a: - b': 'yaml: block sequence entries are not allowed in this context',
  'a: ? b': 'yaml: mapping keys are not allowed in this context',
  'a: "\\/"': 'yaml: found unknown escape character',
  '%x\na: 1': 'yaml: found unknown directive name',
  "a: 'b\nc: 1": 'yaml: line 2: found unexpected end of stream',
  'a: "b\nc: 1\n': 'yaml: line 3: found unexpected end of stream',
  '~: [x, 1]': 'unsupported map key of type: %!s(<nil>), key: <nil>, value: []interface {}{"x", 1}',
  '[a]: 1': 'yaml: invalid map key: []interface {}{"a"}',
  'a: &x\n  b: *x': "yaml: anchor 'x' value contains itself",
}
for (const [yaml, message] of Object.entries(refused))
  test(`${JSON.stringify(yaml)} is refused in Go's words`, () => {
    assert.throws(() => parseYaml(yaml), new YamlSyntaxError(message))
  })

test('a bomb of aliases is refused', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  for (let n = 1; n < 9; n++) lines.push(`a${n}: &a${n} [${`*a${n - 1}, `.repeat(10)}]`)
  assert.throws(() => parseYaml(lines.join('\n')), /excessive aliasing/)
})

test('a stream is read document by document, the first one by itself', () => {
  const text = 'a: 1\n---\nb: 2\n---\n'
  assert.deepEqual(
    parseYamlDocuments(text).map(document => document.value),
    [{ a: 1 }, { b: 2 }, null],
  )
  assert.deepEqual(parseYaml(text).value, { a: 1 })
})

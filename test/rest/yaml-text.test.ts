import assert from 'node:assert/strict'
import { test } from 'node:test'
import { yamlText } from '../../src/rest/yaml-text.ts'

const cases: Record<string, { value: unknown; want: string }> = {
  'keys are in order': { value: { b: 1, a: 2 }, want: 'a: 2\nb: 1\n' },
  'figures count as numbers, letters come last': {
    value: { a10: 1, a2: 1, 'a-b': 1, ab: 1 },
    want: 'a-b: 1\na2: 1\na10: 1\nab: 1\n',
  },
  'lists stand as far in as their key': {
    value: { a: [1, { b: 2, c: [] }] },
    want: 'a:\n- 1\n- b: 2\n  c: []\n',
  },
  'lists in lists': { value: [[1, 2], [3]], want: '- - 1\n  - 2\n- - 3\n' },
  'what is empty': {
    value: { a: {}, b: [], c: '', d: null },
    want: 'a: {}\nb: []\nc: ""\nd: null\n',
  },
  'texts that look like something else': {
    value: { a: '1', b: 'true', c: 'null', d: 'y', e: '2024-01-01T00:00:00Z', f: '1e3', g: '0x1f' },
    want: 'a: "1"\nb: "true"\nc: "null"\nd: "y"\ne: "2024-01-01T00:00:00Z"\nf: "1e3"\ng: "0x1f"\n',
  },
  'keys that look like something else': { value: { n: 1, true: 2 }, want: '"n": 1\n"true": 2\n' },
  'texts with signs of YAML': {
    value: { a: 'x: y', b: '- x', c: '#x', d: "it's", e: '@x' },
    want: "a: 'x: y'\nb: '- x'\nc: '#x'\nd: it's\ne: '@x'\n",
  },
  'several lines are a block': {
    value: { a: 'x\ny\n', b: 'x\ny', c: ' x\ny\n' },
    want: 'a: |\n  x\n  y\nb: |-\n  x\n  y\nc: |2\n   x\n  y\n',
  },
  'lines that end in blanks are no block': { value: { a: 'x \ny' }, want: 'a: "x \\ny"\n' },
  'tabs are told': { value: { a: 'x\ty' }, want: 'a: "x\\ty"\n' },
  'what is printed stays': { value: { a: 'é€' }, want: 'a: é€\n' },
  'long lines break at a blank': {
    value: { a: `${'x'.repeat(85)} y z` },
    want: `a: ${'x'.repeat(85)}\n  y z\n`,
  },
}

for (const [claim, { value, want }] of Object.entries(cases))
  test(`YAML: ${claim}`, () => assert.equal(yamlText(value), want))

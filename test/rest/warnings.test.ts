import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Warnings } from '../../src/rest/warnings.ts'

const told = (texts: readonly string[]) => {
  const warnings = new Warnings()
  for (const text of texts) warnings.add(text)
  return warnings.headers
}

test('a text is told once, in quotes, and not at all when a header cannot carry it', () => {
  assert.deepEqual(told(['a "b"', 'a "b"', 'two\nlines', '']), ['299 - "a \\"b\\""'])
})

test('many long texts are cut, and what is too much is left out', () => {
  const texts = Array.from({ length: 20 }, (_, index) => `${index} `.padEnd(300, 'x'))
  const headers = told(texts)
  // The fourteenth is too much: from then on all are cut, until as many letters are told again.
  assert.equal(headers.length, 16)
  assert.ok(headers.every(header => header.length === 256 + '299 - ""'.length))
})

test('texts that are short enough together are told in full', () => {
  const texts = ['x'.repeat(4_000), 'y'.repeat(96)]
  assert.deepEqual(
    told(texts),
    texts.map(text => `299 - "${text}"`),
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StatusError } from '../../src/meta/status.ts'
import { managerOf, patchOptions, writeOptions } from '../../src/rest/params.ts'
import { Query } from '../../src/rest/query.ts'

const booleans: Record<string, boolean> = {
  '': false,
  'a=true': true,
  'a=': true,
  a: true,
  'a=0': false,
  'a=false': false,
  'a=FALSE': false,
  'a=no': true,
  'a=1;b=2': false,
  'a=%zz': false,
  'b=%&a=%31': true,
}
for (const [query, want] of Object.entries(booleans))
  test(`a query of "${query}" is ${want}`, () => assert.equal(new Query(query).flag('a'), want))

const numbers: Record<string, number | string> = {
  'a=5': 5,
  'a=-1': -1,
  'a=': 'strconv.ParseInt: parsing "": invalid syntax',
  'a=1.5': 'strconv.ParseInt: parsing "1.5": invalid syntax',
  'a=99999999999999999999': 'strconv.ParseInt: parsing "99999999999999999999": value out of range',
}
for (const [query, want] of Object.entries(numbers))
  test(`a number of "${query}" is ${want}`, () =>
    assert.equal(
      outcome(() => new Query(query).integer('a')),
      want,
    ))

const writes: Record<string, { query: string; want: string }> = {
  'no options': { query: '', want: 'Warn' },
  'a dry run': { query: 'dryRun=All', want: 'Warn dry' },
  'another dry run': {
    query: 'dryRun=x',
    want: 'dryRun: Unsupported value: ["x"]: supported values: "All"',
  },
  strictness: { query: 'fieldValidation=Strict', want: 'Strict' },
  'the first of two counts': {
    query: 'fieldValidation=Ignore&fieldValidation=Strict',
    want: 'Ignore',
  },
  'an unprintable manager': {
    query: 'fieldManager=a%01',
    want: 'fieldManager: Invalid value: "a\\x01": invalid character U+0001 (at position 1)',
  },
  'a long manager': {
    query: `fieldManager=${'m'.repeat(129)}`,
    want: 'fieldManager: Too long: may not be more than 128 bytes',
  },
}
for (const [claim, { query, want }] of Object.entries(writes))
  test(`writes: ${claim}`, () => {
    const got = outcome(() => {
      const { fieldValidation, dryRun } = writeOptions(new Query(query), 'CreateOptions')
      return dryRun ? `${fieldValidation} dry` : fieldValidation
    })
    assert.ok(String(got).endsWith(want), String(got))
  })

test('only an apply can be forced, and needs a manager', () => {
  assert.match(
    String(outcome(() => patchOptions(new Query('force=true'), false))),
    /may not be specified for non-apply patch/,
  )
  assert.match(
    String(outcome(() => patchOptions(new Query(''), true))),
    /is required for apply patch/,
  )
  assert.equal(patchOptions(new Query('force=1&fieldManager=m'), true).force, true)
})

test('who names no manager is called by the first part of its agent', () => {
  assert.equal(managerOf('', 'kubectl/v1.36 (linux)'), 'kubectl')
  assert.equal(managerOf('', ''), 'unknown')
  assert.equal(managerOf('me', 'kubectl/v1'), 'me')
})

function outcome(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    assert.ok(error instanceof StatusError)
    return error.message
  }
}

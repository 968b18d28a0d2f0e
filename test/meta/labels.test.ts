import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseLabelSelector } from '../../src/meta/label-parser.ts'
import {
  formatSelector,
  matches,
  selectorFromObject,
  validateLabelSelector,
} from '../../src/meta/labels.ts'
import { isStatus } from '../../src/meta/status.ts'

const LABELS = { app: 'web', tier: 'front', replicas: '3', empty: '' }

const matching: Record<string, boolean> = {
  '': true,
  app: true,
  '!app': false,
  '!gone': true,
  'app=web': true,
  'app==web': true,
  'app!=web': false,
  'gone!=web': true,
  'app in (web, api)': true,
  'app notin (web)': false,
  'gone notin (web)': true,
  'replicas>2': true,
  'replicas<3': false,
  'app>1': false,
  'empty=': true,
  'app=web,tier=front': true,
  'app=web,tier=back': false,
}

describe('a selector in words', () => {
  for (const [text, expected] of Object.entries(matching))
    test(`"${text}" ${expected ? 'takes' : 'leaves'} the labels`, () => {
      assert.equal(matches(parseLabelSelector(text), LABELS), expected)
    })

  for (const text of ['a in', 'a=b=c', '(', 'a in (', 'x y', 'a>b', '-a=b', 'a=?'])
    test(`"${text}" is refused as a bad request`, () => {
      assert.throws(
        () => parseLabelSelector(text),
        error => isStatus(error, 'BadRequest'),
      )
    })
})

describe('a selector as an object', () => {
  test('none takes nothing, an empty one everything', () => {
    assert.equal(matches(selectorFromObject(undefined), LABELS), false)
    assert.equal(matches(selectorFromObject({}), LABELS), true)
  })

  const cases: readonly (readonly [string, readonly string[] | undefined, boolean])[] = [
    ['In', ['web'], true],
    ['NotIn', ['web'], false],
    ['Exists', undefined, true],
    ['DoesNotExist', undefined, false],
  ]
  for (const [operator, values, expected] of cases)
    test(`${operator} ${expected ? 'takes' : 'leaves'} the labels`, () => {
      const expression = { key: 'app', operator, ...(values === undefined ? {} : { values }) }
      const selector = selectorFromObject({ matchExpressions: [expression] })
      assert.equal(matches(selector, LABELS), expected)
    })

  test('is shown as kubectl shows it', () => {
    const text = formatSelector({
      matchLabels: { b: '2', a: '1' },
      matchExpressions: [{ key: 'c', operator: 'In', values: ['y', 'x'] }],
    })
    assert.equal(text, 'a=1,b=2,c in (x,y)')
  })

  test('tells what is wrong with each expression', () => {
    const causes = validateLabelSelector(
      {
        matchExpressions: [
          { key: 'a', operator: 'In' },
          { key: 'b', operator: 'Exists', values: ['x'] },
          { key: 'c', operator: 'Near' },
        ],
      },
      'spec.selector',
    )
    assert.deepEqual(
      causes.map(cause => cause.field),
      [
        'spec.selector.matchExpressions[0].values',
        'spec.selector.matchExpressions[1].values',
        'spec.selector.matchExpressions[2].operator',
      ],
    )
  })
})

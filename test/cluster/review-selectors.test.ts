// What an access review tells of selectors that it cannot read.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { selectorNotes } from '../../src/cluster/review-selectors.ts'
import type { ResourceAttributes } from '../../src/schema/generated/authorization-v1.ts'

const ignored = (selector: string, much = 'ignored'): string =>
  `spec.resourceAttributes.${selector} ${much} due to parse error`
const inOne = { key: 'a', operator: 'In', values: ['b'] }
const exists = { key: 'a', operator: 'Exists' }

const told: [claim: string, of: ResourceAttributes | undefined, notes: string][] = [
  ['nothing of a path', undefined, ''],
  ['nothing of what can be read', { fieldSelector: { rawSelector: 'a=b' } }, ''],
  ['a text that is no selector', { fieldSelector: { rawSelector: 'a' } }, ignored('fieldSelector')],
  [
    'fields that are only there are not asked for yet',
    { fieldSelector: { requirements: [exists] } },
    ignored('fieldSelector'),
  ],
  [
    'what can be read beside counts',
    { fieldSelector: { requirements: [exists, inOne] } },
    ignored('fieldSelector', 'partially ignored'),
  ],
  ['labels may only be there', { labelSelector: { requirements: [exists] } }, ''],
  [
    'both are told, fields first',
    {
      fieldSelector: { rawSelector: 'a' },
      labelSelector: { requirements: [{ key: 'a', operator: 'Near' }] },
    },
    `${ignored('fieldSelector')}; ${ignored('labelSelector')}`,
  ],
]

describe('selectors of an access review', () => {
  for (const [claim, of, notes] of told) it(claim, () => assert.equal(selectorNotes(of), notes))
})

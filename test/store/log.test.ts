import assert from 'node:assert/strict'
import { it } from 'node:test'
import { ChangeLog } from '../../src/store/log.ts'
import type { Change } from '../../src/store/store.ts'

const change = (revision: number, atMs = 0, resource = 'pods'): Change => ({
  revision,
  key: { resource, namespace: '', name: 'x' },
  previous: undefined,
  next: undefined,
  atMs,
})

const revisions = (changes: readonly Change[]): number[] => changes.map(one => one.revision)

// Ages of ten changes in seconds, what is kept, and how many of the ten stay.
const cases = {
  'few changes stay, however old': { ages: (_: number) => 9_999, bounds: [10, 60, 20], stay: 10 },
  'old ones go when there are many': {
    ages: (n: number) => 100 - n * 10,
    bounds: [2, 60, 20],
    stay: 7,
  },
  'young ones stay when there are many': { ages: (_: number) => 1, bounds: [2, 60, 20], stay: 10 },
  'there are never too many': { ages: (_: number) => 1, bounds: [2, 60, 5], stay: 5 },
} as const

for (const [claim, { ages, bounds, stay }] of Object.entries(cases)) {
  it(claim, () => {
    const [keep, keepSeconds, max] = bounds
    const log = new ChangeLog({ keep, keepMs: keepSeconds * 1_000, max }, 1)
    const nowMs = 1_000_000_000
    const times = Array.from({ length: 10 }, (_, n) => nowMs - ages(n + 1) * 1_000)
    for (const [n, atMs] of times.entries()) log.append(change(n + 2, atMs))
    assert.equal(log.since('pods', log.oldest).length, stay)
    assert.deepEqual(revisions(log.since('pods', log.oldest)).at(-1), 11)
  })
}

it('a cursor anywhere in a long log reads what comes after it', () => {
  const log = new ChangeLog({ keep: 100, keepMs: 0, max: 100 }, 1)
  for (let n = 1; n <= 1_000; n++) log.append(change(n * 3))
  assert.equal(log.oldest, 2_700)
  for (let revision = 2_700; revision <= 3_001; revision++) {
    const first = Math.floor(revision / 3) * 3 + 3
    assert.equal(log.since('pods', revision)[0]?.revision, first > 3_000 ? undefined : first)
  }
})

it('a batch that was read stays as it was when the log goes on and forgets', () => {
  const log = new ChangeLog({ keep: 5, keepMs: 0, max: 5 }, 1)
  for (let n = 2; n < 7; n++) log.append(change(n))
  const batch = log.since('pods', 1)
  for (let n = 7; n < 300; n++) log.append(change(n))
  assert.deepEqual(revisions(batch), [2, 3, 4, 5, 6])
})

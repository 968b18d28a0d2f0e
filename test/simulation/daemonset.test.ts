// Random worlds: what nobody thought of. `npm run simulate` plays many more of them, and longer ones.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { closeBases, failureText, simulate } from './simulate.ts'

const SEEDS = 40
const STEPS = 50

test('whatever happens, DaemonSets keep to their rules and do their work in the end', async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const failure = await simulate(seed, STEPS)
    assert.equal(failure && failureText(failure), undefined)
  }
})

after(closeBases)

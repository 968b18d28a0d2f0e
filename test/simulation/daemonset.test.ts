// Random worlds: what nobody thought of. `npm run simulate` plays many more of them, and longer ones.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { closeBases, failureText, simulate } from './simulate.ts'

test('whatever happens, DaemonSets keep to their rules and do their work in the end', async () => {
  for (let seed = 1; seed <= 40; seed++) {
    const failure = await simulate(seed, 60)
    assert.equal(failure && failureText(failure), undefined)
  }
})

test('so they do in a whole cluster', async () => {
  for (let seed = 1; seed <= 8; seed++) {
    const failure = await simulate(seed, 50, { whole: true })
    assert.equal(failure && failureText(failure), undefined)
  }
})

after(closeBases)

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EventTtl } from '../../../src/controllers/event-ttl/controller.ts'
import { events } from '../../../src/controllers/rows.ts'
import { World } from '../world.ts'

test('an event goes an hour after it was last written', async () => {
  const s = new World(parts => [new EventTtl(parts)])
  await s.start()
  const involvedObject = { kind: 'Pod', namespace: 'n', name: 'p' }
  await s.create(events, { metadata: { name: 'e' }, involvedObject, reason: 'R' })
  await s.advance(3_000_000)
  await s.change(events, 'n/e', live => ({ ...live, count: 2 }))
  await s.advance(3_000_000)
  assert.equal(s.all(events).length, 1)
  await s.advance(700_000)
  assert.equal(s.all(events).length, 0)
})

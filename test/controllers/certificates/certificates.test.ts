import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newAuthority } from '../../../src/auth/ca.ts'
import {
  type Approve,
  Certificates,
  type Issue,
} from '../../../src/controllers/certificates/controller.ts'
import { at } from '../../../src/controllers/keys.ts'
import { certificateSigningRequests as requests } from '../../../src/controllers/rows.ts'
import { through } from '../../../src/registry/context.ts'
import { World } from '../world.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const PEM = newAuthority(0).certificate
const HOUR_MS = 3_600_000

async function asked(issue: Issue, approve: Approve = () => undefined): Promise<World> {
  const s = new World(parts => [new Certificates({ ...parts, issue, approve })])
  await s.start()
  const request = base64(
    '-----BEGIN CERTIFICATE REQUEST-----\nMAIwAA==\n-----END CERTIFICATE REQUEST-----',
  )
  const spec = { signerName: 'example.com/signer', request, usages: ['client auth'] }
  await s.create(requests, { metadata: { name: 'r' }, spec })
  await s.settle()
  return s
}

async function decide(s: World, type: string): Promise<void> {
  const conditions = [{ type, status: 'True', reason: 'Test' }]
  const context = through(s.context, 'approval')
  await s.registry.modify(
    at(requests, 'r'),
    live => ({ ...live, status: { ...live.status, conditions } }),
    context,
  )
  await s.settle()
}

test('a request is signed once it is approved, and goes an hour later', async () => {
  const s = await asked(() => ({ certificate: PEM }))
  assert.equal(s.all(requests)[0]?.status?.certificate, undefined)
  await decide(s, 'Approved')
  assert.equal(s.all(requests)[0]?.status?.certificate, base64(PEM))
  await s.advance(HOUR_MS - 2_000)
  assert.equal(s.all(requests).length, 1)
  await s.advance(4_000)
  assert.equal(s.all(requests).length, 0)
  assert.deepEqual(s.errors, [])
})

test('a request that is refused fails, and keeps its approval', async () => {
  const s = await asked(() => ({ refused: 'no' }))
  await decide(s, 'Approved')
  const { conditions = [], certificate } = s.all(requests)[0]?.status ?? {}
  assert.deepEqual(
    conditions.map(({ type, message }) => [type, message]),
    [
      ['Approved', undefined],
      ['Failed', 'no'],
    ],
  )
  assert.equal(certificate, undefined)
})

test('what is denied is not signed, and what others sign is left to them', async () => {
  const denied = await asked(() => ({ certificate: PEM }))
  await decide(denied, 'Denied')
  assert.equal(denied.all(requests)[0]?.status?.certificate, undefined)
  const other = await asked(() => undefined)
  await decide(other, 'Approved')
  assert.equal(other.all(requests)[0]?.status?.certificate, undefined)
})

test('a request that nobody decides goes after a day', async () => {
  const s = await asked(() => undefined)
  await s.advance(23 * HOUR_MS)
  assert.equal(s.all(requests).length, 1)
  await s.advance(2 * HOUR_MS)
  assert.equal(s.all(requests).length, 0)
})

test('what needs no decision is approved and signed at once', async () => {
  const s = await asked(
    () => ({ certificate: PEM }),
    () => 'as it should be',
  )
  const { conditions = [], certificate } = s.all(requests)[0]?.status ?? {}
  assert.deepEqual(
    conditions.map(({ type, reason, message }) => [type, reason, message]),
    [['Approved', 'AutoApproved', 'as it should be']],
  )
  assert.equal(certificate, base64(PEM))
})

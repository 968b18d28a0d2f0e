import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { keepAuthority, newAuthority, storedAuthority } from '../../src/auth/ca.ts'
import { VirtualClock } from '../../src/clock.ts'
import { MemoryStore } from '../../src/store/memory.ts'

const nowMs = Date.UTC(2026, 5, 1)

test('the CA is a certificate that signs itself and may sign others, valid from now on', () => {
  const certificate = new X509Certificate(newAuthority(nowMs).certificate)
  assert.equal(certificate.subject, 'CN=kubernetes')
  assert.ok(certificate.ca)
  assert.ok(certificate.verify(certificate.publicKey))
  assert.equal(Date.parse(certificate.validFrom), nowMs)
})

test('a store keeps the authority it was given first', async () => {
  const store = new MemoryStore({ clock: new VirtualClock() })
  const first = newAuthority(nowMs)
  await keepAuthority(store, first)
  await keepAuthority(store, newAuthority(nowMs))
  const { certificate, key } = storedAuthority(store) ?? {}
  assert.deepEqual({ certificate, key }, { certificate: first.certificate, key: first.key })
})

import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { caCertificate } from '../../src/auth/ca.ts'

test('the CA is a certificate that signs itself and may sign others, valid from now on', () => {
  const nowMs = Date.UTC(2026, 5, 1)
  const certificate = new X509Certificate(caCertificate(nowMs))
  assert.equal(certificate.subject, 'CN=kubernetes')
  assert.ok(certificate.ca)
  assert.ok(certificate.verify(certificate.publicKey))
  assert.equal(Date.parse(certificate.validFrom), nowMs)
})

import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { newAuthority } from '../../src/auth/ca.ts'
import { clientCertificate, servingCertificate } from '../../src/auth/issue.ts'

const nowMs = Date.UTC(2026, 5, 1)
const authority = newAuthority(nowMs)
const ca = new X509Certificate(authority.certificate)

test('a serving certificate names its hosts and addresses, each once, and fits its key', () => {
  const names = [
    'localhost',
    'api.test',
    '127.0.0.1',
    '::1',
    'fe80::a:b',
    '::ffff:1.2.3.4',
    'localhost',
  ]
  const { certificate, key } = servingCertificate(authority, names, nowMs)
  const read = new X509Certificate(certificate)
  assert.ok(read.checkIssued(ca) && read.verify(ca.publicKey))
  assert.equal(
    read.subjectAltName,
    'DNS:localhost, DNS:api.test, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, ' +
      'IP Address:FE80:0:0:0:0:0:A:B, IP Address:0:0:0:0:0:FFFF:102:304',
  )
  assert.deepEqual(read.keyUsage, ['1.3.6.1.5.5.7.3.1'])
  assert.equal(read.toString().includes('BEGIN CERTIFICATE'), key.includes('BEGIN PRIVATE KEY'))
})

test('a client certificate names a user and the groups', () => {
  const { certificate } = clientCertificate(authority, 'jane', ['dev', 'ops'], nowMs)
  const read = new X509Certificate(certificate)
  assert.equal(read.subject, 'O=dev + O=ops\nCN=jane')
  assert.deepEqual(read.keyUsage, ['1.3.6.1.5.5.7.3.2'])
  assert.ok(read.verify(ca.publicKey))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { userOfPeer } from '../../src/auth/client-certificate.ts'

const peer = (authorized: boolean | undefined, subject: object | undefined) => ({
  authorized,
  getPeerCertificate: () => ({ subject, fingerprint256: 'AB:0C' }),
})

test('the common name is the user, organizations are groups, and the fingerprint is told', () => {
  assert.deepEqual(userOfPeer(peer(true, { CN: 'jane', O: ['dev', 'ops'] })), {
    name: 'jane',
    groups: ['dev', 'ops', 'system:authenticated'],
    extra: { 'authentication.kubernetes.io/credential-id': ['X509SHA256=ab0c'] },
  })
})

test('an organization may be one or none, and the user may have a uid', () => {
  const user = userOfPeer(peer(true, { CN: 'jane', '1.3.6.1.4.1.57683.2': 'u-1' }))
  assert.ok(typeof user === 'object')
  assert.deepEqual([user.uid, user.groups], ['u-1', ['system:authenticated']])
})

const tellNobody: Readonly<Record<string, object | undefined>> = {
  'no socket': undefined,
  'a socket without TLS': {},
  'a client without a certificate': peer(false, undefined),
  'a certificate without a common name': peer(true, { O: 'dev' }),
  'a socket that is closing': { authorized: false, getPeerCertificate: () => null },
}
for (const [what, socket] of Object.entries(tellNobody))
  test(`${what} tells nothing of who it is`, () => assert.equal(userOfPeer(socket), undefined))

test('a certificate that does not hold is refused', () => {
  assert.equal(userOfPeer(peer(false, { CN: 'eve', O: 'system:masters' })), 'refused')
})

import assert from 'node:assert/strict'
import { generateKeyPairSync, sign, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { newAuthority } from '../../src/auth/ca.ts'
import { COMMON_NAME, encodeName, ORGANIZATION } from '../../src/auth/certificate-request.ts'
import * as der from '../../src/auth/der.ts'
import { certificateApprover, certificateIssuer } from '../../src/auth/signers.ts'

const nowMs = Date.UTC(2026, 5, 1)
const CLIENT = 'kubernetes.io/kube-apiserver-client'
const authority = newAuthority(nowMs)
const issue = certificateIssuer(authority)

test('a client gets a certificate of its subject and key, signed by the authority', () => {
  const certificate = issued({ usages: ['client auth', 'digital signature'] })
  const ca = new X509Certificate(authority.certificate)
  assert.equal(certificate.subject, 'O=dev\nCN=jane')
  assert.ok(certificate.checkIssued(ca))
  assert.ok(certificate.verify(ca.publicKey))
  assert.equal(certificate.ca, false)
  assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.2'])
})

test('a certificate lives as long as was asked for, and a year at most', () => {
  const livesMs = (expirationSeconds?: number): number =>
    Date.parse(issued(expirationSeconds === undefined ? {} : { expirationSeconds }).validTo) - nowMs
  assert.equal(livesMs(600), 600_000)
  assert.equal(livesMs(86_400), 86_400_000 - 300_000)
  assert.equal(livesMs(), 365 * 86_400_000 - 300_000)
  assert.equal(livesMs(2 * 365 * 86_400), 365 * 86_400_000 - 300_000)
})

const KUBELET = 'kubernetes.io/kube-apiserver-client-kubelet'
const refusals = [
  [CLIENT, ['server auth'], 'invalid usage for client certificate: server auth'],
  [CLIENT, ['key encipherment'], 'missing required usage for client certificate: client auth'],
  [KUBELET, ['client auth'], 'subject organization is not system:nodes'],
] as const

for (const [signerName, usages, refused] of refusals)
  test(`${signerName} refuses: ${refused}`, () => {
    assert.deepEqual(issue(spec({ signerName, usages }), nowMs), { refused })
  })

test('a kubelet that asks as it should is given its certificate', () => {
  const subject = { o: 'system:nodes', cn: 'system:node:a' }
  const usages = ['digital signature', 'client auth']
  assert.equal(
    issued({ signerName: KUBELET, usages }, subject).subject,
    'O=system:nodes\nCN=system:node:a',
  )
})

test('a kubelet is approved when it, or who asks for it, may have such a certificate', () => {
  const request = (cn: string): string =>
    base64(requestOf({ o: 'system:nodes', cn: `system:node:${cn}` }))
  const asks = (username: string, rights: readonly string[], name = 'a'): string | undefined =>
    certificateApprover({
      decide: (_, { subresource }) => ({ allowed: rights.includes(subresource), reason: '' }),
    })({
      ...spec({ signerName: KUBELET, usages: ['digital signature', 'client auth'] }),
      request: request(name),
      username,
      groups: [],
    })
  const text = 'client certificate after SubjectAccessReview.'
  const both = ['nodeclient', 'selfnodeclient']
  assert.equal(asks('system:node:a', both), `Auto approving self kubelet ${text}`)
  assert.equal(asks('bootstrap', both), `Auto approving kubelet ${text}`)
  assert.equal(asks('bootstrap', ['selfnodeclient']), undefined)
})

test('other signers, what is no request and what another key signed get no answer', () => {
  assert.equal(issue(spec({ signerName: 'example.com/signer' }), nowMs), undefined)
  assert.equal(issue(spec({ request: '' }), nowMs), undefined)
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const request = base64(requestOf({ o: 'dev', cn: 'jane' }, other))
  assert.equal(issue(spec({ request }), nowMs), undefined)
})

function issued(given: object, subject?: { o: string; cn: string }): X509Certificate {
  const answer = issue(spec(given, subject), nowMs)
  assert.ok(answer !== undefined && 'certificate' in answer)
  return new X509Certificate(answer.certificate)
}

function spec(given: object, subject = { o: 'dev', cn: 'jane' }) {
  const request = base64(requestOf(subject))
  return { signerName: CLIENT, request, usages: ['client auth'], ...given }
}

function requestOf({ o, cn }: { o: string; cn: string }, by?: Parameters<typeof sign>[2]): string {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const names = new Map([
    [COMMON_NAME, [cn]],
    [ORGANIZATION, [o]],
  ])
  const info = der.sequence(
    der.integer(Buffer.from([0])),
    encodeName(names),
    publicKey.export({ type: 'spki', format: 'der' }),
    der.explicit(0, Buffer.alloc(0)),
  )
  const signature = der.bitString(sign('sha256', info, by ?? privateKey))
  const algorithm = der.sequence(der.oid('2a8648ce3d040302'))
  return der.pem('CERTIFICATE REQUEST', der.sequence(info, algorithm, signature))
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

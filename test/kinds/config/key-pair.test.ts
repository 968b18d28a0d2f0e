import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { newAuthority } from '../../../src/auth/ca.ts'
import { keyPairError } from '../../../src/kinds/config/key-pair.ts'

const [one, other] = [newAuthority(1_700_000_000_000), newAuthority(1_700_000_000_000)]
const pem = (type: string, body: string): string =>
  `-----BEGIN ${type}-----\n${body}\n-----END ${type}-----\n`
const broken = pem('CERTIFICATE', 'AAAA')

const pairs: [name: string, certificate: string, key: string, told: string | undefined][] = [
  ['a pair', one.certificate, one.key, undefined],
  [
    'a key that is another’s',
    one.certificate,
    other.key,
    'tls: private key does not match public key',
  ],
  ['no PEM at all', 'x', one.key, 'tls: failed to find any PEM data in certificate input'],
  [
    'PEM that is no base64',
    pem('CERTIFICATE', 'abc'),
    one.key,
    'tls: failed to find any PEM data in certificate input',
  ],
  ['no key', one.certificate, '', 'tls: failed to find any PEM data in key input'],
  [
    'the two in each other’s place',
    one.key,
    one.certificate,
    'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
  ],
  [
    'a certificate twice',
    one.certificate,
    one.certificate,
    'tls: found a certificate rather than a key in the PEM for the private key',
  ],
  [
    'other blocks',
    pem('A', 'AAAA') + pem('B', 'AAAA'),
    one.key,
    'tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [A B]',
  ],
  ['a broken certificate', broken, one.key, 'x509: malformed certificate'],
  ['a broken key', one.certificate, pem('PRIVATE KEY', 'AAAA'), 'tls: failed to parse private key'],
]

describe('what is told of a certificate and a key', () => {
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  for (const [name, certificate, key, told] of pairs)
    test(name, () => assert.equal(keyPairError(base64(certificate), base64(key)), told))
})

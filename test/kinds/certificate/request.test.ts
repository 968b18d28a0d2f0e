// What can be no request for a certificate, and how Go says so.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { requestError } from '../../../src/kinds/certificate/request.ts'

const pem = (type: string, ...bytes: number[]): string =>
  Buffer.from(
    `-----BEGIN ${type}-----\n${Buffer.from(bytes).toString('base64')}\n-----END ${type}-----\n`,
  ).toString('base64')
const request = (...bytes: number[]): string => pem('CERTIFICATE REQUEST', ...bytes)
const mismatch = (header: string, name: string): string =>
  `asn1: structure error: tags don't match (16 vs ${header}) {optional:false explicit:false application:false private:false defaultValue:<nil> tag:<nil> stringType:0 timeType:0 set:false omitEmpty:false} ${name} @2`

const told: [claim: string, value: string | undefined, error: string | undefined][] = [
  ['nothing', undefined, 'PEM block type must be CERTIFICATE REQUEST'],
  ['another block', pem('CERTIFICATE', 0x30, 0), 'PEM block type must be CERTIFICATE REQUEST'],
  ['two sequences', request(0x30, 2, 0x30, 0), undefined],
  ['an empty one', request(0x30, 0), 'asn1: syntax error: sequence truncated'],
  ['a tag alone', request(0x30), 'asn1: syntax error: truncated tag or length'],
  ['one cut off', request(0x30, 5, 0x30, 0), 'asn1: syntax error: data truncated'],
  ['one with more behind', request(0x30, 2, 0x30, 0, 0), 'asn1: syntax error: trailing data'],
  [
    'a number',
    request(2, 1, 5),
    mismatch('{class:0 tag:2 length:1 isCompound:false}', 'certificateRequest'),
  ],
  [
    'a number in a sequence',
    request(0x30, 3, 2, 1, 5),
    mismatch('{class:0 tag:2 length:1 isCompound:false}', 'tbsCertificateRequest'),
  ],
]

describe('what a request holds', () => {
  for (const [claim, value, error] of told)
    it(claim, () => assert.equal(requestError(value), error))
})

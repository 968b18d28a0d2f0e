import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  dnsLabelErrors,
  labelValueErrors,
  qualifiedNameErrors,
  subdomainName,
} from '../../src/meta/names.ts'

type Check = (text: string) => readonly string[]

const checks: Record<string, { check: Check; good: string[]; bad: string[] }> = {
  'a DNS label': {
    check: text => dnsLabelErrors(text),
    good: ['a', 'a-1', '0', 'x'.repeat(63)],
    bad: ['', 'A', '-a', 'a-', 'a.b', 'x'.repeat(64)],
  },
  'a DNS subdomain': {
    check: text => subdomainName(text, false),
    good: ['a', 'a.b', 'a-1.2'],
    bad: ['', 'a_b', '.a', 'a.', 'x'.repeat(254)],
  },
  'a prefix of generated names': {
    check: text => subdomainName(text, true),
    good: ['a-', 'web-1-'],
    bad: ['-', 'AB-', 'a_'],
  },
  'a label value': {
    check: text => labelValueErrors(text),
    good: ['', 'a', 'A.b_c-9'],
    bad: ['-a', 'a b', 'x'.repeat(64)],
  },
  'a qualified name': {
    check: text => qualifiedNameErrors(text),
    good: ['a', 'A_b', 'example.com/a', 'kubernetes.io/b.c'],
    bad: ['', '/a', 'a/', 'a/b/c', 'Ex.com/a', 'example.com/'],
  },
}

for (const [what, { check, good, bad }] of Object.entries(checks))
  describe(what, () => {
    for (const text of good) test(`may be "${text}"`, () => assert.deepEqual(check(text), []))
    for (const text of bad) test(`may not be "${text}"`, () => assert.notDeepEqual(check(text), []))
  })

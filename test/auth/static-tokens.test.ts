import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseTokenFile } from '../../src/auth/static-tokens.ts'

test('a line names a token, a user, a uid and groups', () => {
  const users = parseTokenFile('t1,jane,u1,"dev,ops"\n\nt2,joe,u2\n')
  assert.deepEqual(users.get('t1'), {
    name: 'jane',
    uid: 'u1',
    groups: ['dev', 'ops', 'system:authenticated'],
  })
  assert.deepEqual(users.get('t2'), { name: 'joe', uid: 'u2', groups: ['system:authenticated'] })
})

test('a line without a user is told by its number', () => {
  assert.throws(() => parseTokenFile('a,b,c\nx\n'), /line 2/)
})

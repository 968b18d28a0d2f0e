import { join } from 'node:path'
import { test } from 'node:test'
import { CACHE, runSuite, without } from './suite.ts'

test('client-go and controller-runtime', { skip: without('go', 'go/ready') }, t =>
  runSuite(t, {
    folder: 'go',
    command: ['go', 'test', '-v', '-vet=off', '-count=1', './...'],
    env: { GOMODCACHE: join(CACHE, 'go/mod'), GOCACHE: join(CACHE, 'go/build') },
    passed: /^--- PASS: (\S+)/gm,
  }),
)

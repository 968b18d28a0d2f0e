import { join } from 'node:path'
import { test } from 'node:test'
import { CACHE, runSuite, without } from './suite.ts'

test('the Python client', { skip: without('python', 'clients/python/ready') }, t =>
  runSuite(t, {
    folder: 'python',
    command: [
      join(CACHE, 'clients/python/bin/python'),
      ...['-B', '-W', 'ignore', '-m', 'unittest', '-v'],
    ],
    passed: /^(test_\w+) .*ok$/gm,
  }),
)

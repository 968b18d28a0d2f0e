import { join } from 'node:path'
import { test } from 'node:test'
import { CACHE, runSuite, without } from './suite.ts'

// Not offline: Surefire looks for what runs the tests only when there are some.
test('the Java clients', { skip: without('java', 'm2/ready') }, t =>
  runSuite(t, {
    folder: 'java',
    command: [
      ...['mvn', '-B', '-ntp', '-Dstyle.color=never', 'test'],
      ...[`-Dmaven.repo.local=${join(CACHE, 'm2')}`],
      ...['-Dsurefire.useFile=false', '-Dsurefire.reportFormat=plain'],
    ],
    passed: /dev\.mimikube\.(\w+\.\w+) -- Time elapsed: [\d.]+ s$/gm,
  }),
)

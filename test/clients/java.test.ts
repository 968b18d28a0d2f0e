import { join } from 'node:path'
import { test } from 'node:test'
import { CACHE, runSuite, without } from './suite.ts'

test('the Java clients', { skip: without('java', 'm2/ready') }, t =>
  runSuite(t, {
    folder: 'java',
    command: [
      ...['mvn', '-B', '-ntp', '-o', '-Dstyle.color=never', 'test'],
      ...[`-Dmaven.repo.local=${join(CACHE, 'm2')}`],
      ...['-Dsurefire.useFile=false', '-Dsurefire.reportFormat=plain'],
    ],
    passed: /dev\.mimikube\.(\w+\.\w+) -- Time elapsed: [\d.]+ s$/gm,
  }),
)

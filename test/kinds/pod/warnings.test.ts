import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { podRules } from '../../../src/kinds/pod/rules.ts'
import { sent } from '../told.ts'

const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution'

function warned(spec: object): string[] {
  const whole = { containers: [{ name: 'c', image: 'i' }], ...spec }
  return [...(podRules.warningsOnCreate?.(sent(podRules, 'core/v1.Pod', { spec: whole })) ?? [])]
}

const at = (hostPort?: number, hostIP?: string): object => ({ containerPort: 80, hostPort, hostIP })

const ports: Record<string, [a: object, b: object, how: string | undefined]> = {
  'are the same': [at(1, '1.2.3.4'), at(1, '1.2.3.4'), 'duplicate'],
  'overlap where one has no port of the host': [at(), at(1), 'overlapping'],
  'are ambiguous where one is at every address': [at(1, '1.2.3.4'), at(1), 'dangerously ambiguous'],
  'differ by address': [at(1, '1.2.3.4'), at(1, '0.0.0.0'), undefined],
  'differ by port': [at(1), at(2), undefined],
}

describe('two ports of a container', () => {
  for (const [name, [a, b, how]] of Object.entries(ports))
    test(name, () => {
      const containers = [{ name: 'c', image: 'i', ports: [a, b] }]
      const where = 'spec.containers[0].ports'
      const text = `${where}[1]: ${how} port definition with ${where}[0]`
      assert.deepEqual(warned({ containers }), how === undefined ? [] : [text])
    })
})

test('a name of a port is that of one container, and the first that is visited has it', () => {
  const ports = [{ containerPort: 80, name: 'web' }]
  const other = [{ containerPort: 81, name: 'web' }]
  const first = 'spec.initContainers[0].ports[0]'
  assert.deepEqual(
    warned({
      containers: [{ name: 'c', image: 'i', ports }],
      initContainers: [{ name: 's', image: 'i', restartPolicy: 'Always', ports: other }],
    }),
    [
      `spec.containers[0].ports[0]: duplicate port name "web" with ${first}, services and probes that select ports by name will use ${first}`,
    ],
  )
})

test('labels of nodes that are gone are told of', () => {
  const nodeSelector = { 'node-role.kubernetes.io/master': '' }
  assert.deepEqual(warned({ nodeSelector }), [
    'spec.nodeSelector[node-role.kubernetes.io/master]: use "node-role.kubernetes.io/control-plane" instead',
  ])
})

test('a value that no label can have is told of where it is only preferred', () => {
  const matchExpressions = [{ key: 'a', operator: 'In', values: ['fine', '-no'] }]
  const nodeAffinity = { [PREFERRED]: [{ weight: 1, preference: { matchExpressions } }] }
  const [text = '', ...more] = warned({ affinity: { nodeAffinity } })
  assert.deepEqual(more, [])
  const place = `spec.affinity.nodeAffinity.${PREFERRED}[0].preference.matchExpressions[0]`
  assert.ok(text.startsWith(`${place}.values[1]: -no is invalid, a valid label must be`), text)
})

test('addresses in another form than the canonical one are taken and told of', () => {
  const hint = 'IPv6 address "FD00::1" should be in RFC 5952 canonical format ("fd00::1")'
  assert.deepEqual(
    warned({
      dnsConfig: { nameservers: ['1.1.1.1', 'FD00::1'] },
      hostAliases: [{ ip: 'FD00::1', hostnames: ['a'] }],
    }),
    [`spec.dnsConfig.nameservers[1]: ${hint}`, `spec.hostAliases[0].ip: ${hint}`],
  )
})

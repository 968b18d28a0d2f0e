import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { goStruct } from '../../src/kinds/go-struct.ts'

const POD = { containers: [], serviceAccount: 'a', serviceAccountName: 'a', hostNetwork: true }

describe('a struct in its internal form', () => {
  const spec = goStruct('core/v1.PodSpec', POD) as Record<string, unknown>

  test('holds what a Pod shares with its host in the security context, first of all', () => {
    const context = spec['SecurityContext'] as object
    assert.deepEqual(Object.entries(context).slice(0, 6), [
      ['HostNetwork', true],
      ['HostPID', false],
      ['HostIPC', false],
      ['ShareProcessNamespace', null],
      ['HostUsers', null],
      ['SELinuxOptions', null],
    ])
  })

  test('does not know the older name of the account, and has an order of its own', () => {
    const names = Object.keys(spec)
    assert.ok(!names.includes('DeprecatedServiceAccount') && !names.includes('HostNetwork'))
    assert.equal(names.indexOf('SetHostnameAsFQDN') + 1, names.indexOf('Affinity'))
    assert.equal(names.at(-1), 'SchedulingGroup')
  })

  test('keeps all members that are served', () => {
    const volume = goStruct('core/v1.Volume', { name: 'v', emptyDir: {} }) as object
    assert.equal(Object.keys(volume).length, 31)
    assert.deepEqual(Object.entries(volume).slice(0, 3), [
      ['Name', 'v'],
      ['HostPath', null],
      ['EmptyDir', { Medium: '', SizeLimit: null }],
    ])
  })
})

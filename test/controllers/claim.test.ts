import assert from 'node:assert/strict'
import { test } from 'node:test'
import { carryOut } from '../../src/controllers/claim.ts'
import { pod } from '../../src/kinds/index.ts'
import { internalError } from '../../src/meta/status.ts'
import { systemContext } from '../../src/registry/context.ts'
import type { Registry } from '../../src/registry/registry.ts'
import type { Pod } from '../../src/schema/generated/core-v1.ts'

const reference = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'u' }
const podNamed = (name: string): Pod => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name } })

test('a failure to adopt is told by who carries the claim out, also while a release is waited for', async () => {
  const unhandled: unknown[] = []
  const note = (error: unknown): void => void unhandled.push(error)
  process.on('unhandledRejection', note)
  let release: () => void = () => {}
  const released = new Promise<undefined>(resolve => {
    release = () => resolve(undefined)
  })
  const registry = {
    modify: async ({ name }: { name: string }) => {
      if (name === 'mine') return released
      throw internalError('no')
    },
  } as unknown as Registry
  const claimant = { registry, context: systemContext('c', 'c'), kind: pod, reference }
  const claim = { owned: [], adopt: [podNamed('orphan')], release: [podNamed('mine')] }
  const failed = assert.rejects(carryOut(claimant, claim), /no/)
  await new Promise(setImmediate)
  release()
  await failed
  process.off('unhandledRejection', note)
  assert.deepEqual(unhandled, [])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AdmissionContext } from '../../../src/meta/kind.ts'
import type { KubeObject } from '../../../src/meta/object.ts'
import { type Changer, Reinvocation } from '../../../src/registry/admission/reinvocation.ts'

const labelled = (labels: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', labels },
})

/** Who is asked in two rounds, where each of `changers` sets a label of its name once; `!` wants to be asked again. */
async function asked(changers: string, between: (object: KubeObject) => KubeObject = one => one) {
  const told: string[] = []
  const made = changers.split(' ').map((text): Changer => {
    const key = text.replace(/[!-]/g, '')
    return {
      key,
      again: text.includes('!'),
      change: object => {
        told.push(key)
        if (text.includes('-')) return object
        return labelled({ ...object.metadata.labels, [key]: 'x' })
      },
    }
  })
  const rounds = new Reinvocation()
  const context = {} as AdmissionContext
  const first = await rounds.run(context, labelled({}), made)
  await rounds.run(context, between(first), made)
  return told.join(' ')
}

/** `-` changes nothing. */
const ROUNDS: Record<string, string> = {
  'a b': 'a b',
  'a! b': 'a b a',
  'a! b-': 'a b',
  'a b!': 'a b',
  'a! b! c': 'a b c a b',
}

for (const [changers, want] of Object.entries(ROUNDS))
  test(`of ${changers} are asked ${want}`, async () => assert.equal(await asked(changers), want))

test('a change by somebody else between the rounds makes all be asked that want to', async () => {
  const between = ({ metadata }: KubeObject) => labelled({ ...metadata.labels, other: 'x' })
  assert.equal(await asked('a!- b-', between), 'a b a')
})

test('who was not asked at first is not asked again', async () => {
  const rounds = new Reinvocation()
  const context = {} as AdmissionContext
  let calls = 0
  const shy: Changer = { key: 's', again: true, change: () => void calls++ as undefined }
  const loud: Changer = { key: 'l', again: false, change: () => labelled({ l: 'x' }) }
  const first = await rounds.run(context, labelled({}), [shy, loud])
  await rounds.run(context, first, [shy, loud])
  assert.equal(calls, 1)
})

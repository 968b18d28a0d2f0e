import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planDrain } from '../../../src/graphql/commands/drain.ts'
import { withImages } from '../../../src/graphql/commands/images.ts'
import { withMarks } from '../../../src/graphql/commands/labels.ts'
import { withoutTaints, withTaints } from '../../../src/graphql/commands/taints.ts'
import { configMap as configMapKind } from '../../../src/kinds/index.ts'
import type { KubeObject } from '../../../src/meta/object.ts'
import type { Node, Pod } from '../../../src/schema/generated/core-v1.ts'

const NEVER = { ignoreDaemonSets: false, deleteEmptyDirData: false, force: false }

function podLike(text: string): Pod {
  const owner = /of (\w+)/.exec(text)?.[1]
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: text,
      ...(owner === undefined
        ? {}
        : {
            ownerReferences: [
              { apiVersion: 'apps/v1', kind: owner, name: 'o', uid: 'o', controller: true },
            ],
          }),
      ...(text.includes('mirror') ? { annotations: { 'kubernetes.io/config.mirror': 'x' } } : {}),
    },
    spec: {
      containers: [],
      ...(text.includes('emptyDir') ? { volumes: [{ name: 'v', emptyDir: {} }] } : {}),
    },
    status: { phase: text.includes('ended') ? 'Succeeded' : 'Running' },
  } as unknown as Pod
}

/** What becomes of a Pod: evicted, left, or in the way. */
const DRAINS: Readonly<Record<string, readonly [Partial<typeof NEVER>, string]>> = {
  'of ReplicaSet': [{}, 'evict'],
  'of nobody that is known': [{}, 'evict'],
  alone: [{}, 'inTheWay'],
  'alone, by force': [{ force: true }, 'evict'],
  'of DaemonSet': [{ force: true, deleteEmptyDirData: true }, 'inTheWay'],
  'of DaemonSet, left': [{ ignoreDaemonSets: true }, 'left'],
  'of ReplicaSet with emptyDir': [{ force: true }, 'inTheWay'],
  'of ReplicaSet with emptyDir, allowed': [{ deleteEmptyDirData: true }, 'evict'],
  'ended, alone with emptyDir': [{}, 'evict'],
  'ended, of DaemonSet': [{}, 'evict'],
  'mirror, alone': [{}, 'left'],
}

for (const [text, [rules, want]] of Object.entries(DRAINS))
  test(`a drain meets a Pod ${text}: ${want}`, () => {
    const plan = planDrain([podLike(text)], { ...NEVER, ...rules })
    const got = (['evict', 'left', 'inTheWay'] as const).filter(what => plan[what].length > 0)
    assert.deepEqual(got, [want])
  })

const nodeWith = (...taints: string[]): Node =>
  ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n' },
    spec: { taints: taints.map(taint) },
  }) as Node

function taint(text: string) {
  const [, key = '', value, effect = ''] = /^(\w+)(?:=(\w+))?:(\w+)$/.exec(text) ?? []
  return { key, effect, ...(value === undefined ? {} : { value }) }
}

const taintsOf = (node: Node): string =>
  (node.spec?.taints ?? [])
    .map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`)
    .join(' ')

test('a taint takes the place of one of its key and effect, or is refused', () => {
  const node = nodeWith('a=1:NoSchedule', 'b:NoExecute')
  assert.equal(
    taintsOf(withTaints(node, [taint('a=2:NoSchedule'), taint('a=1:NoExecute')], true)),
    'a=2:NoSchedule a=1:NoExecute b:NoExecute',
  )
  assert.throws(() => withTaints(node, [taint('b:NoExecute')], false), /overwrite is false/)
  assert.equal(taintsOf(withoutTaints(node, 'a', undefined)), 'b:NoExecute')
  assert.equal(withoutTaints(nodeWith('a:NoSchedule'), 'a', 'NoSchedule').spec?.taints, undefined)
  assert.throws(() => withoutTaints(node, 'a', 'NoExecute'), /it has no taint a:NoExecute/)
})

test('labels are set and taken away, others only put in their place if that is wanted', () => {
  const live = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c', labels: { a: '1', b: '2' } },
  }
  const change = (changes: object, overwrite = true): KubeObject =>
    withMarks({ kind: configMapKind as never }, live, 'labels', changes as never, overwrite)
  assert.deepEqual(change({ a: '3', b: null, c: '4' }).metadata.labels, { a: '3', c: '4' })
  assert.equal(change({ a: '1', z: null }), live)
  assert.equal('labels' in change({ a: null, b: null }).metadata, false)
  assert.deepEqual(change({ a: '1', c: '4' }, false).metadata.labels?.c, '4')
  assert.deepEqual(change({ constructor: '4' }, false).metadata.labels?.constructor, '4')
  assert.throws(() => change({ a: '3' }, false), /a is 1, and overwrite is false/)
  assert.throws(() => change({ a: 3 }), /labels.a must be a text/)
})

test('images are set by the names of containers, a star is for all', () => {
  const live = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'd' },
    spec: {
      template: {
        spec: {
          containers: [
            { name: 'a', image: '1' },
            { name: 'b', image: '1' },
          ],
          initContainers: [{ name: 'i', image: '1' }],
        },
      },
    },
  }
  const images = (...asked: [string, string][]) => {
    const list = asked.map(([container, image]) => ({ container, image }))
    const { spec } = withImages(live, ['spec', 'template', 'spec'], list) as unknown as typeof live
    const { containers, initContainers } = spec.template.spec
    return [...containers, ...initContainers].map(({ image }) => image).join(' ')
  }
  assert.equal(images(['b', '2']), '1 2 1')
  assert.equal(images(['*', '2'], ['i', '3']), '2 2 3')
  assert.throws(() => images(['nope', '2']), /DaemonSet d has no container nope/)
})

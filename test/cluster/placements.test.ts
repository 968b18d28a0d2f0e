// PlacementReviews: why Pods run where they run, rule by rule.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Pod } from '../../src/schema/generated/core-v1.ts'
import type { PlacementReview } from '../../src/schema/generated/mimikube-v1alpha1.ts'
import { CORE, play, type Theatre } from '../controllers/daemonset/scenarios/theatre.ts'

const REVIEWS = '/apis/mimikube.dev/v1alpha1/namespaces/default/placementreviews'

const asked = (t: Theatre, spec: object) =>
  t.ask<PlacementReview & { message?: string }>('POST', REVIEWS, {
    metadata: { name: 'why' },
    spec,
  })

/** `worker-1: NodeResourcesFit (Insufficient cpu)`: nodes with the rules that refuse, and why. */
async function refusals(t: Theatre, spec: object): Promise<string[]> {
  const { body } = await asked(t, spec)
  return (body.status?.nodes ?? []).map(({ node, predicates = [] }) => {
    const refused = predicates.filter(one => one.fits === false || one.shouldRun === false)
    const texts = refused.map(one => `${one.predicate} (${one.reasons?.join('; ')})`)
    return `${node}: ${texts.join(', ') || 'fits'}`
  })
}

const taint = (t: Theatre, node: string, effect: string) =>
  t.patch(`/api/v1/nodes/${node}`, { spec: { taints: [{ key: 'k', value: 'v', effect }] } })

test('of a DaemonSet each node tells whether a Pod should run there, and whether it may stay', () =>
  play(3, async t => {
    await t.addDaemonSet()
    await taint(t, 'worker-1', 'NoSchedule')
    await taint(t, 'worker-2', 'NoExecute')
    const { body, code } = await asked(t, { daemonSet: 'd' })
    assert.equal(code, 201)
    assert.deepEqual(
      body.status?.nodes?.map(one => [one.node, one.shouldRun, one.shouldContinue]),
      [
        ['worker-1', false, true],
        ['worker-2', false, false],
        ['worker-3', true, true],
      ],
    )
    assert.deepEqual(await refusals(t, { daemonSet: 'd' }), [
      'worker-1: TaintToleration (untolerated taint k=v:NoSchedule)',
      'worker-2: TaintToleration (untolerated taint k=v:NoExecute)',
      'worker-3: fits',
    ])
  }))

test('of a Pod each node tells which rules of the scheduler refuse it, all of them', () =>
  play(2, async t => {
    await t.patch('/api/v1/nodes/worker-2', { spec: { unschedulable: true } })
    const resources = { requests: { cpu: '100' } }
    const containers = [{ name: 'c', image: 'i:1', resources }]
    await t.make<Pod>(`${CORE}/pods`, { metadata: { name: 'giant' }, spec: { containers } })
    const all = await refusals(t, { pod: 'giant' })
    assert.equal(all[0], 'worker-1: NodeResourcesFit (Insufficient cpu)')
    assert.match(
      all[1] ?? '',
      /^worker-2: NodeUnschedulable .*NodeResourcesFit \(Insufficient cpu\)$/,
    )
    assert.deepEqual(await refusals(t, { pod: 'giant', node: 'worker-1' }), all.slice(0, 1))
  }))

const refused: Record<string, { spec: object; code: number; message: RegExp }> = {
  'neither a Pod nor a DaemonSet': {
    spec: {},
    code: 422,
    message: /exactly one of daemonSet and pod/,
  },
  both: { spec: { pod: 'p', daemonSet: 'd' }, code: 422, message: /may not be given together/ },
  'a Pod that there is not': { spec: { pod: 'p' }, code: 404, message: /pods "p" not found/ },
  'a DaemonSet that there is not': {
    spec: { daemonSet: 'd' },
    code: 404,
    message: /daemonsets.apps "d" not found/,
  },
}

for (const [name, { spec, code, message }] of Object.entries(refused))
  test(`a review of ${name} is refused`, () =>
    play(1, async t => {
      const answer = await asked(t, spec)
      assert.equal(answer.code, code)
      assert.match(answer.body.message ?? '', message)
    }))

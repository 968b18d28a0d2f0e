// The object: what is filled in, what is refused and in which words, and what counts as a change. Scenarios 1 to 19.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DaemonSet } from '../../../../src/schema/generated/apps-v1.ts'
import { APPS, CORE, DS, manifest, play, rolling, type Theatre } from './theatre.ts'

const GENERATION = 'deprecated.daemonset.template.generation'
const template = (metadata: object, spec: object = {}) => ({
  template: { metadata, spec: { containers: [{ name: 'c', image: 'i:1' }], ...spec } },
})
const labelled = (app: string) => ({ labels: { app } })

test('1 what is left out is filled in: a rolling update of one, ten revisions, four counters at zero', () =>
  play(0, async t => {
    const { code, body } = await t.ask<DaemonSet>(
      'POST',
      `${APPS}/daemonsets?dryRun=All`,
      manifest(),
    )
    assert.equal(code, 201)
    assert.equal(body.metadata.generation, 1)
    assert.equal(body.metadata.annotations?.[GENERATION], '1')
    assert.deepEqual(body.spec?.updateStrategy, rolling(1).updateStrategy)
    assert.equal(body.spec?.revisionHistoryLimit, 10)
    assert.deepEqual(body.status, {
      currentNumberScheduled: 0,
      numberMisscheduled: 0,
      desiredNumberScheduled: 0,
      numberReady: 0,
    })
  }))

test('2 a status that is sent with a new DaemonSet is thrown away', () =>
  play(0, async t => {
    const sent = { ...manifest(), status: { numberReady: 7 } }
    const { body } = await t.ask<DaemonSet>('POST', `${APPS}/daemonsets`, sent)
    assert.equal(body.status?.numberReady, 0)
  }))

const MISMATCH = 'Invalid spec.template.metadata.labels'
const refused: Record<string, { spec: object; causes: string[] }> = {
  '3 without a selector the labels do not match, and nothing more is said': {
    spec: { selector: undefined },
    causes: [MISMATCH],
  },
  '4 a selector of everything': { spec: { selector: {} }, causes: ['Invalid spec.selector'] },
  '5 a selector of something else': {
    spec: { selector: { matchLabels: { app: 'other' } } },
    causes: [MISMATCH],
  },
  '6 Pods that are not started again': {
    spec: template(labelled('d'), { restartPolicy: 'OnFailure' }),
    causes: ['NotSupported spec.template.spec.restartPolicy'],
  },
  '7 Pods that have a deadline': {
    spec: template(labelled('d'), { activeDeadlineSeconds: 5 }),
    causes: ['Forbidden spec.template.spec.activeDeadlineSeconds'],
  },
  '8 a surge beside the one that may be unavailable when nothing is said': {
    spec: { updateStrategy: { rollingUpdate: { maxSurge: 1 } } },
    causes: ['Invalid spec.updateStrategy.rollingUpdate.maxSurge'],
  },
  '8 a surge alone is fine': { spec: rolling(0, 1), causes: [] },
  '9 neither unavailable nor surging': {
    spec: rolling(0, 0),
    causes: ['Required spec.updateStrategy.rollingUpdate.maxUnavailable'],
  },
  '9 neither, in shares': {
    spec: rolling('0%', '0%'),
    causes: ['Required spec.updateStrategy.rollingUpdate.maxUnavailable'],
  },
  '10 more than all': {
    spec: rolling('101%'),
    causes: ['Invalid spec.updateStrategy.rollingUpdate.maxUnavailable'],
  },
  '10 all, and more than there are': { spec: rolling('100%'), causes: [] },
  '10 a number beyond all nodes': { spec: rolling(500), causes: [] },
  '10 a number in quotes': {
    spec: rolling('3'),
    causes: ['Invalid spec.updateStrategy.rollingUpdate.maxUnavailable'],
  },
  '10 less than none': {
    spec: rolling(-1),
    causes: ['Invalid spec.updateStrategy.rollingUpdate.maxUnavailable'],
  },
  '10 a share that is no number': {
    spec: rolling('x%'),
    causes: [
      'Invalid spec.updateStrategy.rollingUpdate.maxUnavailable',
      'Required spec.updateStrategy.rollingUpdate.maxUnavailable',
    ],
  },
  '11 a strategy of Deployments': {
    spec: { updateStrategy: { type: 'Recreate' } },
    causes: ['NotSupported spec.updateStrategy'],
  },
}

for (const [name, { spec, causes }] of Object.entries(refused))
  test(name, () =>
    play(0, async t => {
      const { code, body } = await t.ask('POST', `${APPS}/daemonsets`, manifest(spec))
      assert.equal(code, causes.length === 0 ? 201 : 422)
      const found = body.details?.causes?.map(
        ({ reason, field }) => `${reason?.replace('FieldValue', '')} ${field}`,
      )
      assert.deepEqual(found ?? [], causes)
    }),
  )

test('12 limits of a rolling update are neither checked nor filled in under OnDelete', () =>
  play(0, async t => {
    const updateStrategy = { type: 'OnDelete', rollingUpdate: { maxUnavailable: 0, maxSurge: 0 } }
    const made = await t.addDaemonSet({ updateStrategy })
    assert.deepEqual(made.spec?.updateStrategy, updateStrategy)
  }))

test('13 the selector is for ever', () =>
  play(0, async t => {
    await t.addDaemonSet()
    const made = await t.ds()
    const selector = { matchLabels: { app: 'd', more: 'x' } }
    const next = { ...made, spec: { ...made.spec, selector } }
    const { code, body } = await t.ask('PUT', DS, next)
    assert.equal(code, 422)
    const fields = body.details?.causes?.map(({ field, message }) => [field, message]) ?? []
    assert.deepEqual(fields.at(-1)?.[0], 'spec.selector')
    assert.match(fields.at(-1)?.[1] ?? '', /field is immutable$/)
  }))

/** Generation and counter of templates after a change. */
async function counted(t: Theatre, change: object): Promise<string> {
  const { metadata } = await t.patch<DaemonSet>(DS, change)
  return `${metadata.generation} ${metadata.annotations?.[GENERATION]}`
}

test('14 a change of the template counts twice, one of the spec once, labels and the same again not at all', () =>
  play(0, async t => {
    await t.addDaemonSet()
    const image = { spec: { template: { spec: { containers: [{ name: 'c', image: 'i:2' }] } } } }
    const seen = [
      await counted(t, { metadata: { labels: { x: 'y' } } }),
      await counted(t, { spec: { minReadySeconds: 3 } }),
      await counted(t, image),
      await counted(t, image),
    ]
    assert.deepEqual(seen, ['1 1', '2 1', '3 2', '3 2'])
  }))

test('15 the counter of templates cannot be set afterwards, but from the beginning it can', () =>
  play(1, async t => {
    await t.addDaemonSet({}, { annotations: { [GENERATION]: '999' } })
    assert.equal(await counted(t, { metadata: { annotations: { [GENERATION]: '99' } } }), '1 999')
    const [pod] = await t.pods()
    assert.equal(pod?.metadata.labels?.['pod-template-generation'], '999')
  }))

test('16 a status may be written by others: the spec stays, their conditions stay, generation stays', () =>
  play(1, async t => {
    await t.addDaemonSet()
    const live = await t.ds()
    const conditions = [{ type: 'Odd', status: 'True' }]
    const next = {
      ...live,
      spec: { ...live.spec, minReadySeconds: 9 },
      status: { ...live.status, conditions },
    }
    const { body } = await t.ask<DaemonSet>('PUT', `${DS}/status`, next)
    assert.equal(body.spec?.minReadySeconds, undefined)
    assert.equal(body.metadata.generation, 1)
    await t.ask('DELETE', `${CORE}/pods`)
    await t.advance(5)
    assert.equal((await t.ds()).status?.conditions?.[0]?.type, 'Odd')
  }))

test('17 collisions are never taken back', () =>
  play(0, async t => {
    await t.addDaemonSet()
    await t.patch(`${DS}/status`, { status: { collisionCount: 2 } })
    const { code, body } = await t.ask('PATCH', `${DS}/status`, { status: { collisionCount: 1 } })
    assert.equal(code, 422)
    assert.equal(body.details?.causes?.[0]?.field, 'status.collisionCount')
  }))

test('18 a status that is patched is seen', () =>
  play(0, async t => {
    await t.addDaemonSet()
    const conditions = [{ type: 'StatusPatched', status: 'True' }]
    await t.patch(`${DS}/status`, { status: { conditions } })
    assert.equal((await t.ds()).status?.conditions?.[0]?.type, 'StatusPatched')
  }))

test('19 the same amount in other words is no change', () =>
  play(0, async t => {
    const amount = (cpu: string) => ({
      containers: [{ name: 'c', image: 'i:1', resources: { limits: { cpu } } }],
    })
    await t.addDaemonSet(template(labelled('d'), amount('0.1')))
    const change = { spec: { template: { spec: amount('100m') } } }
    assert.equal(await counted(t, change), '1 1')
  }))

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { revisionHash, templateHash } from '../../src/controllers/hash.ts'
import { goDump } from '../../src/kinds/go-dump.ts'

const container = {
  name: 'c',
  image: 'app:1',
  resources: {},
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  imagePullPolicy: 'IfNotPresent',
}
const template = {
  metadata: { labels: { app: 'a' } },
  spec: {
    nodeSelector: { at: 'nowhere' },
    terminationGracePeriodSeconds: 0,
    containers: [container],
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    securityContext: {},
    schedulerName: 'default-scheduler',
  },
}

test('a template has the hash that Kubernetes gives it', () => {
  assert.equal(templateHash(template), '78b4f759b7')
})

test('a collision makes another hash, the same one each time', () => {
  assert.notEqual(templateHash(template, 1), templateHash(template))
  assert.equal(templateHash(template, 1), templateHash({ ...template }, 1))
})

test('a revision has another hash for each collision, and letters of HTML count as Go writes them', () => {
  const data = { spec: { template: { metadata: { annotations: { a: '<b> & c' } } } } }
  assert.match(revisionHash(data, 0), /^[456789bcdf]+$/)
  assert.notEqual(revisionHash(data, 0), revisionHash(data, 1))
})

const dumps: Record<string, { of: string; value: object; part: string }> = {
  'what is missing is nil or zero, with its type': {
    of: 'core/v1.Toleration',
    value: { key: 'a' },
    part: '{Key:(string)a Operator:(v1.TolerationOperator) Value:(string) Effect:(v1.TaintEffect) TolerationSeconds:(*int64)<nil>}',
  },
  'a pointer to zero is no nil': {
    of: 'core/v1.Toleration',
    value: { tolerationSeconds: 0 },
    part: 'TolerationSeconds:(*int64)0}',
  },
  'an embedded struct stands under its own name': {
    of: 'core/v1.ConfigMapKeySelector',
    value: { name: 'n', key: 'k' },
    part: '{LocalObjectReference:(v1.LocalObjectReference){Name:(string)n} Key:(string)k Optional:(*bool)<nil>}',
  },
  'amounts show how they are kept, and keys are sorted': {
    of: 'core/v1.ResourceRequirements',
    value: { limits: { memory: '1Gi', cpu: '100m' } },
    part: 'Limits:(v1.ResourceList)map[cpu:{i:(resource.int64Amount){value:(int64)100 scale:(resource.Scale)-3} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)100m Format:(resource.Format)DecimalSI} memory:{i:(resource.int64Amount){value:(int64)1073741824 scale:(resource.Scale)0} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)1Gi Format:(resource.Format)BinarySI}]',
  },
  'a port is a number or a name': {
    of: 'core/v1.HTTPGetAction',
    value: { port: 'http' },
    part: 'Port:(intstr.IntOrString){Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)http}',
  },
  'an empty list is none': {
    of: 'core/v1.Container',
    value: { args: [], command: ['a', 'b'] },
    part: 'Command:([]string)[a b] Args:([]string)<nil>',
  },
}

for (const [claim, { of, value, part }] of Object.entries(dumps))
  test(claim, () => {
    const text = goDump(of, value)
    assert.ok(text.includes(part), text)
  })

import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { resourceAttributes } from '../../../src/auth/attributes.ts'
import { NodeAuthorizer } from '../../../src/auth/node/authorizer.ts'
import { VirtualClock } from '../../../src/clock.ts'
import { MemoryStore } from '../../../src/store/memory.ts'

const store = new MemoryStore({ clock: new VirtualClock() })
const rules = [{ verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['services'] }]
const authorizer = new NodeAuthorizer(store, rules)
const node = { name: 'system:node:a', groups: ['system:nodes'] }

const pod = (name: string, nodeName: string, spec: object, annotations = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'ns', annotations },
  spec: { nodeName, serviceAccountName: 'robot', ...spec },
})

before(async () => {
  const put = (resource: string, object: ReturnType<typeof pod> | object, namespace = 'ns') => {
    const { metadata } = object as ReturnType<typeof pod>
    return store.commit({ resource, namespace, name: metadata.name }, 'none', object as never)
  }
  const volumes = [
    { name: 'v', persistentVolumeClaim: { claimName: 'claim' } },
    { name: 'own', ephemeral: {} },
    { name: 'p', projected: { sources: [{ secret: { name: 'projected' } }] } },
    { name: 'c', configMap: { name: 'settings' } },
  ]
  const env = [{ name: 'X', valueFrom: { secretKeyRef: { name: 'password', key: 'k' } } }]
  await put('pods', pod('mine', 'a', { volumes, containers: [{ name: 'c', env }] }))
  await put('pods', pod('theirs', 'b', { imagePullSecrets: [{ name: 'pull' }] }))
  const mirror = { 'kubernetes.io/config.mirror': 'x' }
  await put('pods', pod('mirror', 'a', { imagePullSecrets: [{ name: 'pull' }] }, mirror))
  await put(
    'persistentvolumes',
    {
      metadata: { name: 'pv' },
      spec: {
        claimRef: { namespace: 'ns', name: 'claim' },
        csi: { driver: 'd', nodePublishSecretRef: { namespace: 'vault', name: 'mount' } },
      },
    },
    '',
  )
  await put('persistentvolumes', { metadata: { name: 'other' }, spec: {} }, '')
})

const NOTHING = "no relationship found between node 'a' and this object"

/** `verb resource[/subresource] [namespace/]name [field=value]`, and the reason of a refusal. */
const decisions: Readonly<Record<string, string | true>> = {
  'get secrets ns/password': true,
  'get secrets ns/projected': true,
  'watch secrets ns/password': true,
  'get secrets vault/mount': true,
  'get secrets ns/pull': NOTHING,
  'list secrets ns/': 'No Object name found',
  'list secrets /': 'can only read namespaced object of this type',
  'create secrets ns/password': 'can only read resources of this type',
  'get configmaps ns/settings': true,
  'get configmaps ns/others': NOTHING,
  'get persistentvolumeclaims ns/claim': true,
  'get persistentvolumeclaims ns/mine-own': true,
  'list persistentvolumeclaims ns/': 'can only get individual resources of this type',
  'patch persistentvolumeclaims/status ns/claim': true,
  'get persistentvolumeclaims/status ns/claim': 'can only get/update/patch this type',
  'get persistentvolumes /pv': true,
  'get persistentvolumes /other': NOTHING,
  'create serviceaccounts/token ns/robot': true,
  'create serviceaccounts/token ns/other': NOTHING,
  'create serviceaccounts ns/robot': 'can only create token subresource of serviceaccount',
  'get pods ns/mine': true,
  'get pods ns/theirs': NOTHING,
  'list pods ns/': 'can only list/watch pods with spec.nodeName field selector',
  'list pods / spec.nodeName=a': true,
  'list pods / spec.nodeName=b': 'can only list/watch pods with spec.nodeName field selector',
  'update pods/status ns/theirs': true,
  'update pods ns/mine': '',
  'create pods/eviction ns/mine': true,
  'get nodes /a': true,
  'get nodes /b': "node 'a' cannot read 'b', only its own Node object",
  'list nodes /': "node 'a' cannot read all nodes, only its own Node object",
  'delete nodes /a': '',
  'list leases.coordination.k8s.io kube-node-lease/':
    'can only get, create, update, patch, or delete a node lease',
  'get leases.coordination.k8s.io ns/a':
    'can only access leases in the "kube-node-lease" system namespace',
  'update leases.coordination.k8s.io kube-node-lease/b':
    'can only access node lease with the same name as the requesting node',
  'create csinodes.storage.k8s.io /b': true,
  'list resourceslices.resource.k8s.io / nodeName=a': true,
  'list services ns/': true,
  'create services ns/': '',
}

for (const [line, wanted] of Object.entries(decisions))
  test(`a node ${wanted === true ? 'may' : 'may not'} ${line}`, () => {
    const [verb = '', what = '', at = '', field = ''] = line.split(' ')
    const [named = '', subresource = ''] = what.split('/')
    const [resource = '', ...group] = named.split('.')
    const [namespace = '', name = ''] = at.split('/')
    const [path, value] = field.split('=')
    const asked = {
      ...resourceAttributes({
        verb,
        group: group.join('.'),
        resource,
        subresource,
        namespace,
        name,
      }),
      fieldDemanded: (one: string) => (one === path ? value : undefined),
    }
    const { allowed, reason } = authorizer.decide(node, asked)
    assert.equal(allowed || reason, wanted)
  })

test('of others nothing is said, and a node without a name is known to nobody', () => {
  const asked = resourceAttributes({ verb: 'get', resource: 'nodes', name: 'a' })
  const jane = { name: 'jane', groups: ['system:nodes'] }
  assert.deepEqual(authorizer.decide(jane, asked), { allowed: false, reason: '' })
  const nameless = { name: 'system:node:', groups: ['system:nodes'] }
  assert.equal(authorizer.decide(nameless, asked).reason, 'unknown node for user "system:node:"')
})

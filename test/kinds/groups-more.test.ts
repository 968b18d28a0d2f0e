// More rules of the smaller groups, as tables: what is sent, and what is told of it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { changeRefusals, kindOf, type Members, objectOf, refusals } from './refusals.ts'

const attached = (inlineVolumeSpec: Members): Members => ({
  spec: { attacher: 'a.b', nodeName: 'n', source: { inlineVolumeSpec } },
})
const csi = { driver: 'a.b', volumeHandle: 'h' }
const INLINE = 'in the context of inline volumes'
const at = 'spec.source.inlineVolumeSpec'

const refused: [claim: string, kind: string, members: Members, told: string[]][] = [
  [
    'rules that were sent without any are told as such',
    'Ingress',
    { spec: { rules: [] } },
    ['spec: Invalid value: []: either `defaultBackend` or `rules` must be specified'],
  ],
  [
    'a scope that was sent empty is not the default one',
    'IngressClass',
    { spec: { controller: 'a.b/c', parameters: { kind: 'k', name: 'n', scope: '' } } },
    ['spec.parameters.scope: Unsupported value: "": supported values: "Cluster", "Namespace"'],
  ],
  [
    'conditions to bind a device that were sent empty are told as such',
    'ResourceSlice',
    {
      spec: {
        driver: 'd.example.com',
        nodeName: 'n',
        pool: { name: 'p', generation: 1, resourceSliceCount: 1 },
        devices: [{ name: 'a', bindingConditions: ['A'], bindingFailureConditions: [] }],
      },
    },
    [
      'spec.devices[0].bindingFailureConditions: Invalid value: []: bindingFailureConditions are required to use bindingConditions',
    ],
  ],
  [
    'what is taken out of a range is compared even when it is written badly',
    'NetworkPolicy',
    {
      spec: {
        podSelector: {},
        ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.1/8', except: ['11.0.0.1/16'] } }] }],
      },
    },
    [
      'spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length',
      'spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "11.0.0.1/16": must not have bits set beyond the prefix length',
      'spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: "11.0.0.1/16": must be a strict subset of `cidr`',
    ],
  ],
  [
    'a range of services has its canonical form',
    'ServiceCIDR',
    { spec: { cidrs: ['2001:DB8::/64'] } },
    ['spec.cidrs[0]: Invalid value: "2001:DB8::/64": must be in canonical form ("2001:db8::/64")'],
  ],
  [
    'a largest volume may be anything',
    'CSIStorageCapacity',
    sized({ maximumVolumeSize: '-1' }),
    [],
  ],
  [
    'a volume without an object is of a driver and has access modes',
    'VolumeAttachment',
    attached({}),
    [
      `${at}.csi: Required value: has to be specified ${INLINE}`,
      `${at}.accessModes: Required value`,
      `${at}: Required value: must specify a volume type`,
    ],
  ],
  [
    'it belongs to nobody and is of no size, class, place or other mode',
    'VolumeAttachment',
    attached({
      csi,
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '1' },
      claimRef: {},
      persistentVolumeReclaimPolicy: 'Delete',
      nodeAffinity: {},
      storageClassName: 'x',
      volumeMode: 'Block',
    }),
    [
      `${at}.claimRef: Forbidden: may not be specified ${INLINE}`,
      `${at}.capacity: Forbidden: may not be specified ${INLINE}`,
      `${at}.persistentVolumeReclaimPolicy: Forbidden: may only be Retain ${INLINE}`,
      `${at}.nodeAffinity: Forbidden: may not be specified ${INLINE}`,
      `${at}.storageClassName: Forbidden: may not be specified ${INLINE}`,
      `${at}.volumeMode: Forbidden: may not specify volumeMode other than Filesystem ${INLINE}`,
    ],
  ],
]

function sized(members: Members): Members {
  return { storageClassName: 'fast', ...members }
}

describe('what the rules refuse beside', () => {
  for (const [claim, kind, members, told] of refused)
    it(claim, () => assert.deepEqual(refusals(kind, members), told))

  it('an address is looked at again when it changes', () => {
    const address = (parentRef: Members): Members => ({
      metadata: { name: '10.0.0.1', namespace: undefined },
      spec: { parentRef },
    })
    const parent = { resource: 'services', name: 'a' }
    const told = changeRefusals('IPAddress', address(parent), address({ ...parent, name: '' }))
    assert.deepEqual(told, [
      'spec.parentRef.name: Required value',
      'spec.parentRef: Invalid value: {"Group":"","Resource":"services","Namespace":"","Name":""}: field is immutable',
    ])
  })
})

it('ranges of services that were sent empty are told as such', () => {
  const ranges = (cidrs: readonly string[]): Members => ({ spec: { cidrs } })
  const told = changeRefusals('ServiceCIDR', ranges(['10.9.0.0/16']), ranges([]))
  assert.ok(told.includes('spec.cidrs: Invalid value: []: field is immutable'), told.join('\n'))
})

for (const name of ['DeviceClass', 'ReplicationController'])
  it(`of a ${name} only the name is looked at that was made`, () => {
    const { nameErrors } = kindOf(name)
    assert.deepEqual(nameErrors?.('A_-', true), [])
    assert.equal(nameErrors?.('A_-x', false).length, 1)
  })

describe('what is taken of a status', () => {
  const context = { nowMs: 0, user: { name: 'u', groups: [] } }

  it('labels of an API service are not written through its status', () => {
    const kind = kindOf('APIService')
    const rules = kind.subresources?.find(({ name }) => name === 'status')?.rules
    const old = objectOf(kind, { metadata: { labels: { a: 'b' } } })
    const next = objectOf(kind, { metadata: { labels: { a: 'c' } }, status: {} })
    const prepared = rules?.prepareForUpdate?.(next, old, context)
    assert.deepEqual(prepared?.metadata.labels, { a: 'b' })
  })

  it('a class of attributes that is deleted is shown', () => {
    assert.equal(kindOf('VolumeAttributesClass').deletion?.returnsObject, true)
  })
})

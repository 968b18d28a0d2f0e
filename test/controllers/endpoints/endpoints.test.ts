import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EndpointsController } from '../../../src/controllers/endpoints/controller.ts'
import { EndpointSliceController } from '../../../src/controllers/endpointslice/controller.ts'
import { EndpointSliceMirroring } from '../../../src/controllers/endpointslice/mirroring.ts'
import { planSlices } from '../../../src/controllers/endpointslice/plan.ts'
import { endpointSlices, endpoints, nodes, pods, services } from '../../../src/controllers/rows.ts'
import type { Pod } from '../../../src/schema/generated/core-v1.ts'
import type { EndpointSlice } from '../../../src/schema/generated/discovery-v1.ts'
import { World } from '../world.ts'

class Stage extends World {
  constructor() {
    super(parts => [
      new EndpointsController(parts),
      new EndpointSliceController(parts),
      new EndpointSliceMirroring(parts),
    ])
  }

  async addService(spec: object): Promise<void> {
    const ports = [{ name: 'http', port: 80, targetPort: 8080 }]
    await this.create(services, { metadata: { name: 'svc' }, spec: { ports, ...spec } })
    await this.settle()
  }

  async addPod(name: string, app: string, ready = true, spec: object = {}): Promise<Pod> {
    const body = {
      metadata: { name, labels: { app } },
      spec: { containers: [{ name: 'c', image: '1' }], ...spec },
    }
    const made = await this.create(pods, body)
    await this.bind(made)
    await this.setAddress(made, ready)
    return made
  }

  async setAddress(pod: Pod, ready: boolean): Promise<void> {
    const podIP = `10.0.0.${this.all(pods).findIndex(one => one.metadata.name === pod.metadata.name) + 1}`
    await this.setStatus(pod, {
      phase: 'Running',
      podIP,
      podIPs: [{ ip: podIP }],
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    })
    await this.settle()
  }

  get names(): string {
    const [found] = this.all(endpoints)
    const shown = (found?.subsets ?? []).map(subset =>
      [
        ...(subset.addresses ?? []).map(one => one.targetRef?.name),
        ...(subset.notReadyAddresses ?? []).map(one => `!${one.targetRef?.name}`),
      ].join(' '),
    )
    return shown.join(', ')
  }

  get slice(): EndpointSlice | undefined {
    return this.all(endpointSlices)[0]
  }
}

async function stage(spec: object): Promise<Stage> {
  const s = new Stage()
  await s.start()
  await s.addService(spec)
  return s
}

test('a service selects the ready pods into endpoints and a slice', async () => {
  const s = await stage({ selector: { app: 'a' } })
  await s.addPod('one', 'a')
  await s.addPod('two', 'a', false)
  await s.addPod('other', 'b')
  assert.equal(s.names, 'one !two')
  assert.deepEqual(
    s.slice?.endpoints?.map(one => `${one.targetRef?.name} ${one.conditions?.ready}`),
    ['one true', 'two false'],
  )
  assert.deepEqual(s.slice?.ports, [{ name: 'http', protocol: 'TCP', port: 8080 }])
  assert.deepEqual(s.errors, [])
})

test('a service without pods has empty endpoints and one slice without endpoints', async () => {
  const s = await stage({ selector: { app: 'a' } })
  assert.equal(s.all(endpoints)[0]?.subsets, undefined)
  assert.equal(s.all(endpointSlices).length, 1)
  const before = s.slice?.metadata.name
  await s.addPod('one', 'a')
  assert.equal(s.slice?.metadata.name, before)
})

test('a service without a selector has no endpoints of its own', async () => {
  const s = await stage({})
  assert.equal(s.all(endpoints).length + s.all(endpointSlices).length, 0)
})

test('endpoints written by hand are mirrored, and the mirror goes with them', async () => {
  const s = await stage({})
  const subsets = [
    {
      addresses: [{ ip: '203.0.113.9', hostname: 'h' }],
      notReadyAddresses: [{ ip: '203.0.113.8' }],
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    },
  ]
  await s.create(endpoints, { metadata: { name: 'svc', labels: { own: '1' } }, subsets })
  await s.settle()
  assert.deepEqual(s.slice?.endpoints, [
    { addresses: ['203.0.113.9'], conditions: { ready: true }, hostname: 'h' },
    { addresses: ['203.0.113.8'], conditions: { ready: false } },
  ])
  assert.equal(s.slice?.metadata.labels?.['own'], '1')
  await s.delete(endpoints, 'n/svc')
  await s.settle()
  assert.equal(s.all(endpointSlices).length, 0)
})

test('named target ports are looked up in the pods, and unknown ones left out', async () => {
  const ports = [
    { name: 'web', port: 80, targetPort: 'http' },
    { name: 'none', port: 81, targetPort: 'missing' },
  ]
  const s = await stage({ selector: { app: 'a' }, ports })
  const containers = [{ name: 'c', image: '1', ports: [{ name: 'http', containerPort: 9090 }] }]
  await s.addPod('one', 'a', true, { containers })
  assert.deepEqual(s.slice?.ports, [{ name: 'web', protocol: 'TCP', port: 9090 }])
  assert.equal(s.all(endpoints)[0]?.subsets?.[0]?.ports?.[0]?.port, 9090)
})

test('ports stand in the order of their hashes, as in Kubernetes', async () => {
  const ports = [
    { name: 'dns', port: 53, protocol: 'UDP' },
    { name: 'metrics', port: 9153 },
    { name: 'dns-tcp', port: 53 },
  ]
  const s = await stage({ selector: { app: 'a' }, ports })
  await s.addPod('one', 'a')
  const [subset] = s.all(endpoints)[0]?.subsets ?? []
  assert.deepEqual(
    subset?.ports?.map(({ name }) => name),
    ['dns-tcp', 'dns', 'metrics'],
  )
})

const near: Record<string, { spec: object; want: object | undefined }> = {
  'traffic that prefers a zone is told its zone': {
    spec: { trafficDistribution: 'PreferSameZone' },
    want: { forZones: [{ name: 'z' }] },
  },
  'so it is under the former name': {
    spec: { trafficDistribution: 'PreferClose' },
    want: { forZones: [{ name: 'z' }] },
  },
  'traffic that prefers its node is told both': {
    spec: { trafficDistribution: 'PreferSameNode' },
    want: { forZones: [{ name: 'z' }], forNodes: [{ name: 'somewhere' }] },
  },
  'other traffic is told nothing': { spec: {}, want: undefined },
}

for (const [claim, { spec, want }] of Object.entries(near))
  test(claim, async () => {
    const s = await stage({ selector: { app: 'a' }, ...spec })
    const labels = { 'topology.kubernetes.io/zone': 'z' }
    await s.create(nodes, { metadata: { name: 'somewhere', labels } })
    await s.addPod('one', 'a')
    await s.addPod('two', 'a', false)
    assert.deepEqual(
      s.slice?.endpoints?.map(({ hints }) => hints),
      [want, undefined],
    )
  })

test('publishNotReadyAddresses publishes all', async () => {
  const s = await stage({ selector: { app: 'a' }, publishNotReadyAddresses: true })
  await s.addPod('one', 'a', false)
  assert.equal(s.names, 'one')
  assert.deepEqual(s.slice?.endpoints?.[0]?.conditions, {
    ready: true,
    serving: false,
    terminating: false,
  })
})

test('a change of the selector changes the endpoints', async () => {
  const s = await stage({ selector: { app: 'a' } })
  await s.addPod('one', 'a')
  await s.addPod('two', 'b')
  await s.change(services, 'n/svc', live => ({
    ...live,
    spec: { ...live.spec, selector: { app: 'b' } },
  }))
  await s.settle()
  assert.equal(s.names, 'two')
  await s.delete(services, 'n/svc')
  await s.settle()
  assert.equal(s.all(endpoints).length, 0)
})

const endpoint = (n: number) => ({ addresses: [`10.0.0.${n}`] })
const many = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => endpoint(from + index))
const slice = (name: string, from: number, to: number): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name },
  addressType: 'IPv4',
  endpoints: many(from, to),
})

const plans: Record<
  string,
  { slices: EndpointSlice[]; endpoints: [number, number]; want: string }
> = {
  'a slice holds a hundred': { slices: [], endpoints: [0, 150], want: 'create 100, create 50' },
  'nothing changes when nothing changes': {
    slices: [slice('s', 0, 9)],
    endpoints: [0, 9],
    want: '',
  },
  'new ones go where there is room': {
    slices: [slice('s', 0, 100), slice('t', 100, 120)],
    endpoints: [0, 130],
    want: 'update t 30',
  },
  'a slice that is emptied goes': {
    slices: [slice('s', 0, 100), slice('t', 100, 120)],
    endpoints: [0, 100],
    want: 'delete t',
  },
}

for (const [
  name,
  {
    slices,
    endpoints: [from, to],
    want,
  },
] of Object.entries(plans))
  test(name, () => {
    const actions = planSlices(slices, [{ ports: [], endpoints: many(from, to) }], true)
    const shown = actions.map(action => {
      if (action.do === 'delete') return `delete ${action.slice.metadata.name}`
      const count = action.content.endpoints.length
      return action.do === 'create'
        ? `create ${count}`
        : `update ${action.slice.metadata.name} ${count}`
    })
    assert.equal(shown.join(', '), want)
  })

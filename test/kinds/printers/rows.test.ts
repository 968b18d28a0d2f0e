import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtinKinds } from '../../../src/kinds/index.ts'
import type { KubeObject } from '../../../src/meta/object.ts'

const context = { nowMs: Date.UTC(2026, 0, 1, 0, 10) }
const AGE = '10m'

/** Kind, what it holds, and the cells between its name and the end. */
const rows: Record<string, [kind: string, object: object, cells: unknown[]]> = {
  'a node without conditions is unknown': [
    'Node',
    { spec: { unschedulable: true } },
    [
      'x',
      'Unknown,SchedulingDisabled',
      '<none>',
      AGE,
      '',
      '<none>',
      '<none>',
      '<unknown>',
      '<unknown>',
      '<unknown>',
    ],
  ],
  'roles of a node come from two labels, sorted': [
    'Node',
    {
      metadata: { labels: { 'node-role.kubernetes.io/worker': '', 'kubernetes.io/role': 'gpu' } },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    },
    [
      'x',
      'Ready',
      'gpu,worker',
      AGE,
      '',
      '<none>',
      '<none>',
      '<unknown>',
      '<unknown>',
      '<unknown>',
    ],
  ],
  'a daemon set shows its counters and its template': [
    'DaemonSet',
    {
      spec: {
        selector: { matchLabels: { b: '2', a: '1' } },
        template: {
          spec: {
            nodeSelector: { disk: 'ssd' },
            containers: [
              { name: 'c', image: 'i:1' },
              { name: 'd', image: 'j' },
            ],
          },
        },
      },
      status: { desiredNumberScheduled: 3, currentNumberScheduled: 2, numberReady: 1 },
    },
    ['x', 3, 2, 1, 0, 0, 'disk=ssd', AGE, 'c,d', 'i:1,j', 'a=1,b=2'],
  ],
  'a parallel job without completions counts to one of many': [
    'Job',
    { spec: { parallelism: 3, selector: {}, template: {} }, status: { succeeded: 2 } },
    ['x', 'Running', '2/1 of 3', '', AGE, '', '', '<none>'],
  ],
  'a finished job tells how long it took': [
    'Job',
    {
      spec: { completions: 1 },
      status: {
        succeeded: 1,
        startTime: '2026-01-01T00:00:00Z',
        completionTime: '2026-01-01T00:01:05Z',
        conditions: [{ type: 'Complete', status: 'True' }],
      },
    },
    ['x', 'Complete', '1/1', '65s', AGE, '', '', '<none>'],
  ],
  'a load balancer shows its addresses before the external ones': [
    'Service',
    {
      spec: {
        type: 'LoadBalancer',
        clusterIPs: ['10.0.0.1'],
        externalIPs: ['192.0.2.9'],
        ports: [{ port: 80, nodePort: 30080, protocol: 'TCP' }],
      },
      status: { loadBalancer: { ingress: [{ hostname: 'lb.example.com' }, { ip: '192.0.2.1' }] } },
    },
    [
      'x',
      'LoadBalancer',
      '10.0.0.1',
      '192.0.2.1,lb.example.com,192.0.2.9',
      '80:30080/TCP',
      AGE,
      '<none>',
    ],
  ],
  'more endpoints than three are counted': [
    'Endpoints',
    {
      subsets: [
        {
          addresses: ['1', '2'].map(n => ({ ip: `10.0.0.${n}` })),
          ports: [{ port: 80 }, { port: 81 }],
        },
      ],
    },
    ['x', '10.0.0.1:80,10.0.0.2:80,10.0.0.1:81 + 1 more...', AGE],
  ],
  'an address of the sixth version stands in brackets before its port': [
    'Endpoints',
    { subsets: [{ addresses: [{ ip: 'fd00::1' }], ports: [{ port: 80 }] }] },
    ['x', '[fd00::1]:80', AGE],
  ],
  'a claim that is not bound has no capacity': [
    'PersistentVolumeClaim',
    {
      spec: { storageClassName: 'fast', volumeMode: 'Block' },
      status: { phase: 'Pending', capacity: { storage: '1Gi' } },
    },
    ['x', 'Pending', '', '', '', 'fast', '<unset>', AGE, 'Block'],
  ],
  'limits of a quota have a column of their own': [
    'ResourceQuota',
    {
      status: { hard: { pods: '3', 'limits.cpu': '2', 'requests.cpu': '1' }, used: { pods: '1' } },
    },
    ['x', 'pods: 1/3, requests.cpu: 0/1', 'limits.cpu: 0/2', AGE],
  ],
  'a controller revision names what it belongs to': [
    'ControllerRevision',
    {
      metadata: {
        ownerReferences: [
          { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'u', controller: true },
        ],
      },
      revision: 4,
    },
    ['x', 'daemonset.apps/agent', 4, AGE],
  ],
  'an autoscaler shows two metrics and counts the rest': [
    'HorizontalPodAutoscaler',
    {
      spec: {
        scaleTargetRef: { kind: 'Deployment', name: 'web' },
        minReplicas: 1,
        maxReplicas: 5,
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } },
          },
          { type: 'Pods', pods: { target: { averageValue: '1k' } } },
          { type: 'External', external: { target: { value: '30' } } },
        ],
      },
      status: {
        currentReplicas: 2,
        currentMetrics: [
          { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 10 } } },
        ],
      },
    },
    ['x', 'Deployment/web', 'cpu: 10%/60%, <unknown>/1k + 1 more...', '1', 5, 2, AGE],
  ],
  'the subjects of a binding are shown by sort': [
    'RoleBinding',
    {
      roleRef: { kind: 'Role', name: 'r' },
      subjects: [
        { kind: 'User', name: 'u' },
        { kind: 'ServiceAccount', name: 's', namespace: 'n' },
        { kind: 'Group', name: 'g' },
        { kind: 'ServiceAccount', name: 't' },
      ],
    },
    ['x', 'Role/r', AGE, 'u', 'g', 'n/s, /t'],
  ],
  'parameters that are selected are shown as Go has them': [
    'ValidatingAdmissionPolicyBinding',
    {
      spec: {
        policyName: 'p',
        paramRef: {
          selector: {
            matchLabels: { b: '2', a: '1' },
            matchExpressions: [{ key: 'k', operator: 'In', values: ['v', 'w'] }],
          },
        },
      },
    },
    [
      'x',
      'p',
      '&LabelSelector{MatchLabels:map[string]string{a: 1,b: 2,},MatchExpressions:[]LabelSelectorRequirement{LabelSelectorRequirement{Key:k,Operator:In,Values:[v w],},},}',
      AGE,
    ],
  ],
  'a driver that wants tokens for nobody in particular is not one that wants none': [
    'CSIDriver',
    { spec: { tokenRequests: [{ audience: '' }] } },
    ['x', true, false, false, '', false, '<none>', AGE],
  ],
  'a default storage class says so beside its name': [
    'StorageClass',
    {
      metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'p',
    },
    ['x (default)', 'p', 'Delete', 'Immediate', false, AGE],
  ],
  'so does a default ingress class': [
    'IngressClass',
    {
      metadata: { annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
      spec: { controller: 'c' },
    },
    ['x (default)', 'c', '<none>', AGE],
  ],
  'a kind without columns shows when it was made': ['Role', {}, ['x', '2026-01-01T00:00:00Z']],
}

for (const [claim, [kindName, object, want]] of Object.entries(rows))
  test(claim, () => {
    const kind = builtinKinds.find(each => each.kind === kindName)
    const given = object as Partial<KubeObject>
    const metadata = { name: 'x', creationTimestamp: '2026-01-01T00:00:00Z', ...given.metadata }
    const shown = kind?.versions[0]?.printer?.cells(
      { apiVersion: 'v1', kind: kindName, ...object, metadata },
      context,
    )
    assert.deepEqual(shown, want)
  })

test('an event tells when it was last seen, of what, by whom', () => {
  const kind = builtinKinds.find(each => each.kind === 'Event')
  const event = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e' },
    type: 'Normal',
    reason: 'Started',
    message: ' done \n',
    involvedObject: { kind: 'Pod', name: 'p' },
    source: { component: 'kubelet', host: 'n1' },
    eventTime: '2026-01-01T00:00:00.000000Z',
    series: { count: 7, lastObservedTime: '2026-01-01T00:09:50.000000Z' },
    reportingComponent: '',
    reportingInstance: '',
  }
  const want = ['10s', 'Normal', 'Started', 'pod/p', '', 'kubelet, n1', 'done', AGE, 7, 'e']
  assert.deepEqual(kind?.versions[0]?.printer?.cells(event, context), want)
  const renamed = kind?.versions[1]
  const shown = renamed?.printer?.cells(renamed.fromStorage?.(event) ?? event, context)
  assert.deepEqual(shown, want)
})

test('flow schemas are listed in the order in which requests are held against them', () => {
  const printer = builtinKinds.find(each => each.kind === 'FlowSchema')?.versions[0]?.printer
  const schemas = Object.entries({ b: 9, a: 9, c: 1 }).map(([name, matchingPrecedence]) => ({
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'FlowSchema',
    metadata: { name },
    spec: { matchingPrecedence },
  }))
  const sorted = schemas.toSorted((a, b) => printer?.compare?.(a, b) ?? 0)
  assert.deepEqual(
    sorted.map(each => each.metadata.name),
    ['c', 'a', 'b'],
  )
})

test('as many cells as columns, but for addresses', () => {
  for (const kind of builtinKinds)
    for (const { printer } of kind.versions) {
      const bare = { apiVersion: 'v1', kind: kind.kind, metadata: { name: 'x' } }
      const extra = kind.kind === 'IPAddress' ? 1 : 0
      if (printer !== undefined)
        assert.equal(printer.cells(bare, context).length, printer.columns.length + extra, kind.kind)
    }
})

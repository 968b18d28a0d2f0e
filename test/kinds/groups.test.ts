// Rules of the smaller groups, as a table: what is sent, and what is told of it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { changeRefusals, kindOf, type Members, objectOf, refusals, warningsOf } from './refusals.ts'

const backend = { service: { name: 'web', port: { number: 80 } } }
const long = 'a'.repeat(260)

const refused: [kind: string, members: Members, told: string[]][] = [
  [
    'Ingress',
    { spec: { defaultBackend: { service: { name: 'web', port: {} } } } },
    ['spec.defaultBackend: Required value: port name or number is required'],
  ],
  [
    'Ingress',
    { spec: { defaultBackend: { service: { name: 'web', port: { name: 'a', number: 1 } } } } },
    ['spec.defaultBackend: Invalid value: "": cannot set both port name & port number'],
  ],
  [
    'Ingress',
    { spec: { defaultBackend: { resource: { kind: 'a/b', name: '' } } } },
    [
      'spec.defaultBackend.resource.kind: Invalid value: "a/b": may not contain \'/\'',
      'spec.defaultBackend.resource.name: Required value',
    ],
  ],
  [
    'IngressClass',
    { spec: { controller: 'acme.io/a b' } },
    [
      `spec.controller: Invalid value: "a b": Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')`,
    ],
  ],
  [
    'IngressClass',
    { spec: { controller: `acme.io/${long}` } },
    ['spec.controller: Too long: may not be more than 250 bytes'],
  ],
  ['IPAddress', { spec: { parentRef: { resource: 'services', name: 'a', namespace: 'A_b' } } }, []],
  [
    'ServiceCIDR',
    { spec: { cidrs: ['10.0.0.0/24', '10.1.0.0/24'] } },
    [
      'spec.cidrs: Invalid value: ["10.0.0.0/24","10.1.0.0/24"]: may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64',
    ],
  ],
  [
    'EndpointSlice',
    {
      addressType: 'FQDN',
      endpoints: [{ addresses: ['example.com.', 'local'], hints: { forZones: [{ name: 'a/b' }] } }],
    },
    [
      'endpoints[0].addresses[1]: Invalid value: "local": should be a domain with at least two segments separated by dots',
      "endpoints[0].hints.forZones[0].name: Invalid value: \"a/b\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ],
  ],
  [
    'StorageClass',
    {
      provisioner: 'a',
      allowedTopologies: [
        { matchLabelExpressions: [{ key: 'zone', values: ['a', 'b'] }] },
        { matchLabelExpressions: [{ key: 'zone', values: ['b', 'a'] }] },
      ],
    },
    ['allowedTopologies[1].matchLabelExpressions: Duplicate value: ""'],
  ],
  [
    'StorageClass',
    {
      provisioner: 'a',
      parameters: Object.fromEntries(Array.from({ length: 513 }, (_, n) => [`k${n}`, ''])),
    },
    ['parameters: Too long: may not be more than 512 bytes'],
  ],
  [
    'VolumeAttributesClass',
    { driverName: '', parameters: {} },
    [
      'driverName: Required value',
      'parameters: Required value: must contain at least one key/value pair',
    ],
  ],
  [
    'VolumeAttachment',
    {
      spec: {
        attacher: 'a.b',
        nodeName: 'n',
        source: { persistentVolumeName: 'v', inlineVolumeSpec: {} },
      },
    },
    [
      'spec.source: Forbidden: must specify exactly one of inlineVolumeSpec and persistentVolumeName',
    ],
  ],
  [
    'CSINode',
    { spec: { drivers: [{ name: 'a.b', nodeID: long, topologyKeys: ['zone', 'zone'] }] } },
    [
      `spec.drivers[0].nodeID: Invalid value: "${long}": must be 256 characters or less`,
      'spec.drivers[0]: Duplicate value: "zone"',
    ],
  ],
  [
    'FlowSchema',
    {
      spec: {
        matchingPrecedence: 1,
        priorityLevelConfiguration: { name: 'low' },
        rules: [
          {
            subjects: [{ kind: 'ServiceAccount', serviceAccount: { name: '*', namespace: 'A' } }],
            resourceRules: [
              { verbs: ['get'], apiGroups: ['*'], resources: ['*'], namespaces: ['*', 'a'] },
            ],
            nonResourceRules: [{ verbs: ['post'], nonResourceURLs: ['/a b', '/'] }],
          },
        ],
      },
    },
    [
      "spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1",
      "spec.rules[0].subjects[0].serviceAccount.namespace: Invalid value: \"A\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
      'spec.rules[0].resourceRules[0].namespaces: Invalid value: ["*","a"]: if \'*\' is present, must not specify other namespaces',
      'spec.rules[0].nonResourceRules[0].verbs: Unsupported value: ["post"]: supported values: "create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"',
      'spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: "/a b": must not contain white-space',
    ],
  ],
  [
    'PriorityLevelConfiguration',
    {
      spec: {
        type: 'Limited',
        limited: {
          lendablePercent: 101,
          limitResponse: { type: 'Queue', queuing: { queues: 1000, handSize: 10 } },
        },
      },
    },
    [
      'spec.limited.limitResponse.queuing.handSize: Invalid value: 10: required entropy bits of deckSize 1000 and handSize 10 should not be greater than 60',
      'spec.limited.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive',
    ],
  ],
  [
    'RuntimeClass',
    {
      handler: 'h',
      scheduling: {
        nodeSelector: { 'a b': 'c' },
        tolerations: [
          { key: 'k', operator: 'Exists' },
          { key: 'k', operator: 'Exists' },
        ],
      },
    },
    [
      "scheduling.nodeSelector: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
      'scheduling.tolerations[1]: Duplicate value: {"Key":"k","Operator":"Exists","Value":"","Effect":"","TolerationSeconds":null}',
    ],
  ],
]

describe('what the rules refuse', () => {
  for (const [kind, members, told] of refused)
    it(`${kind} ${JSON.stringify(members).slice(0, 120)}`, () => {
      assert.deepEqual(refusals(kind, members), told)
    })
})

const request = { spec: { request: '', signerName: 'a.b/c', usages: ['any'] } }
const having = (...types: string[]): Members => ({
  ...request,
  status: { conditions: types.map(type => ({ type, status: 'True' })) },
})
const issued = (certificate: string): Members => ({
  ...request,
  status: { certificate: Buffer.from(certificate).toString('base64') },
})

const changes: [claim: string, of: [string, Members, Members, string?], told: string[]][] = [
  [
    'a range is joined by one of the other family',
    [
      'ServiceCIDR',
      { spec: { cidrs: ['10.0.0.0/24'] } },
      { spec: { cidrs: ['10.0.0.0/24', 'fd00::/112'] } },
    ],
    [],
  ],
  [
    'a range does not change',
    ['ServiceCIDR', { spec: { cidrs: ['10.0.0.0/24'] } }, { spec: { cidrs: ['10.0.1.0/24'] } }],
    ['spec.cidrs[0]: Invalid value: "10.0.1.0/24": field is immutable'],
  ],
  [
    'the parent of an address stays',
    [
      'IPAddress',
      { spec: { parentRef: { resource: 'services', name: 'a' } } },
      { spec: { parentRef: { resource: 'services', name: 'b' } } },
    ],
    [
      'spec.parentRef: Invalid value: {"Group":"","Resource":"services","Namespace":"","Name":"b"}: field is immutable',
    ],
  ],
  [
    'an Ingress that exists may contradict the annotation of old',
    [
      'Ingress',
      { spec: { defaultBackend: backend } },
      {
        metadata: { annotations: { 'kubernetes.io/ingress.class': 'a' } },
        spec: { defaultBackend: backend, ingressClassName: 'b' },
      },
    ],
    [],
  ],
  [
    'a class of volume attributes keeps its driver and parameters',
    [
      'VolumeAttributesClass',
      { driverName: 'a.b', parameters: { a: '1' } },
      { driverName: 'b.c', parameters: { a: '2' } },
    ],
    [
      'driverName: Forbidden: updates to driverName are forbidden.',
      'parameters: Forbidden: updates to parameters are forbidden.',
    ],
  ],
  [
    'an error of an attachment is short',
    [
      'VolumeAttachment',
      { spec: { attacher: 'a.b', nodeName: 'n', source: { persistentVolumeName: 'v' } } },
      { status: { attached: false, attachError: { message: 'a'.repeat(1025), errorCode: -1 } } },
      'status',
    ],
    [
      'status.attachError.message: Too long: may not be more than 262144 bytes',
      'status.attachError.errorCode: Invalid value: -1: must be between 0 and 2147483647, inclusive',
    ],
  ],
  [
    'a request is approved',
    ['CertificateSigningRequest', request, having('Approved'), 'approval'],
    [],
  ],
  [
    'a signer cannot approve',
    ['CertificateSigningRequest', request, having('Approved'), 'status'],
    ['status.conditions: Forbidden: updates may not add a condition of type "Approved"'],
  ],
  [
    'a signer cannot take back a decision',
    ['CertificateSigningRequest', having('Denied'), having(), 'status'],
    ['status.conditions: Forbidden: updates may not remove a condition of type "Denied"'],
  ],
  [
    'a request is not approved and denied',
    ['CertificateSigningRequest', request, having('Approved', 'Denied'), 'approval'],
    [
      'status.conditions: Invalid value: "Denied": Approved and Denied conditions are mutually exclusive',
    ],
  ],
  [
    'what is issued is a certificate',
    ['CertificateSigningRequest', request, issued('text'), 'status'],
    [
      'status.certificate: Invalid value: "<certificate data>": must contain at least one CERTIFICATE PEM block',
    ],
  ],
  [
    'conditions of a flow schema are of types of their own',
    [
      'FlowSchema',
      { spec: { matchingPrecedence: 2 } },
      { status: { conditions: [{ type: 'A' }, { type: 'A' }, { type: '' }] } },
      'status',
    ],
    [
      'status.conditions[1].type: Duplicate value: "A"',
      'status.conditions[2].type: Required value: must not be empty',
    ],
  ],
  [
    'conditions of a budget are whole',
    [
      'PodDisruptionBudget',
      {},
      { status: { conditions: [{ type: 'A', status: 'Maybe', reason: 'not so' }] } },
      'status',
    ],
    [
      'status.conditions[0].status: Unsupported value: "Maybe": supported values: "False", "True", "Unknown"',
      'status.conditions[0].lastTransitionTime: Required value: must be set',
      "status.conditions[0].reason: Invalid value: \"not so\": a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')",
    ],
  ],
  [
    'a binding of roles keeps its role',
    [
      'RoleBinding',
      { roleRef: { kind: 'Role', name: 'a' } },
      { roleRef: { kind: 'Role', name: 'b' } },
    ],
    [
      'roleRef: Invalid value: {"APIGroup":"rbac.authorization.k8s.io","Kind":"Role","Name":"b"}: cannot change roleRef',
    ],
  ],
]

describe('what the rules say of a change', () => {
  for (const [claim, of, told] of changes)
    it(claim, () => assert.deepEqual(changeRefusals(...of), told))
})

it('annotations of the first version of autoscalers mean nothing in the second', () => {
  const annotations = { 'autoscaling.alpha.kubernetes.io/metrics': '[]', a: 'b' }
  const made = objectOf(kindOf('HorizontalPodAutoscaler'), { metadata: { annotations } })
  assert.deepEqual(made.metadata.annotations, { a: 'b' })
})

describe('what is behind a gate that is off', () => {
  const context = { nowMs: 0, user: { name: 'u', groups: [] } }
  const made = (name: string, members: Members): unknown => {
    const kind = kindOf(name)
    const draft = objectOf(kind, members)
    const prepared = kind.rules?.prepareForCreate?.(draft, context) ?? draft
    return (prepared as { spec?: unknown }).spec
  }
  it('is dropped from a driver', () => {
    const given = { attachRequired: false, preventPodSchedulingIfMissing: true }
    const spec = made('CSIDriver', { spec: given }) as Members
    assert.equal('preventPodSchedulingIfMissing' in spec, false)
  })
  it('is dropped from the attributes of devices', () => {
    const attributes = { a: { ints: [1] }, b: { int: 1 } }
    const spec = made('ResourceSlice', { spec: { devices: [{ name: 'd', attributes }] } })
    assert.deepEqual(spec, { devices: [{ name: 'd', attributes: { a: {}, b: { int: 1 } } }] })
  })
})

describe('what is warned of', () => {
  const cases: [string, Members, string[]][] = [
    [
      'NetworkPolicy',
      { spec: { podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: '2001:DB8::/32' } }] }] } },
      [
        'spec.egress[0].to[0].ipBlock.cidr: IPv6 CIDR value "2001:DB8::/32" should be in RFC 5952 canonical format ("2001:db8::/32")',
      ],
    ],
    [
      'EndpointSlice',
      { addressType: 'FQDN', endpoints: [] },
      ['spec.addressType: FQDN endpoints are deprecated'],
    ],
    [
      'CSIStorageCapacity',
      {
        storageClassName: 'a',
        nodeTopology: { matchExpressions: [{ key: 'beta.kubernetes.io/os', operator: 'Exists' }] },
      },
      [
        'nodeTopology.matchExpressions[0].key: beta.kubernetes.io/os is deprecated since v1.14; use "kubernetes.io/os" instead',
      ],
    ],
    [
      'RuntimeClass',
      { handler: 'h', scheduling: { nodeSelector: { 'beta.kubernetes.io/os': 'a' } } },
      ['scheduling.nodeSelector: deprecated since v1.14; use "kubernetes.io/os" instead'],
    ],
  ]
  for (const [kind, members, told] of cases)
    it(kind, () => assert.deepEqual(warningsOf(kind, members), told))
})

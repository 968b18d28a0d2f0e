// Rules of the smaller groups, as a table: what is sent, and what is told of it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Members, refusals } from './refusals.ts'

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
    'CSIDriver',
    { spec: { serviceAccountTokenInSecrets: false } },
    [
      'spec.serviceAccountTokenInSecrets: Invalid value: false: serviceAccountTokenInSecrets is set but no tokenRequests are specified',
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

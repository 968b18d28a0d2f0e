// What the rules of the smaller groups say of a change: what was, what is sent, what is told.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { changeRefusals, type Members } from './refusals.ts'

const backend = { service: { name: 'web', port: { number: 80 } } }
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

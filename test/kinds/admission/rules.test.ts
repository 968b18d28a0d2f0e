// What the rules of webhooks and admission policies refuse, as a table.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { changeRefusals, type Members, refusals } from '../refusals.ts'

const rule = (...operations: string[]): Members => ({
  operations,
  apiGroups: ['a'],
  apiVersions: ['v1'],
  resources: ['b'],
})
const matchConstraints = { resourceRules: [rule('CREATE')] }
const mutations = [
  { patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'Object{}' } },
]
const mutating = { reinvocationPolicy: 'Never', matchConstraints, mutations }
const webhook = { name: 'a.b.c', sideEffects: 'None', admissionReviewVersions: ['v1'] }
const MUTABLE = 'supported values: "*", "CONNECT", "CREATE", "UPDATE"'

const refused: [claim: string, kind: string, members: Members, told: string[]][] = [
  [
    'a policy says something',
    'ValidatingAdmissionPolicy',
    { spec: { matchConstraints } },
    ['validations', 'auditAnnotations'].map(
      field =>
        `spec.${field}: Required value: validations or auditAnnotations must contain at least one item`,
    ),
  ],
  [
    'three reasons are known, and names of variables are not words of the language',
    'ValidatingAdmissionPolicy',
    {
      spec: {
        matchConstraints,
        variables: [{ name: 'for', expression: 'true' }],
        validations: [{ expression: 'true', reason: 'Unauthorized' }],
      },
    },
    [
      'spec.variables[0].name: Invalid value: "for": must be a valid CEL identifier',
      'spec.validations[0].reason: Unsupported value: "Unauthorized": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge"',
    ],
  ],
  [
    'what is deleted cannot be mutated',
    'MutatingAdmissionPolicy',
    { spec: { ...mutating, matchConstraints: { resourceRules: [rule('CREATE', 'DELETE')] } } },
    [`spec.matchConstraints.resourceRules.operations: Unsupported value: "DELETE": ${MUTABLE}`],
  ],
  [
    'nor through a binding',
    'MutatingAdmissionPolicyBinding',
    { spec: { policyName: 'p', matchResources: { resourceRules: [rule('DELETE')] } } },
    [`spec.matchResources.resourceRules.operations: Unsupported value: "DELETE": ${MUTABLE}`],
  ],
  [
    'an expression of blanks is none',
    'MutatingAdmissionPolicy',
    {
      spec: {
        ...mutating,
        mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: ' ' } }],
      },
    },
    ['spec.mutations[0].jsonPatch.expression: Required value'],
  ],
  [
    'a selector is looked at between the two refusals of naming and selecting',
    'ValidatingAdmissionPolicyBinding',
    {
      spec: {
        policyName: 'p',
        validationActions: ['Deny'],
        paramRef: {
          name: 'x',
          selector: { matchExpressions: [{ key: 'a', operator: 'In' }] },
          parameterNotFoundAction: 'Deny',
        },
      },
    },
    [
      'spec.paramRef.name: Forbidden: name and selector are mutually exclusive',
      "spec.paramRef.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      'spec.paramRef.selector: Forbidden: name and selector are mutually exclusive',
    ],
  ],
  [
    'a service without a namespace is told of as one without a name',
    'ValidatingWebhookConfiguration',
    { webhooks: [{ ...webhook, clientConfig: { service: { name: 'a', namespace: '' } } }] },
    ['webhooks[0].clientConfig.service.name: Required value'],
  ],
]

describe('what the rules of admission refuse', () => {
  for (const [claim, kind, members, told] of refused)
    it(claim, () => assert.deepEqual(refusals(kind, members), told))

  it('warnings in a status say what they are about', () => {
    const policy = { spec: { matchConstraints, validations: [{ expression: 'true' }] } }
    const status = { typeChecking: { expressionWarnings: [{ fieldRef: ' ', warning: '' }] } }
    const told = changeRefusals(
      'ValidatingAdmissionPolicy',
      policy,
      { ...policy, status },
      'status',
    )
    assert.deepEqual(told, [
      'status.typeChecking.expressionWarnings[0].warning: Required value',
      'status.typeChecking.expressionWarnings[0].fieldRef: Required value',
    ])
  })
})

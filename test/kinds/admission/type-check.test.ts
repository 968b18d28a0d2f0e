import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expressionWarnings } from '../../../src/kinds/admission/type-check.ts'
import { builtinKinds, Table } from '../../../src/kinds/index.ts'

const table = new Table(builtinKinds)

function warnings(expression: string, resources = ['deployments'], more: object = {}) {
  const policy = {
    metadata: { name: 'p' },
    kind: 'ValidatingAdmissionPolicy',
    apiVersion: 'admissionregistration.k8s.io/v1',
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: ['apps'], apiVersions: ['v1'], resources }],
      },
      validations: [{ expression }],
      ...more,
    },
  }
  return expressionWarnings(policy, table).map(({ fieldRef, warning }) => [
    fieldRef,
    warning.split('\n')[0],
  ])
}

const AT = 'spec.validations[0].expression'

const WARNINGS: Record<string, readonly (string | undefined)[][]> = {
  'object.spec.replicas > 1': [],
  'object.spec.replicas > "1"': [
    [
      AT,
      "apps/v1, Kind=Deployment: ERROR: <input>:1:22: found no matching overload for '_>_' applied to '(int, string)'",
    ],
  ],
  'object.spec.nothing == 1': [
    [AT, "apps/v1, Kind=Deployment: ERROR: <input>:1:12: undefined field 'nothing'"],
  ],
  'oldObject == null || object.metadata.creationTimestamp >= oldObject.metadata.creationTimestamp':
    [],
  'object.spec.template.spec.containers.all(c, c.image.startsWith("x"))': [],
}

for (const [expression, want] of Object.entries(WARNINGS))
  test(`${expression} is held against the type of a Deployment`, () =>
    assert.deepEqual(warnings(expression), want))

test('kinds that a rule does not name are not looked at', () => {
  assert.deepEqual(warnings('object.spec.nothing == 1', ['*']), [])
})

test('variables have the types of their expressions', () => {
  const variables = [{ name: 'n', expression: 'object.spec.replicas' }]
  const [first] = warnings('variables.n == "x"', ['deployments'], { variables })
  assert.match(String(first?.[1]), /'_==_' applied to '\(int, string\)'$/)
})

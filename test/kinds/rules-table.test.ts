import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { builtinKinds } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/meta/kind.ts'
import type { KubeObject } from '../../src/meta/object.ts'

const kindOf = (name: string): Kind => {
  const kind = builtinKinds.find(each => each.kind === name)
  assert.ok(kind, name)
  return kind
}

const object = (kind: string, members: object): KubeObject =>
  ({
    kind,
    apiVersion: 'v1',
    metadata: { name: 'x', namespace: 'default' },
    ...members,
  }) as unknown as KubeObject

const refused: [kind: string, members: object, causes: string[]][] = [
  ['ConfigMap', { data: { good: 'x' } }, []],
  ['ConfigMap', { data: { 'not/good': 'x' } }, ['FieldValueInvalid data[not/good]']],
  [
    'Secret',
    { type: 'kubernetes.io/tls', data: {} },
    ['FieldValueRequired data[tls.crt]', 'FieldValueRequired data[tls.key]'],
  ],
  ['PriorityClass', { value: 1_000_000_001 }, ['FieldValueForbidden value']],
  [
    'Role',
    { rules: [{ resources: ['pods'], verbs: [] }] },
    ['FieldValueRequired rules[0].verbs', 'FieldValueRequired rules[0].apiGroups'],
  ],
]

describe('what the rules of a kind refuse', () => {
  for (const [name, members, causes] of refused)
    it(`${name} ${JSON.stringify(members)}`, () => {
      const { rules } = kindOf(name)
      const given = object(name, members)
      const found = rules?.validate?.(rules.defaults?.(given) ?? given) ?? []
      assert.deepEqual(
        found.map(({ reason, field }) => `${reason} ${field}`),
        causes,
      )
    })
})

const filledIn: [kind: string, members: object, path: string[], value: unknown][] = [
  ['Secret', { data: {} }, ['type'], 'Opaque'],
  ['StorageClass', { provisioner: 'x' }, ['reclaimPolicy'], 'Delete'],
  ['StorageClass', { provisioner: 'x' }, ['volumeBindingMode'], 'Immediate'],
  ['PersistentVolumeClaim', { spec: {} }, ['spec', 'volumeMode'], 'Filesystem'],
  ['NetworkPolicy', { spec: { podSelector: {} } }, ['spec', 'policyTypes'], ['Ingress']],
  ['CSIDriver', { spec: {} }, ['spec', 'attachRequired'], true],
  ['Service', { spec: { ports: [{ port: 80 }] } }, ['spec', 'sessionAffinity'], 'None'],
]

describe('what the rules of a kind fill in', () => {
  for (const [name, members, path, value] of filledIn)
    it(`${name} ${path.join('.')}`, () => {
      const given = object(name, members)
      let found: unknown = kindOf(name).rules?.defaults?.(given)
      for (const step of path) found = (found as Record<string, unknown>)[step]
      assert.deepEqual(found, value)
    })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Enums } from '../../src/graphql/enums.ts'
import { Names } from '../../src/graphql/names.ts'
import { builtinTypes } from '../../src/schema/table.ts'

const types = builtinTypes()
const enums = new Enums(types, new Names())

const of = (struct: string, field: string) => {
  const found = types.struct(struct)?.fields.get(field)
  assert.ok(found, `${struct} has no ${field}`)
  return enums.of(struct, found)
}

test('fields that have few values are enums, one for all fields of a type', () => {
  const effect = of('core/v1.Taint', 'effect')
  assert.equal(effect?.name, 'TaintEffect')
  assert.deepEqual(
    effect?.getValues().map(({ name }) => name),
    ['NoExecute', 'NoSchedule', 'PreferNoSchedule'],
  )
  assert.equal(of('core/v1.Toleration', 'effect'), effect)
  assert.equal(
    of('core/v1.PersistentVolumeSpec', 'accessModes')?.name,
    'PersistentVolumeAccessMode',
  )
})

test('a name that is taken gets the group before it', () => {
  assert.equal(
    of('admissionregistration/v1.Mutation', 'patchType')?.name,
    'AdmissionregistrationPatchType',
  )
})

test('values that GraphQL cannot spell leave a field a text', () => {
  for (const [struct, field] of [
    ['core/v1.HostPathVolumeSource', 'type'],
    ['core/v1.Lifecycle', 'stopSignal'],
    ['certificates/v1.CertificateSigningRequestSpec', 'usages'],
    ['core/v1.ObjectReference', 'kind'],
  ] as const)
    assert.equal(of(struct, field), undefined, `${struct}.${field}`)
})

test('a value that nobody foresaw is shown as it is', () => {
  assert.equal(of('core/v1.PodStatus', 'phase')?.serialize('Odd'), 'Odd')
})

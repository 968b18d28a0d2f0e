import assert from 'node:assert/strict'
import { test } from 'node:test'
import { goNameOf } from '../../src/schema/go-names.ts'
import { builtinStructNames, builtinTypes, typeOf } from '../../src/schema/table.ts'
import type { TypeRef } from '../../src/schema/types.ts'

const types = builtinTypes()
const field = (struct: string, name: string) => types.struct(struct)?.fields.get(name)

test('a field tells what Go, protobuf and patches need of it', () => {
  const { type: _, ...ports } = field('core/v1.Container', 'ports') ?? {}
  assert.deepEqual(ports, {
    name: 'ports',
    go: 'Ports',
    pointer: false,
    omit: 'empty',
    number: 6,
    listType: 'map',
    listMapKeys: ['containerPort', 'protocol'],
    patchStrategy: 'merge',
    patchMergeKey: 'containerPort',
  })
  assert.equal(field('core/v1.ContainerPort', 'protocol')?.default, 'TCP')
  assert.equal(field('core/v1.PodSpec', 'nodeSelector')?.atomic, true)
  assert.equal(field('core/v1.PersistentVolumeSpec', 'claimRef')?.atomic, false)
  assert.equal(types.struct('meta/v1.LabelSelector')?.atomic, true)
  assert.deepEqual(field('core/v1.Volume', 'hostPath')?.within, [2])
  assert.equal(field('meta/v1.ObjectMeta', 'creationTimestamp')?.omit, 'zero')
})

test('types are called what Go calls them', () => {
  const names = (expression: string) => goNameOf(typeOf(expression))
  assert.equal(names('[]core/v1.Taint'), '[]v1.Taint')
  assert.equal(names('v1.ResourceList:map[v1.ResourceName:string]quantity'), 'v1.ResourceList')
  assert.equal(names('map[string][]string'), 'map[string][]string')
  assert.equal(names('bytes'), '[]uint8')
})

test('every struct that a field names is in the table', () => {
  const visit = (type: TypeRef, where: string): void => {
    if (type.sort === 'list' || type.sort === 'map') visit(type.of, where)
    else if (type.sort === 'struct') assert.ok(types.struct(type.name), `${where}: ${type.name}`)
  }
  for (const name of builtinStructNames())
    for (const member of types.struct(name)?.fields.values() ?? [])
      visit(member.type, `${name}.${member.name}`)
})

test('what is not there is not there', () => {
  assert.equal(types.struct('core/v1.Nope'), undefined)
  assert.equal(types.struct('constructor'), undefined)
})

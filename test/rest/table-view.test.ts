import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CONFIG_MAPS, configMap, serve } from './support.ts'

const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'

test('a list is told as a Table, with metadata behind each row', async () => {
  const { app } = await serve()
  await app.inject({ method: 'POST', url: CONFIG_MAPS, payload: configMap('a', { x: '1' }) })
  const table = (await app.inject({ url: CONFIG_MAPS, headers: { accept } })).json()
  assert.equal(table.kind, 'Table')
  assert.deepEqual(
    table.columnDefinitions.map(({ name }: { name: string }) => name),
    ['Name', 'Data', 'Age'],
  )
  assert.deepEqual(table.rows[0].cells, ['a', 1, '0s'])
  assert.equal(table.rows[0].object.kind, 'PartialObjectMetadata')
})

for (const [include, kind] of [
  ['Object', 'ConfigMap'],
  ['Metadata', 'PartialObjectMetadata'],
  ['None', undefined],
] as const)
  test(`a row has ${kind ?? 'nothing'} behind it when ${include} is asked for`, async () => {
    const { app } = await serve()
    await app.inject({ method: 'POST', url: CONFIG_MAPS, payload: configMap('a') })
    const answer = await app.inject({
      url: `${CONFIG_MAPS}/a?includeObject=${include}`,
      headers: { accept },
    })
    assert.equal(answer.json().rows[0].object?.kind, kind)
  })

test('an error is a Status, whatever was asked for', async () => {
  const { app } = await serve()
  const answer = await app.inject({ url: `${CONFIG_MAPS}/none`, headers: { accept } })
  assert.equal(answer.json().kind, 'Status')
})

test('a list cannot be the metadata of one object', async () => {
  const { app } = await serve()
  const one = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io'
  const answer = await app.inject({ url: CONFIG_MAPS, headers: { accept: one } })
  assert.equal(answer.statusCode, 406)
  assert.equal(
    answer.json().message,
    'you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)',
  )
})
